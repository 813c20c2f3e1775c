"""How the work of a unit's handlers stands in a month: for the head of the unit and the city's leaders; and to each
handler the own month, nobody else's.

Counted by the very measures of the indicators, of the orders that a handler holds or has answered. What enterprises
answered is told to the unit only once the month is published, as everywhere.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, func, select

from db.indicator_vocabulary import Indicator
from db.models import Demand, Organisation, User
from db.vocabulary import Kind
from domain import clock
from domain.assessment import staff_training
from domain.assessment.scheme import Scheme
from domain.assessment.scoring import Assessed, Counted, Place, assess
from domain.assessment.staff_scheme import in_force
from domain.bulletin.orders import moments
from domain.errors import Forbidden
from domain.indicators import held, parts, publication
from domain.indicators.definitions import DEFINITIONS, Definition
from domain.permissions import Person, allows, staff_judges


@dataclass(frozen=True)
class Scored:
    """One handler: their name, and what their month comes to; items stand in the order of the scheme."""

    id: int
    name: str
    assessed: Assessed


@dataclass(frozen=True)
class Scores:
    """A unit's month, by the version of the scheme that holds for it. `is_kept_back`: what enterprises answered is not
    told yet."""

    unit_id: int
    month: date
    scheme: Scheme
    handlers: tuple[Scored, ...]
    is_kept_back: bool


def may_see_any(person: Person) -> bool:
    """Whether somebody sees the handlers of any unit at all."""
    own = Organisation(id=person.organisation_id)
    return allows(staff_judges, person, own)


def handlers(session: Session, person: Person, month: date, unit_id: int) -> Scores:
    """The handlers of one unit by name; raises Forbidden for whoever is neither its head nor a leader of the city."""
    unit = session.get(Organisation, unit_id)
    if unit is None or not allows(staff_judges, person, unit):
        raise Forbidden
    return _scores(session, person, month, unit_id)


def own(session: Session, person: Person, month: date) -> Scores:
    """The own month of somebody who handles orders in their unit; empty for who handled none."""
    if person.id is None or person.organisation_id is None:
        raise Forbidden
    return _scores(session, person, month, person.organisation_id, person.id)


def name_of(session: Session, person: Person, unit_id: int | None, handler_id: int) -> str | None:
    """The name of a handler, for whoever reads their months in this unit; none for others, and of who has handled no
    order there."""
    if handler_id != person.id and not parts.may_judge(person, unit_id):
        return None
    asked = select(User.name).join(Demand, Demand.handler_id == User.id)
    of_unit = Demand.unit_id == unit_id
    return session.exec(asked.where(User.id == handler_id, of_unit).limit(1)).first()


def busy(session: Session, person: Person, month: date) -> tuple[int, ...]:
    """The units whose people answered orders in a month; for the city's leaders."""
    if person.kind is not Kind.CITY or not may_see_any(person):
        return ()
    begins, ends = moments(month)
    asked = (
        select(Demand.unit_id)
        .where(
            col(Demand.unit_id).is_not(None),
            col(Demand.handler_id).is_not(None),
            col(Demand.answered_at) >= begins,
            col(Demand.answered_at) < ends,
        )
        .distinct()
    )
    return tuple(session.exec(asked))


def _scores(
    session: Session, person: Person, month: date, unit_id: int, handler_id: int | None = None
) -> Scores:
    """Of every handler of a unit, or of one."""
    is_kept_back = not (
        publication.is_told_all(person) or publication.published(session).has(month)
    )
    scheme = in_force(month)
    counted: dict[int, dict[Indicator, Counted]] = defaultdict(dict)
    for each in scheme.quantities:
        definition = DEFINITIONS[each.indicator]
        if definition.stream and not (definition.needs_publishing and is_kept_back):
            for who, top, n in _sums(session, definition, month, unit_id, handler_id):
                counted[who][each.indicator] = Counted(top, n)
    for each in scheme.quantities:
        if each.indicator in held.WHOSE:
            told = staff_training.of_unit(session, each.indicator, month, unit_id, tuple(counted))
            for who, said in told.items():
                counted[who][each.indicator] = said
    names = session.exec(select(User.id, User.name).where(col(User.id).in_(counted)))
    people = sorted(names, key=lambda row: (row[1], row[0]))
    places = [Place(str(id), _answers(counted[id]), counted[id], {}) for id, _ in people]
    found = assess(scheme, places)
    scored = tuple(Scored(*who, each) for who, each in zip(people, found, strict=True))
    return Scores(unit_id, month, scheme, scored, is_kept_back)


def _answers(known: dict[Indicator, Counted]) -> int:
    return known[Indicator.SERVICES_GIVEN].n if Indicator.SERVICES_GIVEN in known else 0


def _sums(
    session: Session, definition: Definition, month: date, unit_id: int, handler_id: int | None
) -> Iterator[tuple[int, int, int]]:
    """(handler, how many met it, of how many) of the records of a month; of a number both are that number."""
    stream = definition.stream
    begins, ends = moments(month)
    top, n = (
        stream.measures[name] for name in (definition.top, definition.bottom or definition.top)
    )
    asked = (
        stream.select(col(Demand.handler_id), func.sum(top), func.sum(n))
        .where(
            col(Demand.handler_id).is_not(None),
            stream.place()["unit_id"] == unit_id,
            stream.moment >= begins,
            stream.moment < min(ends, clock.now()),
        )
        .group_by(col(Demand.handler_id))
    )
    if handler_id is not None:
        asked = asked.where(Demand.handler_id == handler_id)
    for who, met, many in session.execute(asked):
        yield who, int(met), int(many)


handlers.by_minute = own.by_minute = True
