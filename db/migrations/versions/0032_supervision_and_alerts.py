"""Supervision orders, coordination cases, alerts of the figures and their rules."""

import sqlalchemy as sa
from alembic import op
from sqlmodel import UTCDateTime

revision = "0032"
down_revision = "0031"

STAGES = ("waiting", "answered", "settled", "lifted")
OUTCOMES = ("agreed", "policy_changed", "referred_up", "not_agreed")
ENDS = ("recovered", "month_over", "rule_ended")
CROSSINGS = ("below", "above")
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
IS_OPEN = sa.text("stage IN ('waiting', 'answered')")
NOT_ENDED = sa.text("ended_at IS NULL")


def upgrade() -> None:
    _orders()
    _cases()
    _alerts()


def _orders() -> None:
    op.create_table(
        "supervision_order",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("demand_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("area_code", sa.String(length=6), nullable=False),
        sa.Column("text", sa.String(length=600), nullable=False),
        sa.Column("reply_by", sa.Date(), nullable=False),
        sa.Column("stage", _one_of("orderstage", STAGES), nullable=False),
        sa.Column("laid_at", UTCDateTime(), nullable=False),
        sa.Column("laid_by_id", sa.Integer(), nullable=False),
        sa.Column("answer", sa.String(length=2000), nullable=False),
        sa.Column("answered_at", UTCDateTime(), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", UTCDateTime(), nullable=True),
        sa.Column("told_late_at", UTCDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["demand_id"], ["demand.id"]),
        sa.ForeignKeyConstraint(["unit_id"], ["organisation.id"]),
        sa.ForeignKeyConstraint(["area_code"], ["area.code"]),
        sa.ForeignKeyConstraint(["laid_by_id"], ["user_account.id"]),
        sa.ForeignKeyConstraint(["answered_by_id"], ["user_account.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("number"),
    )
    name = "ux_supervision_order_open"
    op.create_index(
        name,
        "supervision_order",
        ["demand_id"],
        unique=True,
        sqlite_where=IS_OPEN,
        postgresql_where=IS_OPEN,
    )
    op.create_index("ix_supervision_order_stage", "supervision_order", ["stage", "reply_by"])
    op.create_index("ix_supervision_order_unit", "supervision_order", ["unit_id", "stage"])
    op.create_index("ix_supervision_order_demand_id", "supervision_order", ["demand_id"])


def _cases() -> None:
    op.create_table(
        "coordination_case",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("question", sa.String(length=600), nullable=False),
        sa.Column("area_code", sa.String(length=6), nullable=True),
        sa.Column("meets_at", UTCDateTime(), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("minutes", sa.String(length=4000), nullable=False),
        sa.Column("outcome", _one_of("caseoutcome", OUTCOMES), nullable=True),
        sa.Column("called_at", UTCDateTime(), nullable=False),
        sa.Column("called_by_id", sa.Integer(), nullable=False),
        sa.Column("closed_at", UTCDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["area_code"], ["area.code"]),
        sa.ForeignKeyConstraint(["called_by_id"], ["user_account.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("number"),
    )
    op.create_index("ix_coordination_case_area_code", "coordination_case", ["area_code"])
    op.create_index("ix_coordination_case_closed_at", "coordination_case", ["closed_at"])
    for table, column, other in (
        ("case_demand", "demand_id", "demand.id"),
        ("case_unit", "unit_id", "organisation.id"),
    ):
        op.create_table(
            table,
            sa.Column("case_id", sa.Integer(), nullable=False),
            sa.Column(column, sa.Integer(), nullable=False),
            sa.ForeignKeyConstraint(["case_id"], ["coordination_case.id"]),
            sa.ForeignKeyConstraint([column], [other]),
            sa.PrimaryKeyConstraint("case_id", column),
        )
        op.create_index(f"ix_{table}_{column}", table, [column])
    op.create_table(
        "case_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=400), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("done_at", UTCDateTime(), nullable=True),
        sa.Column("done_by_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=600), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["coordination_case.id"]),
        sa.ForeignKeyConstraint(["unit_id"], ["organisation.id"]),
        sa.ForeignKeyConstraint(["done_by_id"], ["user_account.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_case_decision_case_id", "case_decision", ["case_id"])
    op.create_index("ix_case_decision_unit_id", "case_decision", ["unit_id"])


def _alerts() -> None:
    op.create_table(
        "alert_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("indicator", _one_of("indicator", INDICATORS), nullable=False),
        sa.Column("crossing", _one_of("crossing", CROSSINGS), nullable=False),
        sa.Column("bound", sa.Float(), nullable=False),
        sa.Column("margin", sa.Float(), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", UTCDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["made_by_id"], ["user_account.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "figure_alert",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rule_id", sa.Integer(), nullable=False),
        sa.Column("area_code", sa.String(length=6), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("began_at", UTCDateTime(), nullable=False),
        sa.Column("value", sa.Float(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("ended_at", UTCDateTime(), nullable=True),
        sa.Column("ended_as", _one_of("alertend", ENDS), nullable=True),
        sa.Column("end_value", sa.Float(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["rule_id"], ["alert_rule.id"]),
        sa.ForeignKeyConstraint(["area_code"], ["area.code"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ux_figure_alert_open",
        "figure_alert",
        ["rule_id", "area_code"],
        unique=True,
        sqlite_where=NOT_ENDED,
        postgresql_where=NOT_ENDED,
    )
    op.create_index("ix_figure_alert_began", "figure_alert", ["began_at"])


def _one_of(name: str, words: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)
