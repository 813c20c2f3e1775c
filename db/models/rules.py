"""The figures an administrator may change: time limits and the office calendar."""

from datetime import date

from sqlmodel import Field, SQLModel

from db.columns import one_of
from db.vocabulary import LimitStep, LimitUnit, Timeliness


class TimeLimit(SQLModel, table=True):
    """办理时限 — how long a unit has for one step of one class of demands."""

    __tablename__ = "time_limit"

    timeliness: Timeliness = Field(sa_type=one_of(Timeliness), primary_key=True)
    step: LimitStep = Field(sa_type=one_of(LimitStep), primary_key=True)
    amount: float
    unit: LimitUnit = Field(sa_type=one_of(LimitUnit))
    source: str = Field(max_length=120)


class CalendarDay(SQLModel, table=True):
    """调休 — a day that the published calendar, or the administrator before it, rules on."""

    __tablename__ = "calendar_day"

    day: date = Field(primary_key=True)
    is_working: bool
    note: str = Field(default="", max_length=120)
