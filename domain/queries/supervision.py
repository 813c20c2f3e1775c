"""Supervision orders as their readers see them: the list, those of one demand, how many wait for one's unit."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, false, true
from sqlmodel import Session, and_, case, col, func, or_, select

from db.models import Area, Demand, Organisation, SupervisionOrder, User
from db.supervision_vocabulary import OrderStage
from db.vocabulary import Kind
from domain import clock, supervision, topics
from domain.command import can
from domain.permissions import Person, visible_to
from domain.queries.named import people
from domain.workflow import BEFORE_ANSWER

TOPICS = (topics.SUPERVISION, topics.DEMANDS)
PAGE, MOST_PAGES = 20, 500


class Which(StrEnum):
    """Which orders are looked at."""

    OPEN = "open"
    LATE = "late"  # without an answer, and past their day
    ANSWERED = "answered"
    ALL = "all"


@dataclass(frozen=True)
class Order:
    """One order, and what this reader may do with it."""

    id: int
    number: str
    text: str
    reply_by: date
    stage: OrderStage
    is_late: bool
    laid_at: datetime
    laid_by: str
    answer: str
    answered_at: datetime | None
    answered_by: str
    unit: str
    unit_en: str
    area: str
    area_en: str
    demand: str  # its number
    title: str
    may_answer: bool
    may_judge: bool  # settle, send back, lift


@dataclass(frozen=True)
class OnDemand:
    """The orders on one demand, and what may be begun."""

    orders: tuple[Order, ...]
    may_remind: bool
    may_lay: bool


@dataclass(frozen=True)
class Listed:
    """One page of orders, and how many there are of each sort in all."""

    orders: tuple[Order, ...]
    counts: dict[Which, int]


def orders_visible_to(person: Person) -> ColumnElement[bool]:
    """The condition on `supervision_order`: the city, the area's sub-platform, the unit that it is laid on."""
    if person.is_engine or person.kind is Kind.CITY:
        return true()
    if person.organisation_id is None or person.kind is Kind.ENTERPRISE:
        return false()
    own = SupervisionOrder.unit_id == person.organisation_id
    if person.kind is Kind.SUB_PLATFORM:
        near = and_(SupervisionOrder.area_code == person.area_code, visible_to(person))
        return or_(near, own)
    return own


def listed(session: Session, person: Person, which: Which, page: int = 1) -> Listed:
    """The orders that this person may see, the first to be answered first."""
    seen = orders_visible_to(person)
    counted = (
        select(*(func.sum(case((_of(each), 1), else_=0)) for each in Which))
        .select_from(SupervisionOrder)
        .join(Demand, Demand.id == SupervisionOrder.demand_id)
        .where(seen)
    )
    counts = dict(zip(Which, (int(n or 0) for n in session.exec(counted).one()), strict=True))
    first = (
        col(SupervisionOrder.ended_at).is_not(None),
        SupervisionOrder.reply_by,
        SupervisionOrder.id,
    )
    skipped = (min(max(page, 1), MOST_PAGES) - 1) * PAGE
    return Listed(_orders(session, person, [seen, _of(which)], first, PAGE, skipped), counts)


def of_demand(session: Session, person: Person, demand_id: int) -> OnDemand:
    """The orders on one demand, the newest first, and what this reader may begin."""
    where = [orders_visible_to(person), SupervisionOrder.demand_id == demand_id]
    found = _orders(session, person, where, (col(SupervisionOrder.id).desc(),), PAGE)
    demand = session.get_one(Demand, demand_id)
    may_remind = demand.stage in BEFORE_ANSWER and can(person, supervision.remind, demand)
    is_free = all(each.stage not in supervision.OPEN for each in found)
    return OnDemand(found, may_remind, may_remind and is_free and demand.unit_id is not None)


def waiting(session: Session, person: Person) -> int:
    """How many orders wait for an answer of this person's unit."""
    asked = select(SupervisionOrder).where(
        SupervisionOrder.unit_id == (person.organisation_id or 0),
        SupervisionOrder.stage == OrderStage.WAITING,
    )
    rows = session.exec(asked.limit(PAGE)).all()
    return sum(can(person, supervision.answer, row) for row in rows)


def _of(which: Which) -> ColumnElement[bool]:
    stage = col(SupervisionOrder.stage)
    match which:
        case Which.OPEN:
            return stage.in_(supervision.OPEN)
        case Which.LATE:
            return and_(stage == OrderStage.WAITING, _is_late())
        case Which.ANSWERED:
            return stage == OrderStage.ANSWERED
    return true()


def _is_late() -> ColumnElement[bool]:
    return col(SupervisionOrder.reply_by) < clock.now().date()


def _orders(session: Session, person: Person, where, order_by, most, skipped=0):
    found = session.exec(
        select(SupervisionOrder, Demand, Organisation, Area, User.name)
        .join(Demand, Demand.id == SupervisionOrder.demand_id)
        .join(Organisation, Organisation.id == SupervisionOrder.unit_id)
        .join(Area, Area.code == SupervisionOrder.area_code)
        .join(User, User.id == SupervisionOrder.laid_by_id)
        .where(*where)
        .order_by(*order_by)
        .limit(most)
        .offset(skipped)
    )
    rows = found.all()
    names = people(session, (order.answered_by_id for order, *_ in rows))
    return tuple(_order(person, names, *row) for row in rows)


def _order(
    person: Person, names, row: SupervisionOrder, demand: Demand, unit, area, by: str
) -> Order:
    is_waiting = row.stage is OrderStage.WAITING
    return Order(
        id=row.id,
        number=row.number,
        text=row.text,
        reply_by=row.reply_by,
        stage=row.stage,
        is_late=is_waiting and row.reply_by < clock.now().date(),
        laid_at=row.laid_at,
        laid_by=by,
        answer=row.answer,
        answered_at=row.answered_at,
        answered_by=names[row.answered_by_id],
        unit=unit.name,
        unit_en=unit.name_en or unit.name,
        area=area.name,
        area_en=area.name_en,
        demand=demand.number,
        title=demand.title,
        may_answer=is_waiting and can(person, supervision.answer, row),
        may_judge=row.stage in supervision.OPEN and can(person, supervision.settle, row),
    )
