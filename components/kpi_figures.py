"""The figures of the page: asked once for all who stand alike, those of months that are over only when these move."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta

from components.kpi_filters import Asked
from components.reading import read
from db.indicator_vocabulary import By, Indicator
from domain import clock
from domain.indicators import comparing, entered, periods
from domain.indicators.comparing import Befores
from domain.indicators.definitions import DEFINITIONS
from domain.indicators.figure import Figures
from domain.indicators.periods import Period
from domain.indicators.reading import Scope
from domain.permissions import Person
from domain.queries import indicators as queries
from domain.topics import RULES

TREND = 12  # months
EARLIER = (periods.previous, periods.year_before)
GROUPS: tuple[tuple[str, tuple[Indicator, ...]], ...] = (
    (
        "quality",
        (
            Indicator.ON_TIME_ACCEPTANCE,
            Indicator.ON_TIME_CLOSING,
            Indicator.RESPONSE_RATE,
            Indicator.RESOLUTION_RATE,
            Indicator.SATISFACTION_RATE,
            Indicator.VISIT_VERIFICATION,
        ),
    ),
    (
        "now",
        (Indicator.OPEN_NOW, Indicator.OVERDUE_NOW, Indicator.OVERDUE_FOLLOWED, Indicator.LOAD),
    ),
    (
        "work",
        (
            Indicator.RECEIVED,
            Indicator.SERVICES_GIVEN,
            Indicator.ENTERPRISES_SERVED,
            Indicator.NEW_REGISTRATIONS,
            Indicator.HANDLING_TIME,
            Indicator.REDO_RATE,
            Indicator.TRANSFER_RATE,
        ),
    ),
    (
        "matches",
        (
            Indicator.MATCHES_PROPOSED,
            Indicator.MATCHES_ACCEPTED,
            Indicator.MATCH_ACCEPTANCE,
            Indicator.TIME_TO_CONTACT,
            Indicator.MATCH_MEETINGS,
            Indicator.MATCHES_CONTRACTED,
            Indicator.CONTRACT_VALUE,
        ),
    ),
    (
        "activities",
        (
            Indicator.ACTIVITIES_HELD,
            Indicator.PEOPLE_ATTENDED,
            Indicator.ENTERPRISES_ATTENDED,
            Indicator.TRAINING_HOURS,
            Indicator.DEMANDS_AT_ACTIVITIES,
            Indicator.MATCHES_AT_ACTIVITIES,
            Indicator.CONTRACTS_OF_ACTIVITIES,
        ),
    ),
    ("projects", tuple(entered.COUNTED)),
)
EVERY = tuple(indicator for _, some in GROUPS for indicator in some)


def figures_of(person: Person, scope: Scope, by: By | None = None) -> dict[object, Figures]:
    """All of them; those of matches are asked anew only when a match has changed, and so are those of the directory."""
    found: dict[object, Figures] = {}
    for some, seen in queries.OF_EACH.items():
        _add(found, read(queries.figures, person, some, scope, by, topics=seen))
    return found


def previous(person: Person, asked: Asked) -> Befores:
    """The same place in the period before: as many working days of it, where this one is unfinished."""
    return _before(person, asked, periods.previous)


def year_before(person: Person, asked: Asked) -> Befores:
    """The same place a year before."""
    return _before(person, asked, periods.year_before)


def compared_with(person: Person, asked: Asked) -> list[Period]:
    """The periods that this one is compared with, until as far as it is."""
    calendar = read(queries.calendar, person, topics=(RULES,))
    return list(dict.fromkeys(each(asked.period, calendar) for each in EARLIER))


def days_compared(
    person: Person, asked: Asked, earlier: Callable[[Period, queries.Calendar], Period]
) -> comparing.WorkingDays:
    """How many working days are compared of this period and of an earlier one."""
    calendar = read(queries.calendar, person, topics=(RULES,))
    return comparing.working_days(asked.period, earlier(asked.period, calendar), calendar)


def trend(person: Person, asked: Asked) -> dict[Indicator, list[float | None]]:
    """The months up to the one that is looked at."""
    last = asked.period.latest
    firsts = [periods.month_after(last, n + 1 - TREND) for n in range(TREND)]
    scope = replace(asked.scope, since=firsts[0], until=asked.period.end_of_latest)
    if asked.period.months == 1:  # which ends with the figure itself
        now = figures_of(person, asked.scope)[None]
        found = {**_settled(person, replace(scope, until=last - timedelta(days=1))), last: now}
    else:
        found = by_month(person, scope)
    return {
        each: [_value(found, first, each) for first in firsts]
        for each in EVERY
        if By.MONTH in DEFINITIONS[each].by
    }


def by_month(person: Person, scope: Scope) -> dict[object, Figures]:
    """All of them month by month."""
    this_month = clock.now().date().replace(day=1)
    if scope.until < this_month:
        return _settled(person, scope)
    present = figures_of(person, replace(scope, since=max(scope.since, this_month)), By.MONTH)
    if scope.since >= this_month:
        return present
    earlier = _settled(person, replace(scope, until=this_month - timedelta(days=1)))
    return {**earlier, **present}


def _settled(person: Person, scope: Scope) -> dict[object, Figures]:
    found: dict[object, Figures] = {}
    for some, seen in queries.OF_EACH.items():
        moved_by = _moved_by(some, seen, scope.since, scope.until)
        _add(found, read(queries.settled, person, some, scope, By.MONTH, topics=moved_by))
    return found


def _before(
    person: Person, asked: Asked, earlier: Callable[[Period, queries.Calendar], Period]
) -> Befores:
    told = earlier(asked.period, read(queries.calendar, person, topics=(RULES,)))
    found: Befores = {}
    for some, seen in queries.OF_EACH.items():
        moved_by = (*_moved_by(some, seen, told.first, told.last), RULES)  # the working days too
        found |= read(queries.before, person, some, asked.scope, told, topics=moved_by)[None]
    return found


def _moved_by(
    some: tuple[Indicator, ...], seen: tuple[str, ...], first: date, last: date
) -> tuple[str, ...]:
    return queries.over(first, last) if some == queries.OF_ORDERS else seen


def _add(found: dict[object, Figures], more: Mapping[object, Figures]) -> None:
    for key, told in more.items():
        found[key] = found.get(key, {}) | told


def _value(found: Mapping[object, Figures], first: date, indicator: Indicator) -> float | None:
    figure = found.get(first, {}).get(indicator)
    return figure.value if figure else None
