"""Since when a change of an order waits to be counted."""

import sqlalchemy as sa
from alembic import op
from sqlmodel import UTCDateTime

revision = "0062"
down_revision = "0061"


def upgrade() -> None:
    op.add_column("rollup_share", sa.Column("due_since", UTCDateTime(), nullable=True))
