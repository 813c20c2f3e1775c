"""Indicators of the matches and contracts that came of activities, and of training hours."""

import sqlalchemy as sa
from alembic import op

from db.indicator_vocabulary import Indicator

revision = "0081"
down_revision = "0080"

INDICATORS = tuple(each.value for each in Indicator)
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
SPANS = (
    *("last_week", "this_month", "last_month", "this_quarter", "last_quarter"),
    *("this_half", "last_half", "this_year", "quarter", "year"),
)
REASONS = ("by_hand", "by_link", "no_right", "no_address", "no_bot")
VIEWS = ("places", "month", "trend", "loop", "load", "arrivals", "times")
CROSSINGS = ("below", "above")
# Each table with the column that names an indicator, and its other columns that are words of a closed list: SQLite
# writes the table anew, and would forget their checks.
WATCHED = {
    "target": ("indicator", {}),
    "wall_link": ("indicator", {"theme": ("walltheme", ("dark", "light"), False)}),
    "alert_rule": (
        "indicator",
        {
            "crossing": ("crossing", CROSSINGS, False),
            "watched": ("watched", ("area", "unit"), False),
        },
    ),
    "figure_subscription": (
        "watched",
        {
            "span": ("span", SPANS, False),
            "field": ("servicefield", FIELDS, True),
            "channel": ("channel", CHANNELS, True),
            "rhythm": ("rhythm", ("weekly", "monthly", "threshold"), False),
            "crossing": ("crossing", CROSSINGS, True),
            "ended_because": ("endreason", REASONS, True),
            "view": ("kpiview", VIEWS, True),
        },
    ),
}


def upgrade() -> None:
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    for table, (column, others) in WATCHED.items():
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
