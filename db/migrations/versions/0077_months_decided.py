"""The months by which the engine is judged know what was decided, not only how often."""

import sqlalchemy as sa
from alembic import op

revision = "0077"
down_revision = "0076"


def upgrade() -> None:
    op.add_column(
        "month_trial",
        sa.Column("decided", sa.String(length=64), server_default="", nullable=False),
    )
