"""Where a demand stands, as a reader may know it: the units that handled it learn nothing of what was said of them.

Whoever is dissatisfied is called back at once, who is content closes the demand: a unit that reads *to be called back*
has read the answer. So from its answer until the close a demand is simply answered to the units that handled it, on
every list, in every filter, order and count (docs/decisions/0009-published-months.md). Everybody else reads the stage.
"""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, bindparam, case, literal, null, true, type_coerce
from sqlmodel import Session, and_, col, or_, select

from db.models import Demand, Leg
from db.vocabulary import Kind, Stage
from domain.permissions import Person

SAYS = frozenset(
    (Stage.SURVEYED, Stage.RETURN_VISIT)
)  # what the enterprise answered, or that it did not
AS = Stage.ANSWERED  # what these are to the units that handled the demand
ASKED = (AS, Stage.SURVEYED, Stage.RETURN_VISIT)  # the enterprise is, or what it said stands


def is_of_its_units(person: Person, legs: Iterable[Leg]) -> bool:
    """Whether the reader belongs to a unit that has handled the demand of these legs."""
    return person.organisation_id in {leg.unit_id for leg in legs}


def told(stage: Stage, *, to_its_units: bool) -> Stage:
    """The stage as it is told to the units that handled the demand, or to others."""
    return AS if to_its_units and stage in SAYS else stage


def choices(person: Person) -> tuple[Stage, ...]:
    """The stages that this reader's lists can be narrowed to."""
    return tuple(each for each in Stage if each not in SAYS or _handled(person) is not _ALL)


def column(person: Person) -> ColumnElement[Stage]:
    """The stage as it is told this reader, to be selected and grouped by."""
    handled = _handled(person)
    if handled is None:
        return col(Demand.stage)
    hidden = and_(col(Demand.stage).in_(SAYS), handled)
    kind = Demand.__table__.c.stage.type
    return type_coerce(case((hidden, literal(AS, kind)), else_=col(Demand.stage)), kind)


def of(session: Session, person: Person, ids: Collection[int]) -> dict[int, Stage]:
    """The stages of some demands as they are told this reader, by the demands' ids."""
    asked = select(Demand.id, column(person)).where(col(Demand.id).in_(ids))
    return dict(session.exec(asked).all())


def is_at(person: Person, stages: Collection[Stage]) -> ColumnElement[bool]:
    """Whether the stage as it is told this reader is one of these."""
    handled, asked = _handled(person), frozenset(stages)
    says = asked & SAYS
    if handled is None or not (says or AS in asked) or asked >= SAYS | {AS}:
        return col(Demand.stage).in_(asked)
    if AS in asked:
        others = col(Demand.stage).not_in(SAYS - says)
        return and_(col(Demand.stage).in_(asked | SAYS), or_(others, handled))
    return and_(col(Demand.stage).in_(asked), or_(col(Demand.stage).not_in(SAYS), ~handled))


def due(person: Person) -> ColumnElement[datetime]:
    """By when somebody must act, to put a list in order: an answered demand waits for the survey, one that was judged
    for nothing, and whoever could have handled them shall not read it from their places."""
    if _handled(person) is None:
        return col(Demand.due_at)
    asked = bindparam("asked", ASKED, expanding=True, literal_execute=True)  # as the index has it
    return case((col(Demand.stage).in_(asked), null()), else_=col(Demand.due_at))


_ALL = true()


def _handled(person: Person) -> ColumnElement[bool] | None:
    """Which of the demands that the reader sees were handled by their own unit; none: no demand ever is."""
    if person.organisation_id is None or person.kind in (Kind.CITY, Kind.ENTERPRISE):
        return None
    if person.kind is not Kind.SUB_PLATFORM:
        return _ALL  # these see no others: see visible_to
    its = select(Leg.id).where(Leg.demand_id == Demand.id, Leg.unit_id == person.organisation_id)
    return its.correlate(Demand).exists()
