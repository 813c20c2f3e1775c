"""The monthly assessment: schemes, marks, months as they were published, appeals and corrections."""

from datetime import date, datetime

from sqlalchemy import JSON, Text
from sqlmodel import Field, SQLModel, UniqueConstraint

from db.assessment_vocabulary import MarkGrade, MonthStage, Ruling
from db.columns import one_of


class AssessmentScheme(SQLModel, table=True):
    """考核方案 — one version of how months are assessed; once published it is never changed."""

    __tablename__ = "assessment_scheme"

    id: int | None = Field(default=None, primary_key=True)
    number: int = Field(unique=True)
    name: str = Field(max_length=80)
    valid_from: date  # the first month that it is used for, its first day
    document: dict = Field(sa_type=JSON)  # see domain/assessment/scheme.py
    made_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    made_at: datetime
    published_at: datetime | None = None
    version: int = 0


class TitleRules(SQLModel, table=True):
    """国家示范平台认定条件 — one version of what the national title asks, from a year on; see domain/title_rules.py."""

    __tablename__ = "title_rules"

    id: int | None = Field(default=None, primary_key=True)
    since: int = Field(unique=True)  # the first year that is measured by it
    name: str = Field(max_length=80)  # as it is cited, in Chinese
    name_en: str = Field(max_length=80)
    least: dict[str, str] = Field(sa_type=JSON)  # by the words of Gauge, decimals as text
    by_id: int = Field(foreign_key="user_account.id")
    at: datetime
    version: int = 0


class AssessedMonth(SQLModel, table=True):
    """考核月 — a month that is assessed: marked while it is open, then published as one text."""

    __tablename__ = "assessed_month"

    id: int | None = Field(default=None, primary_key=True)
    month: date = Field(unique=True)  # its first day
    stage: MonthStage = Field(default=MonthStage.OPEN, sa_type=one_of(MonthStage))
    document: str | None = Field(default=None, sa_type=Text)
    digest: str | None = Field(default=None, max_length=64)  # sha256 of the text
    frozen_at: datetime | None = None
    frozen_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    version: int = 0


class QualitativeMark(SQLModel, table=True):
    """定性评价 — the grade that one person gave a sub-platform for one item of a month."""

    __tablename__ = "qualitative_mark"
    __table_args__ = (UniqueConstraint("month_id", "area_code", "item", "by_id"),)

    id: int | None = Field(default=None, primary_key=True)
    month_id: int = Field(foreign_key="assessed_month.id")
    area_code: str = Field(foreign_key="area.code", max_length=6)
    item: str = Field(max_length=32)
    by_id: int = Field(foreign_key="user_account.id")
    at: datetime
    grade: MarkGrade = Field(sa_type=one_of(MarkGrade))
    note: str = Field(default="", max_length=400)


class AssessmentAppeal(SQLModel, table=True):
    """申诉 — what a sub-platform says against its assessment, and what became of it."""

    __tablename__ = "assessment_appeal"

    id: int | None = Field(default=None, primary_key=True)
    month_id: int = Field(foreign_key="assessed_month.id", index=True)
    area_code: str = Field(foreign_key="area.code", max_length=6)
    item: str = Field(max_length=32)
    text: str = Field(max_length=2000)
    by_id: int = Field(foreign_key="user_account.id")
    at: datetime
    ruling: Ruling | None = Field(default=None, sa_type=one_of(Ruling))
    reason: str = Field(default="", max_length=2000)
    ruled_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    ruled_at: datetime | None = None
    grade: MarkGrade | None = Field(
        default=None, sa_type=one_of(MarkGrade)
    )  # given anew, where it was upheld


class OrderLeftOut(SQLModel, table=True):
    """剔除工单 — an order that an upheld appeal leaves out of the figure it is about."""

    __tablename__ = "order_left_out"

    appeal_id: int = Field(foreign_key="assessment_appeal.id", primary_key=True)
    demand_id: int = Field(foreign_key="demand.id", primary_key=True)


class AssessmentCorrection(SQLModel, table=True):
    """更正 — a published month as it is known later; it stands beside what was published, never in its place."""

    __tablename__ = "assessment_correction"
    __table_args__ = (UniqueConstraint("month_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    month_id: int = Field(foreign_key="assessed_month.id")
    number: int
    document: str = Field(sa_type=Text)
    digest: str = Field(max_length=64)
    reason: str = Field(max_length=400)
    by_id: int = Field(foreign_key="user_account.id")
    at: datetime
