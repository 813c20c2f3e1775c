"""Areas, organisations, duties, limits, calendar."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "area",
        sa.Column("code", sa.String(length=6), nullable=False),
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("name_en", sa.String(length=40), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("code"),
    )
    op.create_table(
        "calendar_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("is_working", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("day"),
    )
    op.create_table(
        "time_limit",
        sa.Column(
            "timeliness",
            sa.Enum(
                "urgent",
                "consultation",
                "ordinary",
                "complex",
                "complaint_or_report",
                "cross_department",
                "technical_problem",
                name="timeliness",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "step",
            sa.Enum(
                "sign",
                "first_contact",
                "interim_answer",
                "close",
                name="limitstep",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("amount", sa.Float(), nullable=False),
        sa.Column(
            "unit",
            sa.Enum(
                "minute_round_the_clock",
                "office_hour",
                "working_day",
                name="limitunit",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("source", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("timeliness", "step"),
    )
    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "city",
                "sub_platform",
                "department",
                "service_organisation",
                "university",
                "enterprise",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("name_en", sa.String(length=160), nullable=True),
        sa.Column("name_key", sa.String(length=120), nullable=False),
        sa.Column("credit_code", sa.String(length=18), nullable=True),
        sa.Column("area_code", sa.String(), nullable=True),
        sa.Column("industry", sa.String(length=60), nullable=True),
        sa.Column("address", sa.String(length=200), nullable=True),
        sa.Column("contact_name", sa.String(length=40), nullable=True),
        sa.Column("phone", sa.String(length=32), nullable=True),
        sa.Column("email", sa.String(length=120), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("search_text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["area_code"],
            ["area.code"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("credit_code"),
    )
    op.create_index(("ix_organisation_area_code"), "organisation", ["area_code"], unique=False)
    op.create_index(
        "ix_organisation_kind_area", "organisation", ["kind", "area_code"], unique=False
    )
    op.create_index(("ix_organisation_name_key"), "organisation", ["name_key"], unique=False)
    op.create_index(("ix_organisation_phone"), "organisation", ["phone"], unique=False)
    op.create_table(
        "duty",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "field",
            sa.Enum(
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
                name="servicefield",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("area_code", sa.String(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["area_code"],
            ["area.code"],
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"],
            ["organisation.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("field", "area_code", "unit_id"),
    )
    op.create_index(("ix_duty_field"), "duty", ["field"], unique=False)
    op.create_index(("ix_duty_unit_id"), "duty", ["unit_id"], unique=False)
