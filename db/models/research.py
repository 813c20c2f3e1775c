"""What enterprises look for and what laboratories have: technical needs, research results, patents, equipment."""

from datetime import date, datetime

from sqlalchemy import JSON
from sqlmodel import Field, Index, SQLModel, UniqueConstraint

from db.columns import one_of
from db.research_vocabulary import (
    Confidentiality,
    PatentKind,
    PatentState,
    RecordStage,
    ResultSource,
)


class TechnicalNeed(SQLModel, table=True):
    """技术需求 — a technical problem of one enterprise, told so that a laboratory can answer it."""

    __tablename__ = "technical_need"
    __table_args__ = (
        Index("ix_technical_need_stage_at", "stage", "published_at", "id"),
        Index("ix_technical_need_ends", "stage", "expires_on"),
        Index("ix_technical_need_listed", "listed_on", "id"),
        Index("ix_technical_need_stage_listed", "stage", "listed_on", "id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    number: str = Field(max_length=20, unique=True)  # N2026-48301749, see domain/numbers.py
    enterprise_id: int = Field(foreign_key="organisation.id", index=True)
    demand_id: int | None = Field(default=None, foreign_key="demand.id", index=True)  # grown out of
    area_code: str | None = Field(default=None, foreign_key="area.code", index=True)
    industry_code: str | None = Field(default=None, foreign_key="industry.code", max_length=4)
    title: str = Field(max_length=120)
    title_en: str | None = Field(default=None, max_length=200)
    problem: str = Field(max_length=4000)
    problem_en: str | None = Field(default=None, max_length=4000)
    tried: str = Field(default="", max_length=2000)  # what was tried, and how it failed
    targets: list[dict] = Field(default_factory=list, sa_type=JSON)  # see domain/targets.py
    keywords: list[str] = Field(default_factory=list, sa_type=JSON)
    least_readiness: int | None = None  # of a result that would help, 1 to 9
    budget: int | None = None  # yuan at most
    wanted_by: date | None = None  # when a solution must be there
    confidentiality: Confidentiality = Field(
        default=Confidentiality.NAME_HIDDEN, sa_type=one_of(Confidentiality)
    )
    stage: RecordStage = Field(default=RecordStage.DRAFT, sa_type=one_of(RecordStage))
    by_id: int = Field(foreign_key="user_account.id")
    broker_id: int | None = Field(default=None, foreign_key="user_account.id", index=True)
    created_at: datetime
    published_at: datetime | None = None
    listed_on: date  # entered, and once it was published published: by this day lists are in order
    expires_on: date | None = None
    returned_because: str = Field(default="", max_length=400)
    search_text: str = ""  # segmented; see db/search.py
    version: int = 0


class ResearchResult(SQLModel, table=True):
    """科研成果 — what a team of a university or institute has achieved and would hand on."""

    __tablename__ = "research_result"
    __table_args__ = (
        Index("ix_research_result_stage_at", "stage", "published_at", "id"),
        Index("ix_research_result_ends", "stage", "expires_on"),
        Index("ix_research_result_listed", "listed_on", "id"),
        Index("ix_research_result_stage_listed", "stage", "listed_on", "id"),
        Index("ix_research_result_source", "organisation_id", "source_key"),
    )

    id: int | None = Field(default=None, primary_key=True)
    number: str = Field(max_length=20, unique=True)  # R2026-48301749, see domain/numbers.py
    organisation_id: int = Field(foreign_key="organisation.id")
    team_id: int | None = Field(default=None, foreign_key="expert_team.id", index=True)
    area_code: str | None = Field(default=None, foreign_key="area.code")  # of the organisation
    title: str = Field(max_length=300)
    title_en: str | None = Field(default=None, max_length=300)
    abstract: str = Field(default="", max_length=6000)
    abstract_en: str | None = Field(default=None, max_length=6000)
    keywords: list[str] = Field(default_factory=list, sa_type=JSON)
    industry_codes: list[str] = Field(default_factory=list, sa_type=JSON)  # none: any
    targets: list[dict] = Field(default_factory=list, sa_type=JSON)  # figures that it reaches
    readiness: int | None = None  # 1 to 9
    transfer_kinds: list[str] = Field(default_factory=list, sa_type=JSON)  # of TransferKind
    conditions: str = Field(default="", max_length=1000)
    price: int | None = None  # yuan that are thought of; none: to be talked about
    year: int | None = None
    inventors: str = Field(default="", max_length=400)
    source: ResultSource = Field(default=ResultSource.ENTERED, sa_type=one_of(ResultSource))
    source_key: str = Field(default="", max_length=120)  # DOI, patent number or the like
    confidentiality: Confidentiality = Field(
        default=Confidentiality.OPEN, sa_type=one_of(Confidentiality)
    )
    stage: RecordStage = Field(default=RecordStage.DRAFT, sa_type=one_of(RecordStage))
    by_id: int = Field(foreign_key="user_account.id")
    created_at: datetime
    published_at: datetime | None = None
    listed_on: date  # entered, and once it was published published: by this day lists are in order
    expires_on: date | None = None
    returned_because: str = Field(default="", max_length=400)
    search_text: str = ""
    version: int = 0


class Patent(SQLModel, table=True):
    """专利 — a right that protects a research result."""

    __table_args__ = (UniqueConstraint("result_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    result_id: int = Field(foreign_key="research_result.id", ondelete="CASCADE")
    number: str = Field(max_length=60)
    name: str = Field(default="", max_length=200)
    kind: PatentKind = Field(sa_type=one_of(PatentKind))
    state: PatentState = Field(sa_type=one_of(PatentState))
    filed_on: date | None = None


class Equipment(SQLModel, table=True):
    """仪器设备 — an instrument or a line that enterprises may use."""

    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    name: str = Field(max_length=120)
    name_en: str | None = Field(default=None, max_length=160)
    summary: str = Field(default="", max_length=2000)
    terms: str = Field(default="", max_length=400)  # who may use it, when, for how much
    is_active: bool = True
    version: int = 0


class GlossaryTerm(SQLModel, table=True):
    """双语术语 — a technical term in Chinese and English that staff have added; it comes before the dictionary."""

    __tablename__ = "glossary_term"
    __table_args__ = (UniqueConstraint("chinese", "english"),)

    id: int | None = Field(default=None, primary_key=True)
    chinese: str = Field(max_length=60)
    english: str = Field(max_length=120)
    by_id: int | None = Field(default=None, foreign_key="user_account.id")
    is_active: bool = True
    version: int = 0
