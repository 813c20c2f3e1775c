"""One figure over time: the month as it adds up day by day, and twelve months beside the twelve before."""

from dataclasses import replace
from datetime import date

from sqlmodel import Session

from db.indicator_vocabulary import By, Earlier, Unit, ViewWord
from domain import clock, limits
from domain.indicators import aims, allowed, metric, pace, periods
from domain.indicators.definitions import DEFINITIONS
from domain.indicators.figure import Figure
from domain.indicators.reading import Scope
from domain.kpi_views import happened
from domain.kpi_views.table import NOTHING, Asked, Head, Look, Month, Row, Table, View
from domain.permissions import Person
from domain.queries import targets

MONTHS = 12
ALONE, SO_FAR, EARLIER, PACE = "alone", "so_far", "earlier", "pace"
NOW, THEN = "now", "then"


def month(session: Session, person: Person, asked: Asked) -> View:
    """The last month of the period that has begun, each day with what was counted on it and the month until then."""
    definition = DEFINITIONS[asked.indicator]
    if By.DAY not in definition.by:
        return NOTHING
    first = asked.period.latest
    days, before = pace.days_of(first), periods.month_after(first, -1)
    scope = replace(allowed.narrowed(person, asked.scope), since=before)
    indicator = asked.indicator
    found = metric.table(session, person, (indicator,), scope, By.DAY)
    by_day = {day: each[indicator] for day, each in found.items() if indicator in each}
    now = pace.so_far(by_day, indicator, [day for day in days if day <= asked.period.until])
    counted = [each.alone for each in now if each.alone.value is not None]
    target = aim(session, person, asked, first)
    if not counted or target is None and not any(each.n for each in counted):
        return NOTHING
    calendar = limits.calendar(session)
    earlier = pace.so_far(by_day, indicator, pace.days_of(before))
    same = pace.after_as_many_working_days(earlier, days, calendar)
    steps = () if target is None else pace.by_day(indicator, target, days, calendar)
    told = {each.day: each for each in now}
    heads = (
        Head(ALONE, ViewWord.ON_THE_DAY, definition.unit),
        Head(SO_FAR, ViewWord.UNTIL_THEN, definition.unit),
        Head(EARLIER, ViewWord.MONTH_BEFORE, definition.unit),
        Head(PACE, ViewWord.PACE, definition.unit),
    )
    rows = tuple(
        Row(
            day,
            day,
            (
                told[day].alone if day in told else None,
                told[day].figure if day in told else None,
                same[n],
                steps[n] if steps else target,
            ),
        )
        for n, day in enumerate(days)
    )
    drawn = (1, 2) if target is None else (1, 2, 3)
    table = Table(ViewWord.DAY_BY_DAY, ViewWord.DAY, heads, rows, Look.CURVE, drawn)
    return View((table, *happened.tables(session, person, first, days[-1])))


def trend(session: Session, person: Person, asked: Asked) -> View:
    """The last twelve months, each beside the same month a year before."""
    indicator = asked.indicator
    definition = DEFINITIONS[indicator]
    if By.MONTH not in definition.by:
        return NOTHING
    last = asked.period.latest
    firsts = tuple(periods.month_after(last, n + 1 - MONTHS) for n in range(MONTHS))
    since = periods.month_after(firsts[0], -MONTHS)
    until = asked.period.end_of_latest
    scope = replace(allowed.narrowed(person, asked.scope), since=since, until=until)
    found = metric.table(session, person, (indicator,), scope, By.MONTH)

    def figure(first: date) -> Figure:
        return found.get(first, {}).get(indicator) or Figure(indicator)

    today = clock.now().date().replace(day=1)
    rows = tuple(
        Row(
            first,
            Month(first),
            (figure(first), _n(figure(first)), figure(periods.month_after(first, -MONTHS))),
            is_open=first == today,
        )
        for first in firsts
    )
    is_known = any(row.cells[2].value is not None for row in rows)
    heads = (
        Head(NOW, ViewWord.LAST_TWELVE, definition.unit),
        Head("n", ViewWord.OF_HOW_MANY, Unit.COUNT),
        Head(THEN, Earlier.SAME_MONTH, definition.unit),
    )
    drawn = (0, 2) if is_known else (0,)
    table = Table(ViewWord.MONTH_BY_MONTH, ViewWord.MONTH, heads, rows, Look.CURVE, drawn)
    return View(
        (table, *happened.tables(session, person, firsts[0], min(until, clock.now().date())))
    )


def aim(session: Session, person: Person, asked: Asked, first: date) -> float | None:
    """What is aimed at in one month at the place that is looked at."""
    scope: Scope = allowed.narrowed(person, asked.scope)
    if not scope.is_whole:
        return None
    values = targets.month(session, person, first).values
    return aims.target_for(values, asked.indicator, scope.area)


def _n(figure: Figure) -> float | None:
    return None if figure.is_kept_back else figure.n
