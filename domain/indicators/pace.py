"""A month as it adds up day by day, what it was before after as many working days, and the pace to its target.

Pure: figures of days go in, figures of the month until each day come out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from db.indicator_vocabulary import Indicator
from domain.indicators import periods
from domain.indicators.aims import ADD_UP, by_now
from domain.indicators.definitions import DEFINITIONS
from domain.indicators.figure import Figure
from domain.office_calendar import Calendar


@dataclass(frozen=True)
class SoFar:
    """One day of a month: the figure of the day alone, and of the month until its end."""

    day: date
    alone: Figure
    figure: Figure


def days_of(first: date) -> tuple[date, ...]:
    """Every day of a month."""
    many = (periods.month_after(first, 1) - first).days
    return tuple(first + timedelta(days=n) for n in range(many))


def so_far(
    by_day: Mapping[date, Figure], indicator: Indicator, days: Sequence[date]
) -> tuple[SoFar, ...]:
    """The figure of these days as it adds up; days that are missing add nothing."""
    found, before = [], Figure(indicator)
    for day in days:
        alone = by_day.get(day) or Figure(indicator)
        before = _together(before, alone)
        found.append(SoFar(day, alone, before))
    return tuple(found)


def after_as_many_working_days(
    earlier: Sequence[SoFar], days: Sequence[date], calendar: Calendar
) -> tuple[Figure | None, ...]:
    """For each day, what an earlier month was at the end of its day with as many working days; none before there is
    one."""
    told = {each.day: each.figure for each in earlier}
    return tuple(day and told[day] for day in same_days(list(told), days, calendar))


def same_days(
    earlier: Sequence[date], days: Sequence[date], calendar: Calendar
) -> tuple[date | None, ...]:
    """For each day, the last day of an earlier month that ends as many working days; none before there is one."""
    by_many: dict[int, date] = {}
    gone = 0
    for day in earlier:
        gone += calendar.is_working(day)
        by_many[gone] = day
    most = max(by_many, default=0)
    found, gone = [], 0
    for day in days:
        gone += calendar.is_working(day)
        found.append(by_many.get(min(gone, most)))
    return tuple(found)


def by_day(
    indicator: Indicator, target: float, days: Sequence[date], calendar: Calendar
) -> tuple[float, ...]:
    """What should be reached of a number that adds up by the end of each day: its part of the working days, a whole
    number; of other figures, whose target counts at any time, nothing."""
    whole = sum(map(calendar.is_working, days))
    if indicator not in ADD_UP or not whole:
        return ()
    found, gone = [], 0
    for day in days:
        gone += calendar.is_working(day)
        found.append(by_now(target, gone / whole))
    return tuple(found)


def _together(one: Figure, other: Figure) -> Figure:
    if other.value is None:
        return one
    n, top = one.n + other.n, one.top + other.top
    if DEFINITIONS[one.indicator].bottom:
        return Figure(one.indicator, top / n if n else None, n, top)
    return Figure(one.indicator, (one.value or 0) + other.value, n, top)
