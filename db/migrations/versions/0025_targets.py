"""Targets of the indicators by month, and what sub-platforms say of their figures."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"

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
        "target_month",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("month"),
    )
    op.create_table(
        "target",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("month_id", sa.Integer(), nullable=False),
        sa.Column("area_code", sa.String(length=6), nullable=False),
        sa.Column(
            "indicator",
            sa.Enum(
                *INDICATORS,
                name="indicator",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("value", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["month_id"], ["target_month.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("month_id", "area_code", "indicator"),
    )
    op.create_table(
        "month_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("month_id", sa.Integer(), nullable=False),
        sa.Column("area_code", sa.String(length=6), nullable=False),
        sa.Column("text", sa.String(length=2000), nullable=False),
        sa.ForeignKeyConstraint(["area_code"], ["area.code"]),
        sa.ForeignKeyConstraint(["month_id"], ["target_month.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("month_id", "area_code"),
    )
