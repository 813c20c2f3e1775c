"""Files among the materials of an activity."""

import sqlalchemy as sa
from alembic import op
from sqlmodel import UTCDateTime

revision = "0067"
down_revision = "0066"


def upgrade() -> None:
    op.create_table(
        "activity_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("media_type", sa.String(length=80), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("added_at", UTCDateTime(), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"]),
        sa.ForeignKeyConstraint(["added_by_id"], ["user_account.id"]),
        sa.UniqueConstraint("key"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_activity_file_activity_id", "activity_file", ["activity_id"])
