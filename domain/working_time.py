"""Counting time as an office does: due moments and durations in office hours and working days.

Rules (domain reference, "Time limits"): the day of receipt is not counted, and a limit of N
working days falls at the close of office on working day N; an urgent limit runs round the clock;
a pause moves what is due by as long as it lasted. All moments are aware; what comes back is on
the clocks of Wenzhou.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property

from db.vocabulary import LimitUnit
from domain.clock import LOCAL
from domain.office_calendar import Calendar

_DAY = timedelta(days=1)
_NONE = timedelta(0)

Pause = tuple[datetime, datetime | None]


@dataclass(frozen=True)
class OfficeHours:
    """The slots of a working day in which the office is open: in order, apart from one another."""

    slots: tuple[tuple[time, time], ...] = ((time(8, 30), time(12)), (time(13, 30), time(17, 30)))

    def __post_init__(self):
        edges = [edge for slot in self.slots for edge in slot]
        if not edges or any(a >= b for a, b in zip(edges, edges[1:], strict=False)):
            raise ValueError("office hours need slots in order, apart from one another")

    @cached_property
    def per_day(self) -> timedelta:
        """How long the office is open on a working day."""
        return sum(
            (_since_midnight(end) - _since_midnight(start) for start, end in self.slots), _NONE
        )

    @property
    def opens(self) -> time:
        """When the office opens on a working day."""
        return self.slots[0][0]

    @property
    def closes(self) -> time:
        """When it closes for the day."""
        return self.slots[-1][1]

    def on(self, day: date) -> list[tuple[datetime, datetime]]:
        return [(_at(day, start), _at(day, end)) for start, end in self.slots]

    def close(self, day: date) -> datetime:
        return _at(day, self.closes)


OFFICE = OfficeHours()


@dataclass(frozen=True)
class Limit:
    """How long somebody has: an amount of minutes round the clock, office hours or working days."""

    amount: float
    unit: LimitUnit

    def __post_init__(self):
        if not self.amount >= 0:
            raise ValueError("a time limit is not negative")


def due(
    start: datetime,
    limit: Limit,
    *,
    calendar: Calendar,
    hours: OfficeHours = OFFICE,
    paused: Iterable[Pause] = (),
) -> datetime | None:
    """When the limit is reached that began to run at `start`.

    Pauses are (begin, end); where they overlap, they count once. Each moves the due moment on by
    as much of it as falls after the start and before what is due: in office time for office hours
    and working days, in wall time for a limit round the clock. A pause without an end stops the
    clock: nothing is due (None) until it ends.
    """
    round_the_clock = limit.unit is LimitUnit.MINUTE_ROUND_THE_CLOCK
    moment = _unpaused(start, limit, calendar, hours)
    counted_until = _local(start)
    for begun, ended in sorted(paused, key=lambda pause: pause[0]):
        begun = max(_local(begun), counted_until)
        if begun >= moment:
            break
        if ended is None:
            return None
        ended = _local(ended)
        if ended <= begun:
            continue
        if round_the_clock:
            moment += ended - begun
        else:
            moment = _add(moment, _between(begun, ended, calendar, hours), calendar, hours)
        counted_until = ended
    return moment


def add_working_minutes(
    start: datetime, minutes: float, *, calendar: Calendar, hours: OfficeHours = OFFICE
) -> datetime:
    """The first moment at which so many minutes of office time have passed; none pass at once."""
    return _add(_local(start), timedelta(minutes=minutes), calendar, hours)


def add_office_hours(
    start: datetime, amount: float, *, calendar: Calendar, hours: OfficeHours = OFFICE
) -> datetime:
    """The first moment at which so many hours of office time have passed."""
    return add_working_minutes(start, amount * 60, calendar=calendar, hours=hours)


def add_working_days(
    start: datetime, days: float, *, calendar: Calendar, hours: OfficeHours = OFFICE
) -> datetime:
    """The close of office on the given working day after the day of `start`.

    A part of a day is that part of a day's office time: half a day is half of it, counted from
    receipt; one and a half days are half of it counted from the close of the first.
    """
    moment = _local(start)
    whole, part = divmod(days, 1)
    if whole < 0:
        raise ValueError("time is counted forwards")
    if whole:
        day = moment.date()
        while whole:
            day += _DAY
            whole -= calendar.is_working(day)
        moment = hours.close(day)
    return _add(moment, part * hours.per_day, calendar, hours)


def working_minutes_between(
    start: datetime, end: datetime, *, calendar: Calendar, hours: OfficeHours = OFFICE
) -> int:
    """The whole minutes of office time between two moments; negative when they are reversed."""
    start, end = _local(start), _local(end)
    sign = 1 if start <= end else -1
    first, last = sorted((start, end))
    return sign * (_between(first, last, calendar, hours) // timedelta(minutes=1))


def is_provisional_span(start: datetime, end: datetime | None, *, calendar: Calendar) -> bool:
    """Whether a year without a published calendar lies on the way, so that the end may move."""
    day = _local(start).date()
    last = _local(end).date() if end else day
    if calendar.known_years.issuperset(range(day.year, last.year + 1)):
        return False
    return any(calendar.is_provisional(day + n * _DAY) for n in range((last - day).days + 1))


def _unpaused(start: datetime, limit: Limit, calendar: Calendar, hours: OfficeHours) -> datetime:
    match limit.unit:
        case LimitUnit.MINUTE_ROUND_THE_CLOCK:
            return _local(start) + timedelta(minutes=limit.amount)
        case LimitUnit.OFFICE_HOUR:
            return add_office_hours(start, limit.amount, calendar=calendar, hours=hours)
        case LimitUnit.WORKING_DAY:
            return add_working_days(start, limit.amount, calendar=calendar, hours=hours)
    raise ValueError(f"unknown unit of time: {limit.unit}")


def _add(start: datetime, length: timedelta, calendar: Calendar, hours: OfficeHours) -> datetime:
    if length < _NONE:
        raise ValueError("time is counted forwards")
    if not length:
        return start
    day = start.date()
    while True:
        if calendar.is_working(day):
            if day != start.date() and length > hours.per_day:
                length -= hours.per_day
            else:
                for opens, closes in hours.on(day):
                    opens = max(opens, start)
                    if opens + length <= closes:
                        return opens + length
                    length -= max(closes - opens, _NONE)
        day += _DAY


def _between(start: datetime, end: datetime, calendar: Calendar, hours: OfficeHours) -> timedelta:
    first, last = start.date(), end.date()
    total = _NONE
    for n in range((last - first).days + 1):
        day = first + n * _DAY
        if not calendar.is_working(day):
            continue
        if first < day < last:
            total += hours.per_day
        else:
            for opens, closes in hours.on(day):
                total += max(min(closes, end) - max(opens, start), _NONE)
    return total


def _local(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return moment.astimezone(LOCAL)


def _at(day: date, clock_time: time) -> datetime:
    return datetime.combine(day, clock_time, LOCAL)


def _since_midnight(clock_time: time) -> timedelta:
    return timedelta(hours=clock_time.hour, minutes=clock_time.minute, seconds=clock_time.second)
