"""A file can be taken back; what the count of wrong passwords used to be kept in goes."""

import sqlalchemy as sa
from alembic import op
from sqlmodel import UTCDateTime

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.add_column("attachment", sa.Column("withdrawn_at", UTCDateTime(), nullable=True))
    op.drop_column("user_account", "failed_attempts")
    op.drop_column("user_account", "locked_until")
