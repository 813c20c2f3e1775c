"""Subscriptions to the order of the monthly assessment and to the conditions of the national title."""

import sqlalchemy as sa
from alembic import op

from db.indicator_vocabulary import Indicator

revision = "0084"
down_revision = "0083"

VIEWS = ("places", "month", "trend", "loop", "load", "arrivals", "times", "order", "title")
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
# The other columns that are words of a closed list: SQLite writes the table anew, and would forget their checks.
OTHERS = {
    "field": ("servicefield", FIELDS, True),
    "channel": (
        "channel",
        ("web", "hotline", "email", "visit", "activity", "wechat", "transferred", "api"),
        True,
    ),
    "rhythm": ("rhythm", ("weekly", "monthly", "threshold"), False),
    "watched": ("indicator", INDICATORS, True),
    "crossing": ("crossing", ("below", "above"), True),
    "ended_because": (
        "endreason",
        ("by_hand", "by_link", "no_right", "no_address", "no_bot"),
        True,
    ),
    "span": (
        "span",
        (
            "last_week",
            "this_month",
            "last_month",
            "this_quarter",
            "last_quarter",
            "this_half",
            "last_half",
            "this_year",
            "quarter",
            "year",
        ),
        False,
    ),
}


def upgrade() -> None:
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    with op.batch_alter_table("figure_subscription") as batch:
        if is_postgresql:
            batch.drop_constraint("kpiview", type_="check")
        batch.alter_column("view", type_=_one_of("kpiview", VIEWS), existing_nullable=True)
        for name, (check, words, is_nullable) in ({} if is_postgresql else OTHERS).items():
            batch.alter_column(name, type_=_one_of(check, words), existing_nullable=is_nullable)


def _one_of(name: str, words: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)
