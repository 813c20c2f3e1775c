"""Periods: the months, quarters and years that figures are told of, and what an unfinished one is compared with."""

from dataclasses import dataclass
from datetime import date, timedelta

from domain.office_calendar import Calendar

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Period:
    """Whole months from `first` to `last`, both days in it; told of until `until`, the last day that has begun."""

    first: date
    last: date
    until: date

    @property
    def is_unfinished(self) -> bool:
        return self.until < self.last

    @property
    def months(self) -> int:
        return 12 * (self.last.year - self.first.year) + self.last.month - self.first.month + 1


def month(day: date, *, today: date) -> Period:
    """The month that a day lies in."""
    return months(day, 1, today=today)


def months(day: date, many: int, *, today: date) -> Period:
    """So many months, of which the last is the one that a day lies in."""
    last = month_after(day.replace(day=1), 1) - _DAY
    return Period(month_after(day.replace(day=1), 1 - many), last, min(last, today))


def month_after(first: date, many: int) -> date:
    """The first day of the month so many months later, or earlier."""
    number = 12 * first.year + first.month - 1 + many
    return date(number // 12, number % 12 + 1, 1)


def earlier(period: Period, by_months: int, calendar: Calendar) -> Period:
    """The period so many months before; an unfinished one is compared with as many *working* days of it.

    Until the day before one more working day began, so that a month with a long holiday is not blamed; before the
    first day, where none is over yet.
    """
    first = month_after(period.first, -by_months)
    last = month_after(first, period.months) - _DAY
    if not period.is_unfinished:
        return Period(first, last, last)
    left, day = working_days(period.first, period.until, calendar), first - _DAY
    while day < last:
        left -= calendar.is_working(day + _DAY)
        if left < 0:
            break
        day += _DAY
    return Period(first, last, day)


def working_days(first: date, last: date, calendar: Calendar) -> int:
    """How many working days lie between two days, both counted."""
    return sum(calendar.is_working(first + n * _DAY) for n in range((last - first).days + 1))
