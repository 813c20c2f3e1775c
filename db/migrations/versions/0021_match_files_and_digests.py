"""Files at a match; the weekly digest and who does not want it."""

import sqlalchemy as sa
from alembic import op
from sqlmodel import UTCDateTime

revision = "0021"
down_revision = "0020"

SIDE = ("enterprise", "provider")
MATCHKIND = ("need", "result", "team", "expert", "product")
MESSAGEKIND = (
    "received",
    "question",
    "survey",
    "survey_reminder",
    "answered",
    "invitation",
    "weekly_digest",
)


def upgrade() -> None:
    op.create_table(
        "match_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("match_id", sa.Integer(), nullable=False),
        sa.Column("side", _one_of("side", SIDE), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("media_type", sa.String(length=80), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("added_at", UTCDateTime(), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=False),
        sa.Column("withdrawn_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["added_by_id"], ["user_account.id"]),
        sa.ForeignKeyConstraint(["match_id"], ["match.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
    )
    op.create_index("ix_match_file_match_id", "match_file", ["match_id"])
    op.create_table(
        "digest",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("kind", _one_of("matchkind", MATCHKIND), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.Column("found", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"]),
        sa.PrimaryKeyConstraint("organisation_id", "week"),
    )
    op.create_table(
        "digest_declined",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("since", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"]),
        sa.PrimaryKeyConstraint("user_id"),
    )
    with op.batch_alter_table("message") as batch:
        if op.get_bind().dialect.name == "postgresql":
            batch.drop_constraint("messagekind", type_="check")
        batch.alter_column(
            "kind", type_=_one_of("messagekind", MESSAGEKIND), existing_nullable=False
        )


def _one_of(name: str, words: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)
