"""A competition is a draft until it is announced, and can be called off; those that are there have been public."""

import sqlalchemy as sa
from alembic import op

revision = "0073"
down_revision = "0072"


def upgrade() -> None:
    op.add_column("contest", sa.Column("announced_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("contest", sa.Column("called_off_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "contest",
        sa.Column("called_off_because", sa.String(400), nullable=False, server_default=""),
    )
    op.execute("UPDATE contest SET announced_at = created_at")
