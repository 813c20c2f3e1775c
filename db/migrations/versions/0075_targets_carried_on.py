"""Targets that the platform has carried on, where nobody had set any, wait to be confirmed."""

import sqlalchemy as sa
from alembic import op
from sqlmodel import UTCDateTime

revision = "0075"
down_revision = "0074"


def upgrade() -> None:
    op.add_column("target_month", sa.Column("carried_on_at", UTCDateTime(), nullable=True))
    op.add_column(
        "target",
        sa.Column("is_unconfirmed", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
