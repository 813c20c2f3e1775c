"""What happened besides: holidays, changed rules, docking days; the axis of time of a figure shows it."""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from sqlmodel import Session, col, select

from db.models import DockingDay, Event
from domain import clock, limits
from domain.clock import LOCAL
from domain.office_calendar import HOLIDAYS
from domain.permissions import Person

RULES_CHANGED = ("limit_changed", "day_entered", "year_entered", "undone")


class HappeningKind(StrEnum):
    """What kind of thing happened."""

    HOLIDAY = "holiday"
    RULE = "rule"
    DOCKING_DAY = "docking_day"


@dataclass(frozen=True)
class Happening:
    """One of them, on its first day; the name is a festival's in English, or what people wrote."""

    on: date
    kind: HappeningKind
    name: str = ""


def happenings(session: Session, person: Person, since: date) -> tuple[Happening, ...]:
    """What happened from a day until today, the earliest first."""
    today = clock.now().date()
    calendar = limits.calendar(session)
    found = []
    before = ""
    for day in sorted(HOLIDAYS):
        name = HOLIDAYS[day]
        if since <= day <= today and name != before and not calendar.is_working(day):
            found.append(Happening(day, HappeningKind.HOLIDAY, name))
            before = name
    begins = datetime.combine(since, time(), LOCAL)
    changed = select(Event.at).where(Event.at >= begins, col(Event.action).in_(RULES_CHANGED))
    days = {at.astimezone(LOCAL).date() for at in session.exec(changed)}
    found += [Happening(day, HappeningKind.RULE) for day in days]
    held = select(DockingDay.held_on, DockingDay.name).where(
        DockingDay.held_on >= since, DockingDay.held_on <= today
    )
    found += [Happening(on, HappeningKind.DOCKING_DAY, name) for on, name in session.exec(held)]
    return tuple(sorted(found, key=lambda each: (each.on, each.kind, each.name)))


happenings.by_scope = True
