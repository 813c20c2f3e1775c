"""A demand of an enterprise, the legs that carry it, and what the enterprise says in the end."""

from datetime import datetime

from sqlmodel import Field, Index, SQLModel, UniqueConstraint, text

from db.columns import one_of
from db.vocabulary import (
    Channel,
    ClosingCode,
    DeclineReason,
    DemandType,
    LegOutcome,
    Level,
    Satisfaction,
    ServiceField,
    Solved,
    Stage,
    Timeliness,
    VisitReason,
)

# Those of domain/workflow.py's OPEN, in its order; a test holds the two together.
STILL_OPEN = text(
    "stage IN ('submitted', 'accepted', 'redo', 'dispatched', 'returned', 'in_progress', 'waiting',"
    " 'in_review', 'answered', 'surveyed', 'return_visit')"
)

# By when somebody must act, as told_stage.due tells it to those who could have handled a demand.
TOLD_DUE = "CASE WHEN stage IN ('answered', 'surveyed', 'return_visit') THEN NULL ELSE due_at END"


class Demand(SQLModel, table=True):
    """诉求 — what one enterprise asks; from its acceptance on also the work order (工单) that carries it."""

    __table_args__ = (
        Index("ix_demand_stage_due", "stage", "due_at", "handler_id"),
        Index("ix_demand_area_stage", "area_code", "stage"),
        Index("ix_demand_unit_stage", "unit_id", "stage"),
        Index("ix_demand_enterprise_submitted", "enterprise_id", "submitted_at"),
        Index("ix_demand_submitted", "submitted_at", "id"),
        Index("ix_demand_due", text("(due_at IS NULL)"), "due_at", "id"),
        Index("ix_demand_told_due", text(f"(({TOLD_DUE}) IS NULL)"), text(f"({TOLD_DUE})"), "id"),
        Index("ix_demand_enterprise_name", "enterprise_name", "id"),
        Index("ix_demand_promised", "promised_at", "id"),
        Index(
            "ix_demand_still_open",
            *("area_code", "unit_id", "field", "channel", "stage", "due_at", "handler_id", "id"),
            sqlite_where=STILL_OPEN,
            postgresql_where=STILL_OPEN,
        ),
        Index("ix_demand_answered", "answered_at", "id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    number: str = Field(unique=True, max_length=20)  # printed on every notice
    secret_hash: str = Field(max_length=64)  # with the number, the enterprise's key to its demand
    enterprise_id: int | None = Field(default=None, foreign_key="organisation.id")
    enterprise_name: str = Field(max_length=120)  # as given; kept when the record is found later
    contact_name: str = Field(max_length=40)
    contact_phone: str = Field(max_length=32, index=True)
    contact_email: str | None = Field(default=None, max_length=120)
    language: str = Field(default="zh", max_length=5)  # in which the enterprise is written to
    title: str = Field(max_length=80)
    body: str
    channel: Channel = Field(sa_type=one_of(Channel))
    submitted_at: datetime
    received_by_id: int | None = Field(default=None, foreign_key="user_account.id")

    type: DemandType | None = Field(default=None, sa_type=one_of(DemandType))
    field: ServiceField | None = Field(default=None, sa_type=one_of(ServiceField))
    area_code: str = Field(foreign_key="area.code")
    timeliness: Timeliness | None = Field(default=None, sa_type=one_of(Timeliness))
    level: Level = Field(default=Level.COUNTY, sa_type=one_of(Level))
    about_unit_id: int | None = Field(default=None, foreign_key="organisation.id")

    stage: Stage = Field(default=Stage.SUBMITTED, sa_type=one_of(Stage))
    unit_id: int | None = Field(default=None, foreign_key="organisation.id")  # of the open leg
    handler_id: int | None = Field(default=None, foreign_key="user_account.id", index=True)
    due_at: datetime | None = None  # what waits for somebody next; rebuilt from the events
    promised_at: datetime | None = None  # the clock of the order, as the enterprise sees it
    waiting_until: datetime | None = Field(default=None, index=True)
    round: int = 1  # raised by every redo
    transfers: int = 0
    decline_reason: DeclineReason | None = Field(default=None, sa_type=one_of(DeclineReason))
    merged_into_id: int | None = Field(default=None, foreign_key="demand.id", index=True)
    closing_code: ClosingCode | None = Field(default=None, sa_type=one_of(ClosingCode))
    answered_at: datetime | None = None
    given_minutes: int | None = None  # of working time until the limit of the round answered
    handled_minutes: int | None = None  # of working time until the answer; waiting does not count
    closed_at: datetime | None = Field(default=None, index=True)
    version: int = 0  # the length of its chain of events
    search_text: str = ""  # segmented; see db/search.py

    @property
    def is_open(self) -> bool:
        return self.stage not in (Stage.CLOSED, Stage.DECLINED, Stage.MERGED)


class Leg(SQLModel, table=True):
    """承办段 — one unit's period of responsibility for a demand, with the clock that runs for it."""

    __table_args__ = (
        UniqueConstraint("demand_id", "position"),
        Index("ix_leg_unit_demand", "unit_id", "demand_id"),
        Index("ix_leg_sign_due", "sign_due_at", "id"),
        Index("ix_leg_contact_due", "contact_due_at", "id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    demand_id: int = Field(foreign_key="demand.id")
    position: int  # 1, 2, 3 … within the demand
    round: int
    unit_id: int = Field(foreign_key="organisation.id")
    timeliness: Timeliness = Field(sa_type=one_of(Timeliness))
    started_at: datetime  # the dispatch; signing late does not help
    sign_due_at: datetime | None = None
    contact_due_at: datetime | None = None
    interim_due_at: datetime | None = None
    due_at: datetime
    is_provisional: bool = False  # a date reaches into a year without a published calendar
    paused_at: datetime | None = None
    paused_minutes: int = 0  # working minutes that waiting for the enterprise has earned so far
    signed_at: datetime | None = None
    contacted_at: datetime | None = None
    replied_at: datetime | None = None
    ended_at: datetime | None = None
    outcome: LegOutcome | None = Field(default=None, sa_type=one_of(LegOutcome))


class Attachment(SQLModel, table=True):
    """附件 — a file handed in with a demand; its bytes lie outside the database."""

    id: int | None = Field(default=None, primary_key=True)
    demand_id: int = Field(foreign_key="demand.id", index=True)
    name: str = Field(max_length=120)
    media_type: str = Field(max_length=80)
    size: int  # bytes
    sha256: str = Field(max_length=64)
    key: str = Field(unique=True, max_length=64)  # its name on the disk
    added_at: datetime
    added_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    for_enterprise: bool = True  # the enterprise may see it
    withdrawn_at: datetime | None = None  # taken back: in no list; its bytes are swept away


class Survey(SQLModel, table=True):
    """满意度评价 — what the enterprise is asked after an answer, and says."""

    __table_args__ = (UniqueConstraint("demand_id", "round"),)

    id: int | None = Field(default=None, primary_key=True)
    demand_id: int = Field(foreign_key="demand.id")
    round: int
    opened_at: datetime
    expires_at: datetime = Field(index=True)
    reminded_at: datetime | None = None
    answered_at: datetime | None = Field(default=None, index=True)
    frozen_at: datetime | None = None  # from then on the answers stand
    contacted_in_time: bool | None = None
    solved: Solved | None = Field(default=None, sa_type=one_of(Solved))
    satisfaction: Satisfaction | None = Field(default=None, sa_type=one_of(Satisfaction))
    comment: str = ""


class SurveyLink(SQLModel, table=True):
    """One link to a survey that was given out; only its token's hash is kept."""

    __tablename__ = "survey_link"

    token_hash: str = Field(primary_key=True, max_length=64)
    survey_id: int = Field(foreign_key="survey.id", index=True)


class ReturnVisit(SQLModel, table=True):
    """回访 — somebody outside the handling unit asks the enterprise how it went."""

    __tablename__ = "return_visit"
    __table_args__ = (UniqueConstraint("demand_id", "round"),)

    id: int | None = Field(default=None, primary_key=True)
    demand_id: int = Field(foreign_key="demand.id")
    round: int
    reason: VisitReason = Field(sa_type=one_of(VisitReason))
    opened_at: datetime
    attempts: int = 0
    verified_at: datetime | None = Field(default=None, index=True)
    verified_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    solved: Solved | None = Field(default=None, sa_type=one_of(Solved))
    satisfaction: Satisfaction | None = Field(default=None, sa_type=one_of(Satisfaction))
    note: str = ""


class SampleDraw(SQLModel, table=True):
    """抽样 — the seed of one month's random sample of return visits, kept so that the draw can be repeated."""

    __tablename__ = "sample_draw"

    month: str = Field(primary_key=True, max_length=7)  # 2026-11
    seed: str = Field(max_length=64)
    percent: int
