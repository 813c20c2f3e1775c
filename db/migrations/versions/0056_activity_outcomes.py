"""What had come of an activity at its moments, as it stood then."""

import sqlalchemy as sa
from alembic import op
from sqlmodel import UTCDateTime

revision = "0056"
down_revision = "0055"


def upgrade() -> None:
    op.create_table(
        "activity_outcome",
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("taken_at", UTCDateTime(), nullable=False),
        sa.Column("numbers", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"]),
        sa.PrimaryKeyConstraint("activity_id", "days"),
    )
