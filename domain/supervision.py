"""Supervising: a reminder to whoever must act on a demand, and orders that the unit has to answer by a date."""

from datetime import date, datetime, time, timedelta

from sqlalchemy.exc import OperationalError
from sqlmodel import col, select

from db.models import Demand, Event, SupervisionOrder
from db.supervision_vocabulary import OrderStage
from domain import clock, topics
from domain.command import Act, command
from domain.errors import InUse, Refused
from domain.permissions import engine, its_handlers, supervisors
from domain.workflow import BEFORE_ANSWER
from domain.written import paragraph

LONGEST = timedelta(days=60)  # that a unit is given to reply
OPEN = (OrderStage.WAITING, OrderStage.ANSWERED)


class NothingToRemind(Refused):
    message = "Nobody has to act on this demand any more: it is answered or closed."


class RemindedToday(Refused):
    message = "Whoever must act was reminded of this demand today already."


class NoUnit(Refused):
    message = "No unit holds this demand at present: remind the desk that sends it out instead."


class UnderSupervision(Refused):
    message = "This demand is under supervision order {number} already."


class DateOutOfRange(Refused):
    message = "Choose a day from today on, within {days} days."


class OtherOrderStage(Refused):
    message = "This supervision order has moved on. The page now shows where it stands."


@command(Demand, by=supervisors)
def remind(act: Act, demand: Demand, *, text: str = "") -> None:
    """Remind whoever must act on a demand; once a day at most."""
    _check_waits(demand)
    today = datetime.combine(act.today, time(), clock.LOCAL)
    reminded = select(Event.id).where(
        Event.subject_kind == Demand.__tablename__,
        Event.subject_id == demand.id,
        Event.action == "reminded",
        Event.at >= today,
    )
    if act.session.exec(reminded).first() is not None:
        raise RemindedToday
    words = paragraph(text, most=600, name="Word to the unit", required=False)
    act.record("reminded", demand, unit_id=demand.unit_id, text=words)


@command(Demand, by=supervisors)
def lay(act: Act, demand: Demand, *, text: str, reply_by: date) -> int:
    """Lay a supervision order on the unit that holds a demand; returns its id."""
    _check_waits(demand)
    if demand.unit_id is None:
        raise NoUnit
    known = select(SupervisionOrder.number).where(
        SupervisionOrder.demand_id == demand.id, col(SupervisionOrder.stage).in_(OPEN)
    )
    if number := act.session.exec(known).first():
        raise UnderSupervision(number=number)
    order = act.add(
        SupervisionOrder(
            number=f"S{act.today.year}-{topics.next_in(act.session, 'number:supervision'):06d}",
            demand_id=demand.id,
            unit_id=demand.unit_id,
            area_code=demand.area_code,
            text=paragraph(text, most=600, name="What is asked of the unit"),
            reply_by=_checked(act, reply_by),
            laid_at=act.now,
            laid_by_id=act.actor.id,
        )
    )
    act.record(
        "supervised",
        demand,
        number=order.number,
        unit_id=order.unit_id,
        text=order.text,
        reply_by=order.reply_by.isoformat(),
    )
    act.topics.add(topics.SUPERVISION)
    return order.id


@command(SupervisionOrder, by=its_handlers)
def answer(act: Act, order: SupervisionOrder, *, text: str) -> None:
    """Answer a supervision order: what was done, and until when the rest will be."""
    _check(order, OrderStage.WAITING)
    order.answer = paragraph(text, most=2000, name="Answer")
    order.stage = OrderStage.ANSWERED
    order.answered_at, order.answered_by_id = act.now, act.actor.id
    _tell(act, "supervision_answered", order, text=order.answer, told_id=order.laid_by_id)


@command(SupervisionOrder, by=supervisors)
def settle(act: Act, order: SupervisionOrder) -> None:
    """Take an order off the list: its answer does."""
    _check(order, OrderStage.ANSWERED)
    order.stage, order.ended_at = OrderStage.SETTLED, act.now
    _tell(act, "supervision_settled", order)


@command(SupervisionOrder, by=supervisors)
def send_back(act: Act, order: SupervisionOrder, *, reason: str, reply_by: date) -> None:
    """Ask for another answer by another day."""
    _check(order, OrderStage.ANSWERED)
    order.stage, order.told_late_at = OrderStage.WAITING, None
    order.reply_by = _checked(act, reply_by)
    words = paragraph(reason, most=600, name="Reason")
    _tell(
        act,
        "supervision_sent_back",
        order,
        unit_id=order.unit_id,
        text=words,
        reply_by=order.reply_by.isoformat(),
    )


@command(SupervisionOrder, by=supervisors)
def lift(act: Act, order: SupervisionOrder, *, reason: str) -> None:
    """Take an order back that was laid by mistake, or has nothing to ask for any more."""
    if order.stage not in OPEN:
        raise OtherOrderStage
    words = paragraph(reason, most=600, name="Reason")
    order.stage, order.ended_at = OrderStage.LIFTED, act.now
    _tell(act, "supervision_lifted", order, unit_id=order.unit_id, text=words)


@command(SupervisionOrder, by=engine)
def tell_late(act: Act, order: SupervisionOrder) -> None:
    """Say that the day to reply has passed; by the platform, once for each day that was set."""
    _check(order, OrderStage.WAITING)
    if order.told_late_at is not None or order.reply_by >= act.today:
        raise OtherOrderStage
    order.told_late_at = act.now
    _tell(act, "supervision_late", order, unit_id=order.unit_id, told_id=order.laid_by_id)


def follow(act: Act, demand: Demand) -> None:
    """Let the open orders on a demand that has come to another area be that area's; raises InUse where somebody acts on
    one of them at this moment (they hold the order and wait for the demand)."""
    theirs = select(SupervisionOrder).where(
        SupervisionOrder.demand_id == demand.id, col(SupervisionOrder.stage).in_(OPEN)
    )
    try:
        orders = act.session.exec(theirs.with_for_update(nowait=True)).all()
    except OperationalError:
        raise InUse from None
    for order in orders:
        order.area_code = demand.area_code
        act.topics.add(topics.SUPERVISION)


def late():
    """The ids of the orders whose day has passed without an answer and without a word about it."""
    return select(SupervisionOrder.id).where(
        SupervisionOrder.stage == OrderStage.WAITING,
        SupervisionOrder.reply_by < clock.now().date(),
        col(SupervisionOrder.told_late_at).is_(None),
    )


def _tell(act: Act, action: str, order: SupervisionOrder, **particulars) -> None:
    """What happens to an order stands in the story of its demand."""
    demand = act.session.get_one(Demand, order.demand_id, with_for_update=True)
    act.changes(demand.id)
    order.version += 1
    act.record(action, demand, number=order.number, **particulars)
    act.topics.add(topics.SUPERVISION)


def _check_waits(demand: Demand) -> None:
    if demand.stage not in BEFORE_ANSWER:
        raise NothingToRemind


def _check(order: SupervisionOrder, stage: OrderStage) -> None:
    if order.stage is not stage:
        raise OtherOrderStage


def _checked(act: Act, day: date | None) -> date:
    today = act.today
    if day is None or not today <= day <= today + LONGEST:
        raise DateOutOfRange(days=LONGEST.days)
    return day
