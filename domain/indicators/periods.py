"""Periods: the months, quarters, half-years, years and other days that figures are told of, and what they are compared
with.

How far an unfinished period has come is told in two ways. Its *pace* takes the working time that is gone, today by the
part of its office hours (`gone`). A *comparison* takes the working days that are over: figures of an earlier day are
whole ones, so today joins when the office closes, and a morning is not set against a day that it has still to work.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from domain import clock
from domain.clock import LOCAL
from domain.office_calendar import Calendar
from domain.working_time import OFFICE, working_minutes_between

_DAY = timedelta(days=1)
TO = ".."  # between the first and the last day of a code


@dataclass(frozen=True)
class Period:
    """The days from `first` to `last`, both in it: whole months, or any others; told of until `until`, the last that
    has begun.

    `is_on`: its last day has begun and is not over.
    """

    first: date
    last: date
    until: date
    is_on: bool = False

    @property
    def is_unfinished(self) -> bool:
        return self.is_on or self.until < self.last

    @property
    def months(self) -> int:
        """How many months it is; none of days that are not whole months."""
        if self.first.day > 1 or (self.last + _DAY).day > 1:
            return 0
        return 12 * (self.last.year - self.first.year) + self.last.month - self.first.month + 1

    @property
    def latest(self) -> date:
        """The first day of the last of its months that has begun."""
        return self.until.replace(day=1)

    @property
    def end_of_latest(self) -> date:
        """The last day of that month, begun or not."""
        return last_of_month(self.latest)

    @property
    def is_quarter(self) -> bool:
        """Whether it is one of the four of the calendar."""
        return self.months == 3 and self.first.month % 3 == 1

    @property
    def is_half(self) -> bool:
        """Whether it is one of the two half-years of a year."""
        return self.months == 6 and self.first.month % 6 == 1

    @property
    def is_year(self) -> bool:
        """Whether it is one of the calendar."""
        return self.months == 12 and self.first.month == 1


def month(day: date, *, today: date) -> Period:
    """The month that a day lies in."""
    return months(day, 1, today=today)


def months(day: date, many: int, *, today: date) -> Period:
    """So many months, of which the last is the one that a day lies in."""
    return _from(month_after(day.replace(day=1), 1 - many), many, today)


def quarter(day: date, *, today: date) -> Period:
    """The quarter of the calendar that a day lies in; the running one is told as far as it has come."""
    return _from(day.replace(month=day.month - (day.month - 1) % 3, day=1), 3, today)


def half(day: date, *, today: date) -> Period:
    """The first or the second half of a year, as a day lies in it."""
    return _from(day.replace(month=day.month - (day.month - 1) % 6, day=1), 6, today)


def year(day: date, *, today: date) -> Period:
    """The year of the calendar that a day lies in; of the running one, this year so far."""
    return _from(day.replace(month=1, day=1), 12, today)


def days(first: date, last: date, *, today: date) -> Period:
    """The days from one to another. Raises ValueError where they are none, or none of them has begun."""
    if not first <= min(last, today):
        raise ValueError(f"{first} to {last}")
    return Period(first, last, min(last, today), today == last)


def code(told: Period) -> str:
    """A period in short: 2026-11, 2026Q4, 2026H2, 2026; what is none of the calendar, 2026-11-03..2026-11-20."""
    if told.is_year:
        return f"{told.first:%Y}"
    if told.is_half:
        return f"{told.first:%Y}H{told.last.month // 6}"
    if told.is_quarter:
        return f"{told.first:%Y}Q{told.last.month // 3}"
    if told.months == 1:
        return f"{told.first:%Y-%m}"
    return f"{told.first}{TO}{told.last}"


def coded(code: str, *, today: date) -> Period:
    """What such a code means. Raises ValueError."""
    if TO in code:
        first, last = map(date.fromisoformat, code.split(TO, 1))
        return days(first, last, today=today)
    for sign, many, kind in (("Q", 3, quarter), ("H", 6, half)):
        named, is_of, number = code.partition(sign)
        if is_of:
            return kind(date(int(named), many * int(number), 1), today=today)
    if code.isdecimal():
        return year(date(int(code), 1, 1), today=today)
    return month(date.fromisoformat(f"{code}-01"), today=today)


def _from(first: date, many: int, today: date) -> Period:
    last = month_after(first, many) - _DAY
    return Period(first, last, min(last, today), today == last)


def month_after(first: date, many: int) -> date:
    """The first day of the month so many months later, or earlier."""
    number = 12 * first.year + first.month - 1 + many
    return date(number // 12, number % 12 + 1, 1)


def last_of_month(first: date) -> date:
    """The last day of the month that begins on this one."""
    return month_after(first, 1) - _DAY


def previous(period: Period, calendar: Calendar, at: datetime | None = None) -> Period:
    """The period just before: a quarter is compared with the quarter before it, a month with the month, this year so
    far with as much of the year before, any other days with as many working days before them."""
    if not period.months:
        return _days_before(_shape(period, calendar, at), period.first - _DAY, calendar)
    return earlier(period, period.months, calendar, at)


def year_before(period: Period, calendar: Calendar, at: datetime | None = None) -> Period:
    """The same months a year before; of other days as many working days, from the same day of that year on."""
    if not period.months:
        begin = month_after(period.first.replace(day=1), -12)
        last = last_of_month(begin)  # of a leap year's February
        begin = min(begin + (period.first.day - 1) * _DAY, last)
        return _days_from(_shape(period, calendar, at), begin, calendar)
    return earlier(period, 12, calendar, at)


def earlier(
    period: Period, by_months: int, calendar: Calendar, at: datetime | None = None
) -> Period:
    """The period so many months before; an unfinished one is compared with as many *working* days that are over.

    Until the day before one more working day began, so that a month with a long holiday is not blamed; before the
    first day, where none is over yet. `at`: the present moment, if not the clock's.
    """
    first = month_after(period.first, -by_months)
    last = month_after(first, period.months) - _DAY
    over = _last_over(period, calendar, at)
    if over == period.last:
        return Period(first, last, last)
    left, day = working_days(period.first, over, calendar), first - _DAY
    while day < last:
        left -= calendar.is_working(day + _DAY)
        if left < 0:
            break
        day += _DAY
    return Period(first, last, day)


@dataclass(frozen=True)
class _Shape:
    """How many working days some days hold, and how many resting days lie before and after these."""

    lead: int
    worked: int
    trail: int


def _shape(period: Period, calendar: Calendar, at: datetime | None) -> _Shape:
    """Of the days of a period that are over."""
    many = (_last_over(period, calendar, at) - period.first).days + 1
    works = [n for n in range(many) if calendar.is_working(period.first + n * _DAY)]
    return _Shape(works[0], len(works), many - 1 - works[-1]) if works else _Shape(0, 0, 0)


def _days_before(shape: _Shape, last: date, calendar: Calendar) -> Period:
    """Days of this shape that end on a day, or on a working day before it."""
    end = last - max(_resting(last, -_DAY, calendar) - shape.trail, 0) * _DAY
    begin, left = end + _DAY, shape.worked
    while left:
        begin -= _DAY
        left -= calendar.is_working(begin)
    begin -= min(_resting(begin - _DAY, -_DAY, calendar), shape.lead) * _DAY
    return Period(begin, end, end)


def _days_from(shape: _Shape, begin: date, calendar: Calendar) -> Period:
    """Days of this shape that begin on a day, or on a working day after it."""
    begin += max(_resting(begin, _DAY, calendar) - shape.lead, 0) * _DAY
    end, left = begin - _DAY, shape.worked
    while left:
        end += _DAY
        left -= calendar.is_working(end)
    end += min(_resting(end + _DAY, _DAY, calendar), shape.trail) * _DAY
    return Period(begin, end, end)


def _resting(day: date, step: timedelta, calendar: Calendar) -> int:
    """How many resting days lie on end from a day on."""
    many = 0
    while not calendar.is_working(day):
        day, many = day + step, many + 1
    return many


def has_worked(period: Period, calendar: Calendar, at: datetime | None = None) -> bool:
    """Whether a working day of it is over: before that it can be compared with nothing."""
    return worked(period, calendar, at) > 0


def worked(period: Period, calendar: Calendar, at: datetime | None = None) -> int:
    """How many working days of a period are over: those that are compared with as many of another."""
    return working_days(period.first, _last_over(period, calendar, at), calendar)


def gone(period: Period, calendar: Calendar, at: datetime | None = None) -> tuple[float, int]:
    """How many working days of a period are gone, today by the part of its office hours; and how many it has."""
    whole = working_days(period.first, period.last, calendar)
    now = (at or clock.now()).astimezone(LOCAL)
    if now.date() != period.until:
        return float(working_days(period.first, period.until, calendar)), whole
    begun = datetime.combine(period.until, time(), LOCAL)
    minutes = working_minutes_between(begun, now, calendar=calendar, hours=OFFICE)
    over = working_days(period.first, period.until - _DAY, calendar)
    return over + minutes / (OFFICE.per_day / timedelta(minutes=1)), whole


def going_on(calendar: Calendar, at: datetime | None = None) -> date | None:
    """Today, if it is a working day that the office has not closed yet: it is compared with nothing."""
    now = (at or clock.now()).astimezone(LOCAL)
    today = now.date()
    return today if now < OFFICE.close(today) and calendar.is_working(today) else None


def _last_over(period: Period, calendar: Calendar, at: datetime | None) -> date:
    """The last day of a period that is over: today is when the office has closed, or does not open."""
    return period.until - _DAY if going_on(calendar, at) == period.until else period.until


def working_days(first: date, last: date, calendar: Calendar) -> int:
    """How many working days lie between two days, both counted."""
    return sum(calendar.is_working(first + n * _DAY) for n in range((last - first).days + 1))
