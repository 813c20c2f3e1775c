"""Activities whose people are reminded once more, some days before."""

import sqlalchemy as sa
from alembic import op

revision = "0082"
down_revision = "0081"


def upgrade() -> None:
    op.add_column("activity", sa.Column("reminder_days", sa.Integer(), nullable=True))
