"""What waits for a person today: the demands whose next step is theirs."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, case, func, not_, or_
from sqlmodel import Session, col, select

from db.models import Area, Demand, Leg, User
from db.vocabulary import Kind, Role, Stage
from domain.permissions import HANDLERS, Person, visible_to
from domain.queries.narrowing import BRIEFLY, THEIRS, due_of, is_late, urgency
from domain.workflow import OPEN

MOST = 40  # of a pile


class Task(StrEnum):
    """What is to be done with a demand that waits."""

    ACCEPT = "accept"
    DISPATCH = "dispatch"
    RULE = "rule"
    SIGN = "sign"
    HANDLE = "handle"
    CHASE = "chase"  # a colleague is late
    REVIEW = "review"
    CALL = "call"
    SUPPLEMENT = "supplement"
    EVALUATE = "evaluate"
    FOLLOW = "follow"  # somebody else's turn


class Pile(StrEnum):
    """Whose turn it is."""

    MINE = "mine"
    COLLEAGUES = "colleagues"  # of one's unit
    OTHERS = "others"  # one's own demands, which others work on


@dataclass(frozen=True)
class Waiting:
    """A demand that waits."""

    number: str
    title: str
    enterprise: str
    area: str
    area_en: str
    stage: Stage
    task: Task
    due_at: datetime | None
    submitted_at: datetime
    handler: str


@dataclass(frozen=True)
class Heap:
    """What waits of one pile, the most urgent first; `count` and `late` tell of all, also of those not shown."""

    pile: Pile
    waiting: tuple[Waiting, ...]
    count: int
    late: int


@dataclass(frozen=True)
class AreaLoad:
    """How many demands of an area are under way, and how many of them are late."""

    code: str
    name: str
    name_en: str
    open: int
    late: int


Tasks = list[tuple[ColumnElement[bool], Task]]


def day(session: Session, person: Person) -> tuple[Heap, ...]:
    """What waits for the person, in the order of what is due; nothing for one to whom nothing ever comes."""
    return tuple(_heap(session, person, pile, tasks) for pile, tasks in _piles(person).items())


def load(session: Session, person: Person) -> tuple[AreaLoad, ...]:
    """The areas with what is under way and late in them."""
    counted = (
        select(
            Demand.area_code,
            func.count().label("many"),
            func.sum(case((is_late(), 1), else_=0)).label("late"),
        )
        .where(col(Demand.stage).in_(OPEN), visible_to(person))
        .group_by(Demand.area_code)
        .subquery()
    )
    found = session.exec(
        select(
            Area.code,
            Area.name,
            Area.name_en,
            func.coalesce(counted.c.many, 0),
            func.coalesce(counted.c.late, 0),
        )
        .outerjoin(counted, counted.c.area_code == Area.code)
        .order_by(col(Area.position), col(Area.code))
    ).all()
    return tuple(AreaLoad(*row) for row in found)


day.by_minute = load.by_minute = load.by_scope = True


def _heap(session: Session, person: Person, pile: Pile, tasks: Tasks) -> Heap:
    where = (visible_to(person), or_(*(condition for condition, _ in tasks)))
    late = func.coalesce(func.sum(case((is_late(), 1), else_=0)), 0)
    count, many_late = session.exec(
        select(func.count(), late).select_from(Demand).where(*where)
    ).one()
    which = case(*((condition, task.value) for condition, task in tasks), else_="")
    found = session.exec(
        select(Demand, Area.name, Area.name_en, which, User.name)
        .join(Area, Area.code == Demand.area_code)
        .outerjoin(User, User.id == Demand.handler_id)
        .where(*where)
        .order_by(*urgency(person))
        .limit(MOST)
        .options(*BRIEFLY)
    ).all()
    return Heap(pile, tuple(_waiting(person, *row) for row in found), count, many_late)


def _piles(person: Person) -> dict[Pile, Tasks]:
    """Which demands wait for this person, and for what; piles that can never hold anything are left out."""
    at, here = col(Demand.stage), person.organisation_id
    mine: Tasks = []
    piles: dict[Pile, Tasks] = {Pile.MINE: mine}
    if person.has(Role.INTAKE, Role.SUB_PLATFORM_STAFF):
        mine.append((_near(person, at == Stage.SUBMITTED), Task.ACCEPT))
    if person.has(Role.DISPATCHER, Role.SUB_PLATFORM_STAFF):
        mine.append((_near(person, at.in_((Stage.ACCEPTED, Stage.REDO))), Task.DISPATCH))
    if person.has(Role.ARBITER):
        mine.append((_near(person, at == Stage.RETURNED), Task.RULE))
    if person.has(*HANDLERS):
        of_unit, others = _of_unit(person)
        mine += of_unit
        piles[Pile.COLLEAGUES] = [(others, Task.HANDLE)]
    if person.has(Role.RETURN_VISIT_OFFICER):
        handled = select(Leg.demand_id).where(Leg.unit_id == here)
        outside = col(Demand.id).not_in(handled)
        mine.append((_near(person, and_(at == Stage.RETURN_VISIT, outside)), Task.CALL))
    if person.has(Role.ENTERPRISE):
        own = Demand.enterprise_id == here
        mine.append((and_(own, at == Stage.WAITING), Task.SUPPLEMENT))
        mine.append((and_(own, at == Stage.ANSWERED), Task.EVALUATE))
        under_way = [stage for stage in OPEN if stage not in THEIRS]
        piles[Pile.OTHERS] = [(and_(own, at.in_(under_way)), Task.FOLLOW)]
    return piles if mine else {}


def _of_unit(person: Person) -> tuple[Tasks, ColumnElement[bool]]:
    """What waits for one person of a unit, and what their colleagues work on."""
    here = Demand.unit_id == person.organisation_id
    handled = and_(here, Demand.stage == Stage.IN_PROGRESS)
    is_mine = func.coalesce(Demand.handler_id, person.id) == person.id
    mine = [
        (and_(here, Demand.stage == Stage.DISPATCHED), Task.SIGN),
        (and_(handled, is_mine), Task.HANDLE),
    ]
    others = and_(handled, not_(is_mine))
    if not person.has(Role.UNIT_HEAD):
        return mine, others
    mine.append((and_(here, Demand.stage == Stage.IN_REVIEW), Task.REVIEW))
    mine.append((and_(others, is_late()), Task.CHASE))
    return mine, and_(others, not_(is_late()))


def _near(person: Person, condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """A sub-platform's people work in their own area."""
    if person.kind is Kind.CITY:
        return condition
    return and_(condition, Demand.area_code == person.area_code)


def _waiting(
    person: Person, demand: Demand, area: str, area_en: str, task: str, handler: str | None
) -> Waiting:
    return Waiting(
        number=demand.number,
        title=demand.title,
        enterprise=demand.enterprise_name,
        area=area,
        area_en=area_en,
        stage=demand.stage,
        task=Task(task),
        due_at=due_of(person, demand),
        submitted_at=demand.submitted_at,
        handler="" if person.kind is Kind.ENTERPRISE else handler or "",
    )
