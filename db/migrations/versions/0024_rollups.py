"""Rollups of the indicators, and how long each answer took."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"

GRAIN = ("area_day", "area_month", "day", "month")
MEASURES = (
    "received",
    "closing_due",
    "closed_in_time",
    "answered",
    "handled_minutes",
    "closed",
    "redone",
    "transferred",
    "visits_due",
    "visits_verified",
    "answers",
    "content",
    "solved",
    "sign_due",
    "signed_in_time",
    "contact_due",
    "contacted_in_time",
    "taken_on",
    "sent",
    "replied",
    "judged",
    "finished",
    "ended_solved",
    "ended_partly",
    "ended_explained",
    "ended_without",
)


def upgrade() -> None:
    op.add_column("demand", sa.Column("given_minutes", sa.Integer(), nullable=True))
    op.add_column("demand", sa.Column("handled_minutes", sa.Integer(), nullable=True))
    op.create_index("ix_demand_promised", "demand", ["promised_at", "id"])
    op.create_index("ix_demand_answered", "demand", ["answered_at", "id"])
    op.create_index("ix_leg_sign_due", "leg", ["sign_due_at", "id"])
    op.create_index("ix_leg_contact_due", "leg", ["contact_due_at", "id"])
    op.create_table(
        "rollup",
        sa.Column(
            "grain",
            sa.Enum(*GRAIN, name="grain", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        *_where_it_belongs(),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in MEASURES),
        sa.PrimaryKeyConstraint(
            "grain", "starts_on", "area_code", "unit_id", "field", "channel"
        ),
    )
    op.create_table(
        "rollup_time",
        *_where_it_belongs(),
        sa.Column("is_whole", sa.Boolean(), nullable=False),
        sa.Column("time", sa.Integer(), nullable=False),
        sa.Column("share", sa.Integer(), nullable=False),
        sa.Column("many", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "starts_on", "area_code", "unit_id", "field", "channel", "is_whole", "time", "share"
        ),
    )
    op.create_table(
        "rollup_enterprise",
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("area_code", sa.String(length=6), nullable=False),
        sa.Column("enterprise_id", sa.Integer(), nullable=False),
        sa.Column("many", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("starts_on", "area_code", "enterprise_id"),
    )
    op.create_table(
        "rollup_share",
        sa.Column("demand_id", sa.Integer(), nullable=False),
        sa.Column("cells", sa.JSON(), nullable=True),
        sa.Column("is_due", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["demand_id"], ["demand.id"]),
        sa.PrimaryKeyConstraint("demand_id"),
    )
    due = sa.text("is_due")
    op.create_index(
        "ix_rollup_share_due",
        "rollup_share",
        ["demand_id"],
        sqlite_where=due,
        postgresql_where=due,
    )
    op.create_table(
        "rollup_state",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("definitions", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    # How long the answers so far took is told from their events, by the job that writes dates anew.
    op.execute(
        "INSERT INTO recalculation (first_day, last_day, done_to)"
        " SELECT '2000-01-01', '2099-12-31', 0 WHERE EXISTS (SELECT 1 FROM demand)"
    )


def _where_it_belongs() -> tuple[sa.Column, ...]:
    return (
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("area_code", sa.String(length=6), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(length=32), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
    )
