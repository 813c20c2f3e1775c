"""The monthly bulletin: what it tells, who has read it, the templates of its Word file, and its mails."""

import sqlalchemy as sa
from alembic import op
from sqlmodel import UTCDateTime

revision = "0030"
down_revision = "0029"

MESSAGEKIND = (
    "received",
    "question",
    "survey",
    "survey_reminder",
    "answered",
    "invitation",
    "weekly_digest",
    "bulletin",
)


def upgrade() -> None:
    op.create_table(
        "bulletin",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("stage", _one_of("bulletinstage", ("draft", "sent")), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("foreword", sa.Text(), nullable=False),
        sa.Column("closing", sa.Text(), nullable=False),
        sa.Column("cases", sa.JSON(), nullable=False),
        sa.Column("drawn_at", UTCDateTime(), nullable=False),
        sa.Column("approved_at", UTCDateTime(), nullable=True),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["approved_by_id"], ["user_account.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("month"),
    )
    op.create_table(
        "bulletin_reading",
        sa.Column("bulletin_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["bulletin_id"], ["bulletin.id"]),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"]),
        sa.PrimaryKeyConstraint("bulletin_id", "user_id"),
    )
    op.create_table(
        "bulletin_template",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("withdrawn_at", UTCDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
    )
    with op.batch_alter_table("message") as batch:
        if op.get_bind().dialect.name == "postgresql":
            batch.drop_constraint("messagekind", type_="check")
        batch.alter_column(
            "kind", type_=_one_of("messagekind", MESSAGEKIND), existing_nullable=False
        )
        batch.add_column(sa.Column("bulletin_id", sa.Integer(), nullable=True))
        batch.create_foreign_key("message_bulletin_id_fkey", "bulletin", ["bulletin_id"], ["id"])


def _one_of(name: str, words: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)
