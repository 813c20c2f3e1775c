"""More indicators: of matches, of registrations, of overdue orders that are followed up; how complete a rate is."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"

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
    "new_registrations",
    "overdue_now",
    "overdue_followed",
    "open_now",
    "load",
    "matches_proposed",
    "matches_accepted",
    "match_acceptance",
    "time_to_contact",
    "match_meetings",
    "matches_contracted",
    "contract_value",
)
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
# Each table with the column that names an indicator, and its other columns that are words of a closed list: SQLite
# writes the table anew, and would forget their checks.
WATCHED = {
    "target": ("indicator", {}),
    "wall_link": ("indicator", {"theme": ("walltheme", THEMES, False)}),
    "alert_rule": ("indicator", {"crossing": ("crossing", CROSSINGS, False)}),
    "figure_subscription": (
        "watched",
        {
            "span": ("span", SPANS, False),
            "field": ("servicefield", FIELDS, True),
            "channel": ("channel", CHANNELS, True),
            "rhythm": ("rhythm", RHYTHMS, False),
            "crossing": ("crossing", CROSSINGS, True),
            "ended_because": ("endreason", REASONS, True),
        },
    ),
}
FIRST_OF_AN_ORGANISATION = sa.text("subject_kind = 'organisation' AND position = 1")


def upgrade() -> None:
    for table, (column, others) in WATCHED.items():
        _widen(table, column, others)
    op.add_column("rollup", sa.Column("heard", sa.BigInteger(), nullable=False, server_default="0"))
    op.create_index("ix_match_proposed", "match", ["proposed_at"])
    op.create_index("ix_match_agreement", "match", ["agreement_on"])
    op.create_index(
        "ix_event_first_of_organisation",
        "event",
        ["subject_kind", "at"],
        sqlite_where=FIRST_OF_AN_ORGANISATION,
        postgresql_where=FIRST_OF_AN_ORGANISATION,
    )


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
