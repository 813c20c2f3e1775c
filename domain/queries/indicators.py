"""The figures of the KPI page, as the cache holds them: every indicator of a scope, altogether or side by side."""

from sqlmodel import Session

from db.indicator_vocabulary import Indicator
from domain import limits
from domain.indicators import allowed, comparing, metric, reading
from domain.indicators.comparing import Befores
from domain.indicators.metric import Figures
from domain.indicators.periods import Period
from domain.indicators.reading import Scope, Split
from domain.indicators.streams import RECEIVED
from domain.office_calendar import Calendar
from domain.permissions import Person

# Whose changes move a figure.
TOPICS = ("figures", "matches", "supervision", "organisations", "activities", "contests", "menus")


def figures(
    session: Session,
    person: Person,
    indicators: tuple[Indicator, ...],
    scope: Scope,
    by: Split = None,
) -> dict[object, Figures]:
    """See `metric.table`; raises Forbidden for those who may see no figures."""
    return metric.table(session, person, indicators, allowed.narrowed(person, scope), by)


def before(
    session: Session,
    person: Person,
    indicators: tuple[Indicator, ...],
    scope: Scope,
    period: Period,
    by: Split = None,
) -> dict[object, Befores]:
    """What the figures were in the period just before; see domain/indicators/comparing.py."""
    asked = (indicators, allowed.narrowed(person, scope), period, limits.calendar(session), by)
    return comparing.before(session, person, *asked)


def year_before(
    session: Session,
    person: Person,
    indicators: tuple[Indicator, ...],
    scope: Scope,
    period: Period,
    by: Split = None,
) -> dict[object, Befores]:
    """What they were a year earlier."""
    asked = (indicators, allowed.narrowed(person, scope), period, limits.calendar(session), by)
    return comparing.year_before(session, person, *asked)


def spread(session: Session, person: Person, scope: Scope) -> dict[tuple[int, int], int]:
    """How many answers lie in each step of time and of share of the limit (domain/indicators/steps.py)."""
    return reading.times(session, allowed.narrowed(person, scope))[None]


def sums(
    session: Session, person: Person, scope: Scope, by: Split = None
) -> dict[object, reading.Sums]:
    """How many demands were received, how far they came and how they ended, for the pictures of the loop."""
    measures = tuple(RECEIVED.measures)
    return reading.sums(session, allowed.narrowed(person, scope), by, measures)


def calendar(session: Session, person: Person) -> Calendar:
    """The working days, for comparing an unfinished month with as many of them."""
    return limits.calendar(session)


calendar.by_scope = True
sums.by_scope = sums.by_minute = True
figures.by_scope = figures.by_minute = True
before.by_scope = before.by_minute = year_before.by_scope = year_before.by_minute = True
spread.by_scope = True
