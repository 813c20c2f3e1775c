"""How long a unit has: the limits of a class, and the working calendar they are counted in."""

from sqlmodel import Session, col, select

from db.models import CalendarDay, CalendarYear, TimeLimit
from db.vocabulary import LimitStep, LimitUnit, Timeliness
from domain.office_calendar import Calendar
from domain.working_time import Limit


def of(session: Session, timeliness: Timeliness) -> dict[LimitStep, Limit]:
    """The limits in force today for a class; a step without a limit is left out."""
    rows = session.exec(select(TimeLimit).where(TimeLimit.timeliness == timeliness)).all()
    return {row.step: Limit(row.amount, row.unit) for row in rows}


def calendar(session: Session) -> Calendar:
    """The published calendar with what the administrator has added to it."""
    rows = session.exec(select(CalendarDay).order_by(col(CalendarDay.day))).all()
    entered = select(CalendarYear.id).where(CalendarYear.is_entered).order_by(col(CalendarYear.id))
    return Calendar(
        overrides=tuple((row.day, row.is_working) for row in rows),
        published_years=tuple(session.exec(entered).all()),
    )


def as_json(limits: dict[LimitStep, Limit]) -> dict[str, list]:
    """As an event keeps them: a clock runs by the limits of the day it was started."""
    return {step.value: [str(limit.amount), limit.unit.value] for step, limit in limits.items()}


def from_json(kept: dict[str, list]) -> dict[LimitStep, Limit]:
    return {
        LimitStep(step): Limit(float(amount), LimitUnit(unit))
        for step, (amount, unit) in kept.items()
    }
