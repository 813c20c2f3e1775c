"""Figures of a period that goes on, with what of them came today.

Earlier periods are compared as far as the working days that are over; a working day that the office has not closed yet
is none of them. A number that adds up therefore knows how much of it came on that day (`Figure.today`), so that the
same span of both is compared. A rate says the same of any span, and is compared as it stands.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from sqlmodel import Session

from db.indicator_vocabulary import By, Indicator, Over
from domain import clock, limits
from domain.indicators import metric, periods
from domain.indicators.definitions import DEFINITIONS
from domain.indicators.figure import Figures
from domain.indicators.reading import Scope, Split
from domain.permissions import Person

# Of different enterprises, of which one that comes on two days counts once, there is no part: they are of whole months.
PARTED = frozenset(
    each.indicator for each in DEFINITIONS.values() if each.adds_up and each.over is Over.DAYS
)


def table(
    session: Session,
    person: Person,
    indicators: tuple[Indicator, ...],
    scope: Scope,
    by: Split = None,
) -> dict[object, Figures]:
    """As `metric.table`, each number that adds up with its part of today while that is a working day that goes on. Put
    beside each other by months or days, figures are those of the months and days: of these no part is told."""
    found = metric.table(session, person, indicators, scope, by)
    some = tuple(each for each in indicators if each in PARTED)
    today = _day_that_goes_on(session, scope, by) if some else None
    if today is None:
        return found
    within = replace(scope, since=today, until=today)
    come = metric.table(session, person, some, within, by)
    for key, figures in found.items():
        for each in some:
            if (figure := figures.get(each)) and figure.value is not None:
                figures[each] = replace(figure, today=_value(come, key, each))
    return found


def _day_that_goes_on(session: Session, scope: Scope, by: Split) -> date | None:
    """Today, if it is a working day that is not over, and neither the only day of a scope nor outside of it."""
    today = clock.now().date()
    splits = by if isinstance(by, tuple) else (by,)
    if not scope.since < today <= scope.until or {By.MONTH, By.DAY} & set(splits):
        return None
    return periods.going_on(limits.calendar(session))


def _value(found: Mapping[object, Figures], key: object, indicator: Indicator) -> float:
    figure = found.get(key, {}).get(indicator)
    return figure.value or 0 if figure else 0
