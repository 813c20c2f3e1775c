"""Docking days: who comes, who wishes to meet whom, who meets whom when."""

import sqlalchemy as sa
from alembic import op
from sqlmodel import UTCDateTime

revision = "0020"
down_revision = "0019"

DOCKINGSTAGE = ("planning", "published", "over")
MEETINGSTAGE = ("planned", "held", "missed")


def upgrade() -> None:
    op.create_table(
        "docking_day",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("begins_at", sa.String(length=5), nullable=False),
        sa.Column("slot_minutes", sa.Integer(), nullable=False),
        sa.Column("slots", sa.Integer(), nullable=False),
        sa.Column("tables", sa.Integer(), nullable=False),
        sa.Column("area_code", sa.String(), nullable=True),
        sa.Column("stage", _one_of("dockingstage", DOCKINGSTAGE), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("is_proved", sa.Boolean(), nullable=True),
        sa.Column("idle", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["area_code"], ["area.code"]),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("number"),
    )
    op.create_table(
        "docking_participant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day_id", sa.Integer(), nullable=False),
        sa.Column("need_id", sa.Integer(), nullable=True),
        sa.Column("result_id", sa.Integer(), nullable=True),
        sa.Column("away", sa.JSON(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=True),
        sa.CheckConstraint("(need_id IS NULL) <> (result_id IS NULL)", name="one_side"),
        *_pair(),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("day_id", "need_id"),
        sa.UniqueConstraint("day_id", "result_id"),
    )
    op.create_table(
        "docking_wish",
        sa.Column("day_id", sa.Integer(), nullable=False),
        sa.Column("need_id", sa.Integer(), nullable=False),
        sa.Column("result_id", sa.Integer(), nullable=False),
        sa.Column("is_veto", sa.Boolean(), nullable=False),
        *_pair(),
        sa.PrimaryKeyConstraint("day_id", "need_id", "result_id"),
    )
    op.create_table(
        "docking_meeting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day_id", sa.Integer(), nullable=False),
        sa.Column("need_id", sa.Integer(), nullable=False),
        sa.Column("result_id", sa.Integer(), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("table_number", sa.Integer(), nullable=False),
        sa.Column("is_confirmed", sa.Boolean(), nullable=False),
        sa.Column("stage", _one_of("meetingstage", MEETINGSTAGE), nullable=False),
        sa.Column("rating", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.Column("match_id", sa.Integer(), nullable=True),
        *_pair(),
        sa.ForeignKeyConstraint(["match_id"], ["match.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("day_id", "need_id", "slot"),
        sa.UniqueConstraint("day_id", "result_id", "slot"),
        sa.UniqueConstraint("day_id", "slot", "table_number"),
    )


def _pair() -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint(["day_id"], ["docking_day.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["need_id"], ["technical_need.id"]),
        sa.ForeignKeyConstraint(["result_id"], ["research_result.id"]),
    ]


def _one_of(name: str, words: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)
