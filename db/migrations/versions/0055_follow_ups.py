"""What is to be done after an activity, by whom and by when."""

import sqlalchemy as sa
from alembic import op
from sqlmodel import UTCDateTime

revision = "0055"
down_revision = "0054"

STATES = ("open", "done", "cancelled")


def upgrade() -> None:
    op.create_table(
        "follow_up",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=200), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", _one_of("followupstate", STATES), nullable=False),
        sa.Column("note", sa.String(length=400), nullable=False),
        sa.Column("given_by_id", sa.Integer(), nullable=False),
        sa.Column("given_at", UTCDateTime(), nullable=False),
        sa.Column("ended_at", UTCDateTime(), nullable=True),
        sa.Column("told_due_on", sa.Date(), nullable=True),
        sa.Column("told_late_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"]),
        sa.ForeignKeyConstraint(["given_by_id"], ["user_account.id"]),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"]),
        sa.ForeignKeyConstraint(["registration_id"], ["registration.id"]),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_follow_up_activity", "follow_up", ["activity_id", "due_on"])
    op.create_index("ix_follow_up_due", "follow_up", ["state", "due_on"])
    op.create_index("ix_follow_up_organisation_id", "follow_up", ["organisation_id"])
    op.create_index("ix_follow_up_registration_id", "follow_up", ["registration_id"])
    op.create_index("ix_follow_up_user", "follow_up", ["user_id", "state", "due_on"])


def _one_of(name: str, words: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)
