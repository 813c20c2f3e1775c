"""The figures of the KPI page, as the cache holds them: every indicator of a scope, altogether or side by side."""

from collections.abc import Collection
from datetime import date

from sqlmodel import Session

from db.indicator_vocabulary import Indicator
from domain import limits, shared_reading, topics
from domain.indicators import allowed, comparing, entered, held, past, present, reading
from domain.indicators.comparing import Befores
from domain.indicators.definitions import DEFINITIONS
from domain.indicators.metric import Figures
from domain.indicators.periods import Period
from domain.indicators.reading import Scope, Split
from domain.indicators.streams import RECEIVED
from domain.office_calendar import Calendar
from domain.permissions import Person

# Whose changes move a figure.
TOPICS = (
    topics.FIGURES,
    topics.MATCHES,
    topics.SUPERVISION,
    topics.ORGANISATIONS,
    topics.ACTIVITIES,
    topics.CONTESTS,
    topics.MENUS,
)
_APART: dict[tuple[Indicator, ...], tuple[str, ...]] = {
    (Indicator.NEW_REGISTRATIONS,): (topics.ORGANISATIONS,),
    tuple(each for each in Indicator if DEFINITIONS[each].match_figure): (topics.MATCHES,),
    (Indicator.ENTERPRISES_ATTENDED,): (topics.ACTIVITIES, topics.ORGANISATIONS),
    tuple(each for each in held.COUNTED if each is not Indicator.ENTERPRISES_ATTENDED): (
        topics.ACTIVITIES,
    ),
    tuple(entered.COUNTED): (topics.CONTESTS, topics.MENUS),
}
OF_ORDERS = tuple(each for each in Indicator if not any(each in some for some in _APART))
# What they are told of changes apart: each is asked anew for itself.
OF_EACH = {OF_ORDERS: (topics.FIGURES, topics.SUPERVISION), **_APART}


def figures(
    session: Session,
    person: Person,
    indicators: tuple[Indicator, ...],
    scope: Scope,
    by: Split = None,
) -> dict[object, Figures]:
    """See `present.table`; raises Forbidden for those who may see no figures."""
    return present.table(session, person, indicators, allowed.narrowed(person, scope), by)


def shared(
    person: Person, indicators: Collection[Indicator], scope: Scope, by: Split = None
) -> dict[object, Figures]:
    """The figures as everybody who stands alike is told them: those of matches are asked anew only when a match has
    changed, and so are those of the directory and of the calendar."""
    found: dict[object, Figures] = {}
    for some, seen in OF_EACH.items():
        wanted = tuple(each for each in some if each in indicators)
        if wanted:
            told = shared_reading.read(figures, person, wanted, scope, by, topics=seen)
            for key, each in told.items():
                found[key] = found.get(key, {}) | each
    return found


def settled(
    session: Session,
    person: Person,
    indicators: tuple[Indicator, ...],
    scope: Scope,
    by: Split = None,
) -> dict[object, Figures]:
    """The same of days that are over: of these nothing falls due any more, so it need not be asked every minute."""
    return figures(session, person, indicators, scope, by)


def before(
    session: Session,
    person: Person,
    indicators: tuple[Indicator, ...],
    scope: Scope,
    told: Period,
    by: Split = None,
) -> dict[object, Befores]:
    """What the figures were in an earlier period, as far as it is compared; see domain/indicators/comparing.py."""
    asked = (indicators, allowed.narrowed(person, scope), told, limits.calendar(session), by)
    return comparing.during(session, person, *asked)


def over(first: date, last: date) -> tuple[str, ...]:
    """Whose changes move the figures of orders of days that are over."""
    return (*past.topics_of(first, last), topics.ASSESSMENT, topics.RULES)


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
settled.by_scope = before.by_scope = True
spread.by_scope = True
