"""A year of the office calendar, day by day, with what was entered by whom; and a notice as it would change it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlmodel import Session, col, select

from db.models import CalendarDay, CalendarYear, Event, User
from domain import clock, holiday_notice, limits, office_days, recalculation
from domain.holiday_notice import Notice
from domain.office_calendar import HOLIDAYS, PUBLISHED, PUBLISHED_YEARS, Calendar
from domain.permissions import Person, administrators, allows


class DayKind(StrEnum):
    """How a day counts, and why."""

    WORK = "work"
    REST = "rest"  # an ordinary weekend
    HOLIDAY = "holiday"  # a day of rest by the notice
    MAKE_UP = "make_up"  # a weekend day that is worked


class Standing(StrEnum):
    """Where a year's calendar comes from."""

    PUBLISHED = "published"  # the package carries the notice
    ENTERED = "entered"  # an administrator has entered the notice
    PROVISIONAL = "provisional"  # only the days of the week, until the notice appears


@dataclass(frozen=True)
class DayShown:
    """One day: `name` is the festival as the package names it, `note` what an administrator wrote; `is_entered` when
    it was entered by itself, not with a notice.
    """

    day: date
    kind: DayKind
    name: str = ""
    note: str = ""
    is_entered: bool = False
    is_provisional: bool = False

    @property
    def is_working(self) -> bool:
        return self.kind in (DayKind.WORK, DayKind.MAKE_UP)


@dataclass(frozen=True)
class CalendarChange:
    """One change of a year; `is_undone` when it was taken back later."""

    at: datetime
    who: str
    action: str
    reason: str
    days: tuple[tuple[date, bool | None], ...]  # none: no longer entered
    is_undone: bool = False


@dataclass(frozen=True)
class YearShown:
    number: int
    standing: Standing
    source: str
    days: tuple[DayShown, ...]
    changes: tuple[CalendarChange, ...]  # the newest first
    is_pending: bool  # dates are still being counted anew

    def day(self, wanted: date) -> DayShown | None:
        return next((each for each in self.days if each.day == wanted), None)

    @property
    def working_days(self) -> int:
        return sum(each.is_working for each in self.days)

    def count(self, kind: DayKind) -> int:
        return sum(each.kind is kind for each in self.days)

    @property
    def can_undo(self) -> bool:
        return any(not each.is_undone and each.action != "undone" for each in self.changes)


def standings(session: Session, person: Person) -> tuple[tuple[int, Standing], ...]:
    """The years that can be looked at, from the last one on, and how each stands."""
    if not allows(administrators, person, None):
        return ()
    calendar, now = limits.calendar(session), clock.now().year
    years = range(now - 1, now + office_days.YEARS_AHEAD + 1)
    return tuple((year, _standing(calendar, year)) for year in years)


def year(session: Session, person: Person, number: int) -> YearShown | None:
    """One year of the calendar; for administrators."""
    last = clock.now().year + office_days.YEARS_AHEAD
    if not allows(administrators, person, None) or not office_days.FIRST_YEAR <= number <= last:
        return None
    calendar = limits.calendar(session)
    row, chain = session.get(CalendarYear, number), office_days.chain_of(session, number)
    within = col(CalendarDay.day).between(date(number, 1, 1), date(number, 12, 31))
    entered = {each.day: each.note for each in session.exec(select(CalendarDay).where(within))}
    return YearShown(
        number=number,
        standing=_standing(calendar, number),
        source=row.source if row and row.is_entered else "",
        days=_days(calendar, number, entered, office_days.single_days(chain)),
        changes=_changes(session, chain),
        is_pending=recalculation.is_pending(session),
    )


def ruled(session: Session, person: Person, first: date, last: date) -> tuple[DayShown, ...]:
    """The holidays and make-up days of a period, both ends included, for anybody's calendar."""
    within = col(CalendarDay.day).between(first, last)
    entered = {each.day: each.note for each in session.exec(select(CalendarDay).where(within))}
    calendar, length = limits.calendar(session), (last - first).days + 1
    every = (first + timedelta(days=n) for n in range(min(length, 400)))
    days = (_day(calendar, each, entered, False) for each in every)
    return tuple(each for each in days if each.kind in (DayKind.HOLIDAY, DayKind.MAKE_UP))


def rest(session: Session, person: Person, first: date, last: date) -> frozenset[date]:
    """The days of a period, both ends included, on which the offices rest, for anybody who plans something."""
    calendar = limits.calendar(session)
    every = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return frozenset(each for each in every if not calendar.is_working(each))


def unknown_years(session: Session, person: Person, first: date, last: date) -> tuple[int, ...]:
    """See `Calendar.unknown_years`; for anybody who plans or compares something."""
    return limits.calendar(session).unknown_years(first, last)


def draft(shown: YearShown, text: str) -> tuple[Notice, YearShown]:
    """The year as it would be with this notice, before anything is entered. Raises what reading the notice raises."""
    notice = holiday_notice.understood(text, shown.number)
    calendar = Calendar(tuple((each.day, each.is_working) for each in notice.days), (shown.number,))
    names = {each.day: each.name for each in notice.days}
    days = _days(calendar, shown.number, names, frozenset())
    return notice, YearShown(shown.number, Standing.ENTERED, "", days, (), False)


def given_up(before: YearShown, after: YearShown) -> tuple[DayShown, ...]:
    """The holidays and make-up days that a notice no longer names, as they stood before it."""
    ruled = (DayKind.HOLIDAY, DayKind.MAKE_UP)
    pairs = zip(before.days, after.days, strict=True)
    return tuple(day for day, then in pairs if day.kind in ruled and then.kind not in ruled)


def _standing(calendar: Calendar, number: int) -> Standing:
    if number in calendar.published_years:
        return Standing.ENTERED
    return Standing.PUBLISHED if number in PUBLISHED_YEARS else Standing.PROVISIONAL


def _days(
    calendar: Calendar, number: int, entered: dict[date, str], single: frozenset[date]
) -> tuple[DayShown, ...]:
    first = date(number, 1, 1)
    length = (date(number + 1, 1, 1) - first).days
    every = (first + timedelta(days=n) for n in range(length))
    return tuple(_day(calendar, each, entered, each in single) for each in every)


def _day(calendar: Calendar, day: date, entered: dict[date, str], is_single: bool) -> DayShown:
    works, is_ruled = calendar.is_working(day), day in entered
    counts_published = not is_ruled and day.year not in calendar.published_years
    by_rule = is_ruled or (counts_published and PUBLISHED.is_working(day) != (day.weekday() < 5))
    name = HOLIDAYS.get(day, "") if counts_published else ""
    if works:
        kind = DayKind.WORK if day.weekday() < 5 else DayKind.MAKE_UP
    else:
        kind = DayKind.HOLIDAY if by_rule or name else DayKind.REST
    return DayShown(
        day=day,
        kind=kind,
        name=name,
        note=entered.get(day, ""),
        is_entered=is_single,
        is_provisional=calendar.is_provisional(day),
    )


def _changes(session: Session, chain: list[Event]) -> tuple[CalendarChange, ...]:
    undone = {event.particulars["undone"] for event in chain if event.action == "undone"}
    ids = {event.actor_id for event in chain}
    found = session.exec(select(User.id, User.name).where(col(User.id).in_(ids))) if ids else ()
    names = dict(tuple(row) for row in found)
    return tuple(_change(event, names, undone) for event in reversed(chain))


def _change(event: Event, names: dict[int, str], undone: set[int]) -> CalendarChange:
    return CalendarChange(
        at=event.at,
        who=names.get(event.actor_id, ""),
        action=event.action,
        reason=event.particulars["reason"],
        days=tuple((date.fromisoformat(day), works) for day, works, _ in event.particulars["days"]),
        is_undone=event.position in undone,
    )
