"""The activity calendar: series, activities with their occurrences, who is invited to register, who did."""

import sqlalchemy as sa
from alembic import op
from sqlmodel import UTCDateTime

revision = "0036"
down_revision = "0035"

ACTIVITYKIND = (
    "legal_service_month",
    "good_project",
    "growth_forum",
    "job_fair",
    "staff_training",
    "enterprise_visit",
    "docking_day",
    "other",
)
ACTIVITYSTAGE = (
    "draft",
    "in_review",
    "published",
    "held",
    "reported",
    "cancelled",
)
AUDIENCECONDITION = (
    "industry",
    "size",
    "area",
)
REGISTRATIONSTATE = (
    "registered",
    "waiting",
    "awaiting_approval",
    "refused",
    "withdrawn",
    "attended",
)
MESSAGES = (
    "received",
    "question",
    "survey",
    "survey_reminder",
    "answered",
    "invitation",
    "weekly_digest",
    "bulletin",
    "figures",
    "bot_test",
    "registration_confirmed",
    "registration_waiting",
    "registration_awaiting",
    "registration_promoted",
    "registration_refused",
    "registration_withdrawn",
    "activity_reminder",
    "activity_changed",
    "activity_cancelled",
)
COUNTS_ONCE = "state IN ('registered', 'waiting', 'awaiting_approval', 'attended')"
HAS_PHONE = sa.text(f"phone IS NOT NULL AND {COUNTS_ONCE}")
HAS_EMAIL = sa.text(f"email IS NOT NULL AND {COUNTS_ONCE}")
IS_SINGLE = sa.text("recurrence_at IS NULL")


def upgrade() -> None:
    _series()
    _activities()
    _around()
    _registrations()
    with op.batch_alter_table("message") as batch:
        if op.get_bind().dialect.name == "postgresql":
            batch.drop_constraint("messagekind", type_="check")
        batch.alter_column("kind", type_=_one_of("messagekind", MESSAGES), existing_nullable=False)
        batch.add_column(sa.Column("registration_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(
            "message_registration_id_fkey", "registration", ["registration_id"], ["id"]
        )
    op.create_index("ix_message_registration_id", "message", ["registration_id"])


def _series() -> None:
    op.create_table(
        "activity_series",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", _one_of("activitykind", ACTIVITYKIND), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("name_en", sa.String(length=120), nullable=False),
        sa.Column("summary", sa.String(length=1000), nullable=False),
        sa.Column("organiser_id", sa.Integer(), nullable=False),
        sa.Column("area_code", sa.String(), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["area_code"], ["area.code"]),
        sa.ForeignKeyConstraint(["organiser_id"], ["organisation.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_activity_series_organiser_id", "activity_series", ["organiser_id"])


def _activities() -> None:
    op.create_table(
        "activity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("kind", _one_of("activitykind", ACTIVITYKIND), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("title_en", sa.String(length=160), nullable=False),
        sa.Column("summary", sa.String(length=4000), nullable=False),
        sa.Column("summary_en", sa.String(length=4000), nullable=False),
        sa.Column("stage", _one_of("activitystage", ACTIVITYSTAGE), nullable=False),
        sa.Column("organiser_id", sa.Integer(), nullable=False),
        sa.Column("area_code", sa.String(), nullable=True),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("link", sa.String(length=300), nullable=False),
        sa.Column("starts_at", UTCDateTime(), nullable=False),
        sa.Column("ends_at", UTCDateTime(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("last_ticket", sa.Integer(), nullable=False),
        sa.Column("per_enterprise", sa.Integer(), nullable=True),
        sa.Column("opens_at", UTCDateTime(), nullable=True),
        sa.Column("closes_at", UTCDateTime(), nullable=True),
        sa.Column("wants_approval", sa.Boolean(), nullable=False),
        sa.Column("audience_binds", sa.Boolean(), nullable=False),
        sa.Column("agenda", sa.JSON(), nullable=False),
        sa.Column("materials", sa.JSON(), nullable=False),
        sa.Column("questions", sa.JSON(), nullable=False),
        sa.Column("budget_yuan", sa.Integer(), nullable=True),
        sa.Column("project_id", sa.Integer(), nullable=True),
        sa.Column("uid", sa.String(length=80), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("recurs_from_id", sa.Integer(), nullable=True),
        sa.Column("recurrence", sa.String(length=200), nullable=False),
        sa.Column("recurrence_at", UTCDateTime(), nullable=True),
        sa.Column("cloned_from_id", sa.Integer(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("returned_because", sa.String(length=400), nullable=False),
        sa.Column("published_at", UTCDateTime(), nullable=True),
        sa.Column("cancelled_because", sa.String(length=400), nullable=False),
        sa.Column("reminded_at", UTCDateTime(), nullable=True),
        sa.Column("report", sa.String(length=4000), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("capacity IS NULL OR taken <= capacity", name="no_oversell"),
        sa.CheckConstraint("ends_at > starts_at", name="ends_after_it_starts"),
        sa.CheckConstraint("taken >= 0", name="taken_is_a_count"),
        sa.ForeignKeyConstraint(["area_code"], ["area.code"]),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"]),
        sa.ForeignKeyConstraint(["cloned_from_id"], ["activity.id"]),
        sa.ForeignKeyConstraint(["organiser_id"], ["organisation.id"]),
        sa.ForeignKeyConstraint(["project_id"], ["brand_project.id"]),
        sa.ForeignKeyConstraint(["recurs_from_id"], ["activity.id"]),
        sa.ForeignKeyConstraint(["series_id"], ["activity_series.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("number"),
        sa.UniqueConstraint("uid", "recurrence_at"),
    )
    op.create_index("ix_activity_area_starts", "activity", ["area_code", "starts_at"])
    op.create_index("ix_activity_cloned_from_id", "activity", ["cloned_from_id"])
    op.create_index("ix_activity_organiser_starts", "activity", ["organiser_id", "starts_at"])
    op.create_index("ix_activity_place_starts", "activity", ["place", "starts_at"])
    op.create_index("ix_activity_project_id", "activity", ["project_id"])
    op.create_index("ix_activity_recurs", "activity", ["recurs_from_id", "recurrence_at"])
    op.create_index("ix_activity_series_starts", "activity", ["series_id", "starts_at"])
    op.create_index("ix_activity_stage_starts", "activity", ["stage", "starts_at", "id"])
    op.create_index(
        "ux_activity_single_uid",
        "activity",
        ["uid"],
        unique=True,
        sqlite_where=IS_SINGLE,
        postgresql_where=IS_SINGLE,
    )


def _around() -> None:
    op.create_table(
        "activity_audience",
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("condition", _one_of("audiencecondition", AUDIENCECONDITION), nullable=False),
        sa.Column("word", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("activity_id", "condition", "word"),
    )
    op.create_table(
        "activity_partner",
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"]),
        sa.PrimaryKeyConstraint("activity_id", "organisation_id"),
    )
    op.create_index("ix_activity_partner_organisation_id", "activity_partner", ["organisation_id"])
    op.create_table(
        "activity_speaker",
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("expert_id", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["expert_id"], ["expert.id"]),
        sa.PrimaryKeyConstraint("activity_id", "expert_id"),
    )
    op.create_index("ix_activity_speaker_expert_id", "activity_speaker", ["expert_id"])


def _registrations() -> None:
    op.create_table(
        "registration",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("ticket", sa.Integer(), nullable=False),
        sa.Column("person_name", sa.String(length=40), nullable=False),
        sa.Column("phone", sa.String(length=32), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("enterprise_name", sa.String(length=120), nullable=False),
        sa.Column("enterprise_key", sa.String(length=120), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("state", _one_of("registrationstate", REGISTRATIONSTATE), nullable=False),
        sa.Column("is_walk_in", sa.Boolean(), nullable=False),
        sa.Column("registered_at", UTCDateTime(), nullable=False),
        sa.Column("state_since", UTCDateTime(), nullable=False),
        sa.Column("refused_because", sa.String(length=400), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("checked_in_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"]),
        sa.ForeignKeyConstraint(["checked_in_by_id"], ["user_account.id"]),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"]),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("activity_id", "code_hash"),
        sa.UniqueConstraint("activity_id", "ticket"),
        sa.UniqueConstraint("token_hash"),
    )
    op.create_index("ix_registration_enterprise", "registration", ["activity_id", "enterprise_key"])
    op.create_index(
        "ix_registration_organisation", "registration", ["organisation_id", "activity_id"]
    )
    op.create_index("ix_registration_state", "registration", ["activity_id", "state", "ticket"])
    op.create_index("ix_registration_user", "registration", ["user_id", "activity_id"])
    op.create_index(
        "ux_registration_email",
        "registration",
        ["activity_id", "email"],
        unique=True,
        sqlite_where=HAS_EMAIL,
        postgresql_where=HAS_EMAIL,
    )
    op.create_index(
        "ux_registration_phone",
        "registration",
        ["activity_id", "phone"],
        unique=True,
        sqlite_where=HAS_PHONE,
        postgresql_where=HAS_PHONE,
    )


def _one_of(name: str, words: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)
