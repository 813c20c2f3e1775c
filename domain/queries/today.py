"""What waits for a person today: the demands whose next step is theirs, and what they were told."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, case, false, func, or_
from sqlmodel import Session, col, select

from db.models import Area, Demand, Event, Leg, Notice, Organisation, User
from db.vocabulary import Kind, Role, Stage
from domain import clock
from domain.permissions import Person, visible_to
from domain.queries.board import LATE_STAGES, urgency

MOST = 40
HANDLERS = (Role.UNIT_HANDLER, Role.UNIT_HEAD, Role.UNIVERSITY_LIAISON)


class Task(StrEnum):
    """What is to be done with a demand that waits."""

    ACCEPT = "accept"
    DISPATCH = "dispatch"
    RULE = "rule"
    SIGN = "sign"
    HANDLE = "handle"
    REVIEW = "review"
    CALL = "call"
    SUPPLEMENT = "supplement"
    EVALUATE = "evaluate"


@dataclass(frozen=True)
class Waiting:
    """A demand that waits for this person."""

    number: str
    title: str
    enterprise: str
    area: str
    area_en: str
    stage: Stage
    task: Task
    due_at: datetime | None
    submitted_at: datetime
    is_mine: bool  # it waits for this person, not for anybody of the unit


@dataclass(frozen=True)
class Day:
    """Everything that waits, the most urgent first."""

    waiting: tuple[Waiting, ...]
    count: int
    late: int


@dataclass(frozen=True)
class Told:
    """One notice, to be told as a sentence."""

    number: str
    title: str
    action: str
    said: dict
    actor: str
    unit: str
    unit_en: str
    at: datetime
    is_new: bool


@dataclass(frozen=True)
class AreaLoad:
    """How many demands of an area are under way, and how many of them are late."""

    code: str
    name: str
    name_en: str
    open: int
    late: int


def day(session: Session, person: Person) -> Day:
    """What waits for the person, in the order of what is due."""
    waits = or_(false(), *(condition for condition, _ in _tasks(person)))
    where = (visible_to(person), waits)
    late = case((and_(col(Demand.due_at) < clock.now(), _is_late_stage()), 1), else_=0)
    count, many_late = session.exec(
        select(func.count(), func.coalesce(func.sum(late), 0)).select_from(Demand).where(*where)
    ).one()
    which = case(*((condition, task.value) for condition, task in _tasks(person)), else_="")
    found = session.exec(
        select(Demand, Area.name, Area.name_en, which)
        .join(Area, Area.code == Demand.area_code)
        .where(*where)
        .order_by(*urgency(), col(Demand.id))
        .limit(MOST)
    ).all()
    waiting = tuple(_waiting(person, *row) for row in found)
    return Day(waiting, count, many_late)


def notices(session: Session, person: Person) -> tuple[Told, ...]:
    """The newest notices, the unread first."""
    actor = User
    found = session.exec(
        select(Notice, Event, Demand.number, Demand.title, actor.name, Organisation)
        .join(Event, Event.id == Notice.event_id)
        .join(Demand, Demand.id == Notice.demand_id)
        .outerjoin(actor, actor.id == Event.actor_id)
        .outerjoin(Organisation, Organisation.id == Demand.unit_id)
        .where(Notice.user_id == person.id)
        .order_by(col(Notice.read_at).is_not(None), col(Notice.id).desc())
        .limit(20)
    ).all()
    is_enterprise = person.kind is Kind.ENTERPRISE
    return tuple(
        Told(
            number=number,
            title=title,
            action=event.action,
            said=event.particulars,
            actor="" if is_enterprise else name or "",
            unit=unit.name if unit else "",
            unit_en=(unit.name_en or unit.name) if unit else "",
            at=notice.created_at,
            is_new=notice.read_at is None,
        )
        for notice, event, number, title, name, unit in found
    )


def load(session: Session, person: Person) -> tuple[AreaLoad, ...]:
    """The areas with what is under way and late in them."""
    open_stages = col(Demand.stage).not_in((Stage.CLOSED, Stage.DECLINED, Stage.MERGED))
    late = and_(col(Demand.due_at) < clock.now(), _is_late_stage())
    counted = (
        select(
            Demand.area_code,
            func.count().label("many"),
            func.sum(case((late, 1), else_=0)).label("late"),
        )
        .where(open_stages, visible_to(person))
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


def _tasks(person: Person) -> list[tuple[ColumnElement[bool], Task]]:
    """Which demands wait for this person, and for what."""
    tasks: list[tuple[ColumnElement[bool], Task]] = []
    at, here = Demand.stage, person.organisation_id
    if person.has(Role.INTAKE, Role.SUB_PLATFORM_STAFF):
        tasks.append((_near(person, at == Stage.SUBMITTED), Task.ACCEPT))
    if person.has(Role.DISPATCHER, Role.SUB_PLATFORM_STAFF):
        due = col(at).in_((Stage.ACCEPTED, Stage.REDO))
        tasks.append((_near(person, due), Task.DISPATCH))
    if person.has(Role.ARBITER):
        tasks.append((_near(person, at == Stage.RETURNED), Task.RULE))
    if person.has(Role.UNIT_HEAD):
        tasks.append((and_(Demand.unit_id == here, at == Stage.IN_REVIEW), Task.REVIEW))
    if person.has(*HANDLERS):
        tasks.append((and_(Demand.unit_id == here, at == Stage.DISPATCHED), Task.SIGN))
        tasks.append((and_(Demand.unit_id == here, at == Stage.IN_PROGRESS), Task.HANDLE))
    if person.has(Role.RETURN_VISIT_OFFICER):
        handled = select(Leg.demand_id).where(Leg.unit_id == here)
        outside = col(Demand.id).not_in(handled)
        tasks.append((_near(person, and_(at == Stage.RETURN_VISIT, outside)), Task.CALL))
    if person.has(Role.ENTERPRISE):
        own = Demand.enterprise_id == here
        tasks.append((and_(own, at == Stage.WAITING), Task.SUPPLEMENT))
        tasks.append((and_(own, at == Stage.ANSWERED), Task.EVALUATE))
    return tasks


def _near(person: Person, condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """A sub-platform's people work in their own area."""
    if person.kind is Kind.CITY:
        return condition
    return and_(condition, Demand.area_code == person.area_code)


def _is_late_stage() -> ColumnElement[bool]:
    return col(Demand.stage).in_(LATE_STAGES)


def _waiting(person: Person, demand: Demand, area: str, area_en: str, task: str) -> Waiting:
    return Waiting(
        number=demand.number,
        title=demand.title,
        enterprise=demand.enterprise_name,
        area=area,
        area_en=area_en,
        stage=demand.stage,
        task=Task(task),
        due_at=demand.due_at,
        submitted_at=demand.submitted_at,
        is_mine=demand.handler_id in (None, person.id) or task != Task.HANDLE,
    )
