"""The figures an administrator may change: time limits and the office calendar."""

from datetime import date

from sqlmodel import Field, SQLModel, UniqueConstraint

from db.columns import one_of
from db.vocabulary import LimitStep, LimitUnit, Timeliness


class TimeLimit(SQLModel, table=True):
    """办理时限 — how long a unit has for one step of one class of demands."""

    __tablename__ = "time_limit"
    __table_args__ = (UniqueConstraint("timeliness", "step"),)

    id: int | None = Field(default=None, primary_key=True)
    timeliness: Timeliness = Field(sa_type=one_of(Timeliness))
    step: LimitStep = Field(sa_type=one_of(LimitStep))
    amount: float
    unit: LimitUnit = Field(sa_type=one_of(LimitUnit))
    source: str = Field(max_length=120)


class CalendarDay(SQLModel, table=True):
    """调休 — a day on which the administrator has ruled; it wins over what is published."""

    __tablename__ = "calendar_day"

    day: date = Field(primary_key=True)
    is_working: bool
    note: str = Field(default="", max_length=120)


class CalendarYear(SQLModel, table=True):
    """年度工作日历 — one year of the office calendar: the chain of its changes hangs here."""

    __tablename__ = "calendar_year"

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})  # the year itself
    is_entered: bool = False  # its holiday notice has been entered in full
    source: str = Field(default="", max_length=120)  # the notice, as it is cited


class Recalculation(SQLModel, table=True):
    """重算 — dates that a changed calendar has put out of date, until the last of them is written anew."""

    id: int | None = Field(default=None, primary_key=True)
    first_day: date
    last_day: date
    done_to: int = 0  # the demands up to this id are done
