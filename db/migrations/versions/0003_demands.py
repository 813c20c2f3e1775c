"""Demands, legs, attachments."""

import sqlalchemy as sa
from alembic import op
from sqlmodel import UTCDateTime

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "demand",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("enterprise_id", sa.Integer(), nullable=True),
        sa.Column("enterprise_name", sa.String(length=120), nullable=False),
        sa.Column("contact_name", sa.String(length=40), nullable=False),
        sa.Column("contact_phone", sa.String(length=32), nullable=False),
        sa.Column("contact_email", sa.String(length=120), nullable=True),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column(
            "channel",
            sa.Enum(
                "web",
                "hotline",
                "email",
                "visit",
                "activity",
                "wechat",
                "transferred",
                "api",
                name="channel",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("submitted_at", UTCDateTime(), nullable=False),
        sa.Column("received_by_id", sa.Integer(), nullable=True),
        sa.Column(
            "type",
            sa.Enum(
                "consultation",
                "request",
                "complaint",
                "report",
                "suggestion",
                name="demandtype",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
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
            nullable=True,
        ),
        sa.Column("area_code", sa.String(), nullable=False),
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
            nullable=True,
        ),
        sa.Column(
            "level",
            sa.Enum(
                "town",
                "county",
                "city",
                "province",
                name="level",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("about_unit_id", sa.Integer(), nullable=True),
        sa.Column(
            "stage",
            sa.Enum(
                "submitted",
                "accepted",
                "declined",
                "merged",
                "dispatched",
                "returned",
                "in_progress",
                "waiting",
                "in_review",
                "answered",
                "surveyed",
                "return_visit",
                "redo",
                "closed",
                name="stage",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("handler_id", sa.Integer(), nullable=True),
        sa.Column("due_at", UTCDateTime(), nullable=True),
        sa.Column("promised_at", UTCDateTime(), nullable=True),
        sa.Column("waiting_until", UTCDateTime(), nullable=True),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("transfers", sa.Integer(), nullable=False),
        sa.Column(
            "decline_reason",
            sa.Enum(
                "not_an_enterprise_matter",
                "before_a_court",
                "outside_the_city",
                "no_definite_demand",
                "already_answered",
                "state_secret",
                name="declinereason",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column(
            "closing_code",
            sa.Enum(
                "solved",
                "partly",
                "explained",
                "policy_does_not_allow",
                "out_of_scope",
                "withdrawn",
                "merged",
                name="closingcode",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("answered_at", UTCDateTime(), nullable=True),
        sa.Column("closed_at", UTCDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("search_text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["about_unit_id"],
            ["organisation.id"],
        ),
        sa.ForeignKeyConstraint(
            ["area_code"],
            ["area.code"],
        ),
        sa.ForeignKeyConstraint(
            ["enterprise_id"],
            ["organisation.id"],
        ),
        sa.ForeignKeyConstraint(
            ["handler_id"],
            ["user_account.id"],
        ),
        sa.ForeignKeyConstraint(
            ["merged_into_id"],
            ["demand.id"],
        ),
        sa.ForeignKeyConstraint(
            ["received_by_id"],
            ["user_account.id"],
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"],
            ["organisation.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("number"),
    )
    op.create_index("ix_demand_area_stage", "demand", ["area_code", "stage"], unique=False)
    op.create_index(("ix_demand_closed_at"), "demand", ["closed_at"], unique=False)
    op.create_index(("ix_demand_contact_phone"), "demand", ["contact_phone"], unique=False)
    op.create_index(
        "ix_demand_enterprise_submitted", "demand", ["enterprise_id", "submitted_at"], unique=False
    )
    op.create_index(("ix_demand_handler_id"), "demand", ["handler_id"], unique=False)
    op.create_index(("ix_demand_merged_into_id"), "demand", ["merged_into_id"], unique=False)
    op.create_index("ix_demand_stage_due", "demand", ["stage", "due_at"], unique=False)
    op.create_index("ix_demand_submitted", "demand", ["submitted_at", "id"], unique=False)
    op.create_index("ix_demand_unit_stage", "demand", ["unit_id", "stage"], unique=False)
    op.create_index(("ix_demand_waiting_until"), "demand", ["waiting_until"], unique=False)
    op.create_table(
        "attachment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("demand_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("media_type", sa.String(length=80), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("added_at", UTCDateTime(), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.Column("for_enterprise", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["added_by_id"],
            ["user_account.id"],
        ),
        sa.ForeignKeyConstraint(
            ["demand_id"],
            ["demand.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
    )
    op.create_index(("ix_attachment_demand_id"), "attachment", ["demand_id"], unique=False)
    op.create_table(
        "leg",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("demand_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
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
        sa.Column("started_at", UTCDateTime(), nullable=False),
        sa.Column("sign_due_at", UTCDateTime(), nullable=True),
        sa.Column("contact_due_at", UTCDateTime(), nullable=True),
        sa.Column("interim_due_at", UTCDateTime(), nullable=True),
        sa.Column("due_at", UTCDateTime(), nullable=False),
        sa.Column("is_provisional", sa.Boolean(), nullable=False),
        sa.Column("paused_at", UTCDateTime(), nullable=True),
        sa.Column("paused_minutes", sa.Integer(), nullable=False),
        sa.Column("signed_at", UTCDateTime(), nullable=True),
        sa.Column("contacted_at", UTCDateTime(), nullable=True),
        sa.Column("replied_at", UTCDateTime(), nullable=True),
        sa.Column("ended_at", UTCDateTime(), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum(
                "answered",
                "returned",
                "withdrawn",
                name="legoutcome",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.ForeignKeyConstraint(
            ["demand_id"],
            ["demand.id"],
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"],
            ["organisation.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("demand_id", "position"),
    )
    op.create_index("ix_leg_unit_demand", "leg", ["unit_id", "demand_id"], unique=False)
