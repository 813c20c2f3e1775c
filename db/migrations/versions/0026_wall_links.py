"""Read-only links of the wall."""

import sqlalchemy as sa
from alembic import op
from sqlmodel import UTCDateTime

revision = "0026"
down_revision = "0025"

THEMES = ("dark", "light")
INDICATORS = (
    "on_time_acceptance",
    "on_time_closing",
    "visit_verification",
    "satisfaction_rate",
    "response_rate",
    "resolution_rate",
    "handling_time",
    "redo_rate",
    "transfer_rate",
    "received",
    "services_given",
    "enterprises_served",
    "overdue_now",
    "open_now",
    "load",
    "matches_proposed",
    "match_acceptance",
    "matches_contracted",
    "contract_value",
)


def upgrade() -> None:
    op.create_table(
        "wall_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("theme", _one_of("walltheme", THEMES), nullable=False),
        sa.Column("views", sa.JSON(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("indicator", _one_of("indicator", INDICATORS), nullable=False),
        sa.Column("area_code", sa.String(length=6), nullable=True),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.Column("revoked_at", UTCDateTime(), nullable=True),
        sa.Column("last_seen_at", UTCDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["area_code"], ["area.code"]),
        sa.ForeignKeyConstraint(["made_by_id"], ["user_account.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("token_hash"),
    )


def _one_of(name: str, words: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)
