"""Demands and technical needs know at which activity they were raised."""

import sqlalchemy as sa
from alembic import op
from sqlmodel import UTCDateTime

revision = "0054"
down_revision = "0053"

WAYS = ("organiser", "form", "grown")


def upgrade() -> None:
    op.create_table(
        "activity_origin",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("demand_id", sa.Integer(), nullable=True),
        sa.Column("need_id", sa.Integer(), nullable=True),
        sa.Column("way", _one_of("originway", WAYS), nullable=False),
        sa.Column("raised_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("(demand_id IS NULL) <> (need_id IS NULL)", name="one_of_both"),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"]),
        sa.ForeignKeyConstraint(["demand_id"], ["demand.id"]),
        sa.ForeignKeyConstraint(["need_id"], ["technical_need.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("demand_id"),
        sa.UniqueConstraint("need_id"),
    )
    op.create_index(
        "ix_activity_origin_activity", "activity_origin", ["activity_id", "raised_at"]
    )
    op.create_index("ix_activity_origin_raised", "activity_origin", ["raised_at"])


def _one_of(name: str, words: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)
