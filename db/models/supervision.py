"""Supervising: orders laid on a demand's unit, and cases in which several units are brought to one table."""

from datetime import date, datetime

from sqlalchemy import text
from sqlmodel import Field, Index, SQLModel

from db.columns import one_of
from db.supervision_vocabulary import CaseOutcome, OrderStage

IS_OPEN = text("stage IN ('waiting', 'answered')")


class SupervisionOrder(SQLModel, table=True):
    """督办单 — laid on the unit that holds a demand, to be answered by a date; one at a time."""

    __tablename__ = "supervision_order"
    __table_args__ = (
        Index(
            "ux_supervision_order_open",
            "demand_id",
            unique=True,
            sqlite_where=IS_OPEN,
            postgresql_where=IS_OPEN,
        ),
        Index("ix_supervision_order_stage", "stage", "reply_by"),
        Index("ix_supervision_order_unit", "unit_id", "stage"),
    )

    id: int | None = Field(default=None, primary_key=True)
    number: str = Field(max_length=20, unique=True)  # S2026-000001
    demand_id: int = Field(foreign_key="demand.id", index=True)
    unit_id: int = Field(foreign_key="organisation.id")  # that held the demand then
    area_code: str = Field(foreign_key="area.code", max_length=6)
    text: str = Field(max_length=600)  # what is asked of the unit
    reply_by: date
    stage: OrderStage = Field(default=OrderStage.WAITING, sa_type=one_of(OrderStage))
    laid_at: datetime
    laid_by_id: int = Field(foreign_key="user_account.id")
    answer: str = Field(default="", max_length=2000)
    answered_at: datetime | None = None
    answered_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    ended_at: datetime | None = None
    told_late_at: datetime | None = None  # that its date has passed
    version: int = 0


class CoordinationCase(SQLModel, table=True):
    """协调事项 — a question that no unit can decide alone: who is called, when they meet, what came of it."""

    __tablename__ = "coordination_case"

    id: int | None = Field(default=None, primary_key=True)
    number: str = Field(max_length=20, unique=True)  # C2026-000001
    question: str = Field(max_length=600)
    area_code: str | None = Field(
        default=None, foreign_key="area.code", max_length=6, index=True
    )  # none: of several areas
    meets_at: datetime
    place: str = Field(default="", max_length=120)
    minutes: str = Field(default="", max_length=4000)
    outcome: CaseOutcome | None = Field(default=None, sa_type=one_of(CaseOutcome))
    called_at: datetime
    called_by_id: int = Field(foreign_key="user_account.id")
    closed_at: datetime | None = Field(default=None, index=True)
    version: int = 0


class CaseDemand(SQLModel, table=True):
    """One demand that a coordination case is about."""

    __tablename__ = "case_demand"

    case_id: int = Field(foreign_key="coordination_case.id", primary_key=True)
    demand_id: int = Field(foreign_key="demand.id", primary_key=True, index=True)


class CaseUnit(SQLModel, table=True):
    """One unit that is called to a coordination case."""

    __tablename__ = "case_unit"

    case_id: int = Field(foreign_key="coordination_case.id", primary_key=True)
    unit_id: int = Field(foreign_key="organisation.id", primary_key=True, index=True)


class CaseDecision(SQLModel, table=True):
    """What was decided in a coordination case: which unit does what until when, and whether it has."""

    __tablename__ = "case_decision"

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="coordination_case.id", index=True)
    unit_id: int = Field(foreign_key="organisation.id", index=True)
    text: str = Field(max_length=400)
    due_on: date
    done_at: datetime | None = None
    done_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    note: str = Field(default="", max_length=600)  # of who has done it
