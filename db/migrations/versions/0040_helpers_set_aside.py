"""Teams, experts and services that somebody said do not suit a need, and why."""

import sqlalchemy as sa
from alembic import op

from sqlmodel import UTCDateTime

revision = "0040"
down_revision = "0039"

KINDS = ("need", "result", "team", "expert", "product")
REASONS = (
    "other_subject",
    "other_industry",
    "not_ready",
    "targets_missed",
    "too_expensive",
    "too_far",
    "no_capacity",
    "known_already",
)


def upgrade() -> None:
    op.create_table(
        "helper_aside",
        sa.Column("need_id", sa.Integer(), nullable=False),
        sa.Column("kind", _one_of("matchkind", KINDS), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("reason", _one_of("notthis", REASONS), nullable=False),
        sa.Column("note", sa.String(length=400), nullable=False),
        sa.ForeignKeyConstraint(["need_id"], ["technical_need.id"]),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"]),
        sa.PrimaryKeyConstraint("need_id", "kind", "record_id", "by_id"),
    )


def _one_of(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)
