"""Activities: what is announced, for whom, who speaks and who comes."""

from datetime import datetime

from sqlalchemy import JSON, text
from sqlmodel import CheckConstraint, Field, Index, SQLModel, UniqueConstraint

from db.activity_vocabulary import (
    ActivityKind,
    ActivityStage,
    AudienceCondition,
    RegistrationState,
)
from db.columns import one_of

IS_SINGLE = text("recurrence_at IS NULL")
COUNTS_ONCE = "state IN ('registered', 'waiting', 'awaiting_approval', 'attended')"
HAS_PHONE = text(f"phone IS NOT NULL AND {COUNTS_ONCE}")
HAS_EMAIL = text(f"email IS NOT NULL AND {COUNTS_ONCE}")


class ActivitySeries(SQLModel, table=True):
    """活动系列 — what returns under one name, such as the Legal Service Month."""

    __tablename__ = "activity_series"

    id: int | None = Field(default=None, primary_key=True)
    kind: ActivityKind = Field(sa_type=one_of(ActivityKind))
    name: str = Field(max_length=80)
    name_en: str = Field(default="", max_length=120)
    summary: str = Field(default="", max_length=1000)
    organiser_id: int = Field(foreign_key="organisation.id", index=True)
    area_code: str | None = Field(default=None, foreign_key="area.code")  # none: the whole city
    is_active: bool = True
    version: int = 0


class Activity(SQLModel, table=True):
    """活动 — one happening with a beginning and an end; of a recurring one, each occurrence is a row of its own."""

    __table_args__ = (
        CheckConstraint("capacity IS NULL OR taken <= capacity", name="no_oversell"),
        CheckConstraint("taken >= 0", name="taken_is_a_count"),
        CheckConstraint("ends_at > starts_at", name="ends_after_it_starts"),
        UniqueConstraint("uid", "recurrence_at"),
        Index(
            "ux_activity_single_uid",
            "uid",
            unique=True,
            sqlite_where=IS_SINGLE,
            postgresql_where=IS_SINGLE,
        ),
        Index("ix_activity_stage_starts", "stage", "starts_at", "id"),
        Index("ix_activity_area_starts", "area_code", "starts_at"),
        Index("ix_activity_series_starts", "series_id", "starts_at"),
        Index("ix_activity_organiser_starts", "organiser_id", "starts_at"),
        Index("ix_activity_place_key", "place_key", "starts_at"),
        Index("ix_activity_recurs", "recurs_from_id", "recurrence_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    number: str = Field(max_length=20, unique=True)  # A2026-000001
    kind: ActivityKind = Field(sa_type=one_of(ActivityKind))
    series_id: int | None = Field(default=None, foreign_key="activity_series.id")
    title: str = Field(max_length=80)
    title_en: str = Field(default="", max_length=160)
    summary: str = Field(default="", max_length=4000)
    summary_en: str = Field(default="", max_length=4000)
    stage: ActivityStage = Field(default=ActivityStage.DRAFT, sa_type=one_of(ActivityStage))
    organiser_id: int = Field(foreign_key="organisation.id")
    area_code: str | None = Field(default=None, foreign_key="area.code")  # none: the whole city
    place: str = Field(default="", max_length=120)
    place_key: str = Field(default="", max_length=240)  # as rooms are compared
    link: str = Field(default="", max_length=300)  # where it is held online
    starts_at: datetime
    ends_at: datetime

    capacity: int | None = None  # seats; none: as many as come
    taken: int = 0  # seats given; the database lets it not exceed the capacity
    last_ticket: int = 0  # how many have registered so far
    per_enterprise: int | None = None  # seats and places in the waiting list of one enterprise
    opens_at: datetime | None = None  # registration; none: when it is published
    closes_at: datetime | None = None  # none: when it starts
    wants_approval: bool = False
    audience_binds: bool = False  # whoever is not of the audience may not register

    agenda: list[dict] = Field(default_factory=list, sa_type=JSON)  # see domain/activity_plans.py
    materials: list[dict] = Field(default_factory=list, sa_type=JSON)
    questions: list[dict] = Field(default_factory=list, sa_type=JSON)
    budget_yuan: int | None = None
    spent_yuan: int | None = None  # said with the report
    project_id: int | None = Field(default=None, foreign_key="brand_project.id", index=True)

    uid: str = Field(max_length=80)  # by which calendars know it, for ever
    sequence: int = 0  # raised with every change that a calendar must hear of
    recurs_from_id: int | None = Field(default=None, foreign_key="activity.id")
    recurrence: str = Field(default="", max_length=200)  # the rule (RFC 5545), on the first one
    recurrence_at: datetime | None = None  # when the rule has it start, wherever it was moved
    cloned_from_id: int | None = Field(default=None, foreign_key="activity.id", index=True)

    by_id: int = Field(foreign_key="user_account.id")
    created_at: datetime
    returned_because: str = Field(default="", max_length=400)
    published_at: datetime | None = None
    cancelled_because: str = Field(default="", max_length=400)
    reminder_days: int | None = (
        None  # before it, those who come are reminded besides the day before
    )
    reminded_at: datetime | None = None  # those who come, for the date that stands; the last time
    report: str = Field(default="", max_length=4000)
    version: int = 0


class ActivityPartner(SQLModel, table=True):
    """协办单位 — an organisation that helps to hold an activity."""

    __tablename__ = "activity_partner"

    activity_id: int = Field(foreign_key="activity.id", primary_key=True, ondelete="CASCADE")
    organisation_id: int = Field(foreign_key="organisation.id", primary_key=True, index=True)


class ActivityFile(SQLModel, table=True):
    """活动资料文件 — a file among the materials of an activity, such as its slides."""

    __tablename__ = "activity_file"

    id: int | None = Field(default=None, primary_key=True)
    activity_id: int = Field(foreign_key="activity.id", index=True)
    name: str = Field(max_length=120)
    media_type: str = Field(max_length=80)
    size: int  # bytes
    sha256: str = Field(max_length=64)
    key: str = Field(unique=True, max_length=64)  # its name on the disk
    added_at: datetime
    added_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    withdrawn_at: datetime | None = None  # taken back: in no list; its bytes are swept away


class ActivitySpeaker(SQLModel, table=True):
    """嘉宾 — an expert who speaks at an activity."""

    __tablename__ = "activity_speaker"

    activity_id: int = Field(foreign_key="activity.id", primary_key=True, ondelete="CASCADE")
    expert_id: int = Field(foreign_key="expert.id", primary_key=True, index=True)
    topic: str = Field(default="", max_length=120)


class ActivityAudience(SQLModel, table=True):
    """活动对象 — one industry, size or area that an activity is for; none of a sort: for all of it."""

    __tablename__ = "activity_audience"

    activity_id: int = Field(foreign_key="activity.id", primary_key=True, ondelete="CASCADE")
    condition: AudienceCondition = Field(sa_type=one_of(AudienceCondition), primary_key=True)
    word: str = Field(max_length=32, primary_key=True)  # a code or a size class


class Registration(SQLModel, table=True):
    """报名 — one person who wishes to come, waits, comes or came."""

    __table_args__ = (
        UniqueConstraint("activity_id", "ticket"),
        UniqueConstraint("activity_id", "code_hash"),
        Index(
            "ux_registration_phone",
            "activity_id",
            "phone",
            unique=True,
            sqlite_where=HAS_PHONE,
            postgresql_where=HAS_PHONE,
        ),
        Index(
            "ux_registration_email",
            "activity_id",
            "email",
            unique=True,
            sqlite_where=HAS_EMAIL,
            postgresql_where=HAS_EMAIL,
        ),
        Index("ix_registration_state", "activity_id", "state", "ticket"),
        Index("ix_registration_organisation", "organisation_id", "activity_id"),
        Index("ix_registration_enterprise", "activity_id", "enterprise_key"),
        Index("ix_registration_user", "user_id", "activity_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    activity_id: int = Field(foreign_key="activity.id")
    ticket: int  # 1, 2, 3 … in the order in which people registered; the waiting list keeps to it
    person_name: str = Field(max_length=40)
    phone: str | None = Field(default=None, max_length=32)
    email: str | None = Field(default=None, max_length=254)
    organisation_id: int | None = Field(default=None, foreign_key="organisation.id")
    enterprise_name: str = Field(default="", max_length=120)
    enterprise_key: str = Field(default="", max_length=120)  # its name without legal form
    user_id: int | None = Field(default=None, foreign_key="user_account.id")
    language: str = Field(default="zh", max_length=5)
    answers: dict[str, str] = Field(default_factory=dict, sa_type=JSON)  # by the question's key
    state: RegistrationState = Field(sa_type=one_of(RegistrationState))
    is_walk_in: bool = False  # came without having registered; takes no seat
    registered_at: datetime
    state_since: datetime
    refused_because: str = Field(default="", max_length=400)
    token_hash: str = Field(max_length=64, unique=True)  # of the link by which it is looked after
    code_hash: str = Field(max_length=64)  # of what is shown at the door
    checked_in_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    version: int = 0
