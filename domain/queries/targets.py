"""The targets and notes of a month."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from db.indicator_vocabulary import Indicator
from db.models import Area, MonthNote, Target, TargetMonth
from domain.permissions import Person

Values = dict[Indicator, dict[str, float]]  # by indicator and area's code; empty: the city


@dataclass(frozen=True)
class Note:
    """What a sub-platform says of its month."""

    area_code: str
    area: str
    area_en: str
    text: str


@dataclass(frozen=True)
class MonthShown:
    """One month: its id, if it was opened, with its targets and notes; `unconfirmed`: how many of the targets the
    platform has carried on by itself."""

    id: int | None
    values: Values
    notes: tuple[Note, ...]
    version: int = 0
    unconfirmed: int = 0


def month(session: Session, person: Person, first: date) -> MonthShown:
    """What is aimed at and what is said of it; known to everybody who sees figures."""
    row = session.exec(select(TargetMonth).where(TargetMonth.month == first)).first()
    if row is None:
        return MonthShown(None, {}, ())
    values: Values = {}
    unconfirmed = 0
    for target in session.exec(select(Target).where(Target.month_id == row.id)):
        unconfirmed += target.is_unconfirmed
        values.setdefault(target.indicator, {})[target.area_code] = target.value
    told = (
        select(MonthNote.area_code, Area.name, Area.name_en, MonthNote.text)
        .join(Area, Area.code == MonthNote.area_code)
        .where(MonthNote.month_id == row.id)
        .order_by(col(Area.position), col(Area.code))
    )
    notes = tuple(Note(*each) for each in session.exec(told))
    return MonthShown(row.id, values, notes, row.version, unconfirmed)


TOPICS = ("targets",)
month.by_scope = True
