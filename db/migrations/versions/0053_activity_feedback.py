"""Those who came to an activity are asked how it was, and answer without their name."""

import sqlalchemy as sa
from alembic import op
from sqlmodel import UTCDateTime

from db.vocabulary import MessageKind

revision = "0053"
down_revision = "0052"

MARKS = ("usefulness", "organisation", "speakers", "venue")


def upgrade() -> None:
    op.create_table(
        "feedback_link",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", UTCDateTime(), nullable=False),
        sa.Column("closes_at", UTCDateTime(), nullable=False),
        sa.Column("is_used", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"]),
        sa.ForeignKeyConstraint(["registration_id"], ["registration.id"]),
        sa.PrimaryKeyConstraint("token_hash"),
        sa.UniqueConstraint("registration_id"),
    )
    op.create_index("ix_feedback_link_activity_id", "feedback_link", ["activity_id"])
    op.create_table(
        "activity_feedback",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("usefulness", sa.Integer(), nullable=False),
        sa.Column("organisation", sa.Integer(), nullable=True),
        sa.Column("speakers", sa.Integer(), nullable=True),
        sa.Column("venue", sa.Integer(), nullable=True),
        sa.Column("wanted", sa.String(length=1000), nullable=False),
        sa.Column("words", sa.String(length=1000), nullable=False),
        sa.Column("came_up", sa.Boolean(), nullable=False),
        *(sa.CheckConstraint(f"{each} BETWEEN 1 AND 5", name=f"{each}_is_a_mark") for each in MARKS),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_activity_feedback_activity_id", "activity_feedback", ["activity_id"])
    with op.batch_alter_table("message") as batch:
        if op.get_bind().dialect.name == "postgresql":
            batch.drop_constraint("messagekind", type_="check")
        kinds = _one_of("messagekind", tuple(each.value for each in MessageKind))
        batch.alter_column("kind", type_=kinds, existing_nullable=False)


def _one_of(name: str, words: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)
