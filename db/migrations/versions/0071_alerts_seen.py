"""Somebody says that they deal with an alert; it is told again when it becomes worse."""

import sqlalchemy as sa
from alembic import op
from sqlmodel import UTCDateTime

revision = "0071"
down_revision = "0070"


def upgrade() -> None:
    op.add_column("figure_alert", sa.Column("seen_at", UTCDateTime(), nullable=True))
    # Written out, since SQLite would write the table anew for it and forget its checks.
    op.execute(
        "ALTER TABLE figure_alert ADD COLUMN seen_by_id INTEGER REFERENCES user_account (id)"
    )
    note = sa.Column("seen_note", sa.String(length=200), server_default="", nullable=False)
    op.add_column("figure_alert", note)
    op.add_column("figure_alert", sa.Column("worse_at", UTCDateTime(), nullable=True))
