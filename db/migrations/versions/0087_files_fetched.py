"""An index of how often a result was proposed, and who has fetched a file of a match on which day."""

import sqlalchemy as sa
from alembic import op
from sqlmodel import UTCDateTime

revision = "0087"
down_revision = "0086"


def upgrade() -> None:
    op.create_index("ix_shown_match_result", "shown_match", ["result_id", "need_id"])
    op.create_table(
        "match_file_read",
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"]),
        sa.ForeignKeyConstraint(["file_id"], ["match_file.id"]),
        sa.PrimaryKeyConstraint("file_id", "by_id", "on"),
    )
