"""Rules that an administrator changes: numbered limits, entered years, dates to be written anew; the unsent messages."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

TIMELINESS = (
    "urgent",
    "consultation",
    "ordinary",
    "complex",
    "complaint_or_report",
    "cross_department",
    "technical_problem",
)
STEPS = ("sign", "first_contact", "interim_answer", "close")
UNITS = ("minute_round_the_clock", "office_hour", "working_day")


def upgrade() -> None:
    _number_limits()
    op.create_table(
        "calendar_year",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("is_entered", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "recalculation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("done_to", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    is_unsent = sa.text("sent_at IS NULL")
    op.create_index(
        "ix_message_unsent",
        "message",
        ["due_at"],
        sqlite_where=is_unsent,
        postgresql_where=is_unsent,
    )


def _number_limits() -> None:
    """Make the table anew with a number for each limit: the events of a change hang on it."""
    kept = [dict(row) for row in op.get_bind().execute(_rows()).mappings()]
    op.drop_table("time_limit")
    made = op.create_table(
        "time_limit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("timeliness", _one_of("timeliness", TIMELINESS), nullable=False),
        sa.Column("step", _one_of("limitstep", STEPS), nullable=False),
        sa.Column("amount", sa.Float(), nullable=False),
        sa.Column("unit", _one_of("limitunit", UNITS), nullable=False),
        sa.Column("source", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("timeliness", "step"),
    )
    if kept:
        op.bulk_insert(made, kept)


def _rows() -> sa.Select:
    names = ("timeliness", "step", "amount", "unit", "source")
    return sa.select(*map(sa.column, names)).select_from(sa.table("time_limit"))


def _one_of(name: str, words: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)
