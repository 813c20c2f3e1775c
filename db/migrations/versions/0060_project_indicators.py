"""Indicators of competitions and of booked services; what comes up at a booking knows it."""

import sqlalchemy as sa
from alembic import op

from db.indicator_vocabulary import Indicator

revision = "0060"
down_revision = "0059"

INDICATORS = tuple(each.value for each in Indicator)
THEMES = ("dark", "light")
CROSSINGS = ("below", "above")
SPANS = ("this_month", "last_month", "quarter", "year")
RHYTHMS = ("weekly", "monthly", "threshold")
REASONS = ("by_hand", "by_link", "no_right", "no_address", "no_bot")
FIELDS = (
    "policy_delivery",
    "financing",
    "talent",
    "land_and_premises",
    "technology",
    "digital",
    "market",
    "law_and_rights",
    "environment_and_safety",
    "permits",
    "training",
    "logistics_and_utilities",
    "other",
)
CHANNELS = ("web", "hotline", "email", "visit", "activity", "wechat", "transferred", "api")
VIEWS = ("places", "month", "trend", "loop", "load", "arrivals", "times")
WATCHING = ("area", "unit")
WAYS = ("organiser", "form", "grown")
# Each table with the column that names an indicator, and its other columns that are words of a closed list: SQLite
# writes the table anew, and would forget their checks.
WATCHED = {
    "target": ("indicator", {}),
    "wall_link": ("indicator", {"theme": ("walltheme", THEMES, False)}),
    "alert_rule": (
        "indicator",
        {"crossing": ("crossing", CROSSINGS, False), "watched": ("watched", WATCHING, False)},
    ),
    "figure_subscription": (
        "watched",
        {
            "span": ("span", SPANS, False),
            "field": ("servicefield", FIELDS, True),
            "channel": ("channel", CHANNELS, True),
            "rhythm": ("rhythm", RHYTHMS, False),
            "crossing": ("crossing", CROSSINGS, True),
            "ended_because": ("endreason", REASONS, True),
            "view": ("kpiview", VIEWS, True),
        },
    ),
}


def upgrade() -> None:
    for table, (column, others) in WATCHED.items():
        _widen(table, column, others)
    _origins()
    op.create_index("ix_contest_entry_entered", "contest_entry", ["entered_at"])
    op.create_index("ix_contest_follow_on", "contest_follow", ["step", "on"])
    op.create_index("ix_contest_published", "contest", ["published_at"])
    op.create_index("ix_service_booking_booked", "service_booking", ["booked_at"])


def _origins() -> None:
    """Of an activity or of a service menu; SQLite writes the table anew, and would forget its checks."""
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    with op.batch_alter_table("activity_origin") as batch:
        batch.alter_column("activity_id", existing_type=sa.Integer(), nullable=True)
        batch.add_column(sa.Column("menu_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(
            "activity_origin_menu_id_fkey", "service_menu", ["menu_id"], ["id"]
        )
        if not is_postgresql:
            batch.alter_column("way", type_=_one_of("originway", WAYS), existing_nullable=False)
            batch.create_check_constraint("one_of_both", "(demand_id IS NULL) <> (need_id IS NULL)")
        batch.create_check_constraint("raised_at_one", "(activity_id IS NULL) <> (menu_id IS NULL)")
    op.create_index("ix_activity_origin_menu", "activity_origin", ["menu_id"])


def _widen(table: str, column: str, others: dict) -> None:
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    with op.batch_alter_table(table) as batch:
        if is_postgresql:
            batch.drop_constraint("indicator", type_="check")
        batch.alter_column(
            column,
            type_=_one_of("indicator", INDICATORS),
            existing_nullable=column == "watched",
        )
        for name, (check, words, is_nullable) in ({} if is_postgresql else others).items():
            batch.alter_column(name, type_=_one_of(check, words), existing_nullable=is_nullable)


def _one_of(name: str, words: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)
