"""What is aimed at: the value an indicator shall reach, by sub-platform and month, and why it did not."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel, UniqueConstraint

from db.columns import one_of
from db.indicator_vocabulary import Indicator


class TargetMonth(SQLModel, table=True):
    """目标月 — the month that targets and notes are of; their history hangs on it."""

    __tablename__ = "target_month"

    id: int | None = Field(default=None, primary_key=True)
    month: date = Field(unique=True)  # its first day
    carried_on_at: datetime | None = None  # by the platform, where nobody had set any targets
    version: int = 0


class Target(SQLModel, table=True):
    """目标 — of one sub-platform, or of the whole city (no code), for one indicator in one month."""

    __table_args__ = (UniqueConstraint("month_id", "area_code", "indicator"),)

    id: int | None = Field(default=None, primary_key=True)
    month_id: int = Field(foreign_key="target_month.id")
    area_code: str = Field(default="", max_length=6)
    indicator: Indicator = Field(sa_type=one_of(Indicator))
    value: float  # a share between 0 and 1, working days, a number
    is_unconfirmed: bool = False  # carried on by the platform; nobody has said yes to it


class MonthNote(SQLModel, table=True):
    """情况说明 — why a sub-platform's figures of a month are what they are; the bulletin takes it in."""

    __tablename__ = "month_note"
    __table_args__ = (UniqueConstraint("month_id", "area_code"),)

    id: int | None = Field(default=None, primary_key=True)
    month_id: int = Field(foreign_key="target_month.id")
    area_code: str = Field(foreign_key="area.code", max_length=6)
    text: str = Field(max_length=2000)
