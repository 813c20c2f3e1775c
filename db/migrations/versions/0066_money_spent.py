"""What an activity has cost, said with its report."""

import sqlalchemy as sa
from alembic import op

revision = "0066"
down_revision = "0065"


def upgrade() -> None:
    op.add_column("activity", sa.Column("spent_yuan", sa.Integer(), nullable=True))
