"""Carrying a demand through a unit: dispatch, return and ruling, sign, hand over, contact, note, ask, supplement."""

from datetime import date, datetime

from sqlmodel import select

from db.models import Demand, Organisation, User, UserRole
from db.vocabulary import Kind
from domain import clocks, limits, topics
from domain.command import Act, command
from domain.demands import NotClassified
from domain.errors import Refused, Unclear
from domain.office_calendar import Calendar
from domain.permissions import (
    HANDLERS,
    arbiters,
    dispatchers,
    engine,
    intake_staff,
    its_enterprise,
    its_handlers,
    its_heads,
)
from domain.routing import propose
from domain.workflow import Step, advance, check
from domain.working_time import OFFICE, due
from domain.written import paragraph

MAX_PAUSE_DAYS = 30


class ReasonNeeded(Refused):
    message = "The duty list proposes another unit: please say why you choose this one."


class ComplainedAbout(Refused):
    message = "The demand complains about this unit: it cannot handle it."


class NotAUnit(Refused):
    message = (
        "Demands go to departments, sub-platforms, service organisations and universities only."
    )


class ReturnTooLate(Refused):
    message = "A wrong address can be reported within one working day after the dispatch."


class AlreadyRuled(Refused):
    message = "The arbiter has ruled that this unit handles the demand; the ruling is final."


class PauseOutOfRange(Refused):
    message = "The date must lie between tomorrow and {days} days from now."


class NotOfTheUnit(Refused):
    message = "This person does not handle demands in your unit."


@command(Demand, by=dispatchers)
def dispatch(act: Act, demand: Demand, *, unit_id: int, reason: str = "") -> None:
    """Send a classified demand to the unit that must answer it; its clock starts now."""
    if demand.field is None or demand.timeliness is None:
        raise NotClassified
    proposed = propose(act.session, demand)
    first = proposed[0].unit_id if proposed else None
    why = paragraph(reason, most=500, name="Reason", required=False)
    if first is not None and unit_id != first and not why:
        raise ReasonNeeded
    advance(demand, Step.DISPATCH)
    said = _give(act, demand, unit_id)
    act.record("dispatched", demand, **said, proposed_unit_id=first, reason=why)
    clocks.refresh(act.session, demand)


@command(Demand, by=its_handlers)
def ask_return(act: Act, demand: Demand, *, text: str) -> None:
    """Say that the demand has come to the wrong unit; an arbiter rules."""
    check(demand, Step.ASK_RETURN)
    clock = clocks.tell(clocks.events_of(act.session, demand.id))
    refuse_return(clock, limits.calendar(act.session), act.now)
    advance(demand, Step.ASK_RETURN)
    act.record("return_asked", demand, text=paragraph(text, most=1000, name="Reason"))
    clocks.refresh(act.session, demand)


@command(Demand, by=arbiters)
def rule(act: Act, demand: Demand, *, unit_id: int, text: str) -> None:
    """Rule on a return: name the unit that handles the demand, the same or another; the ruling is final."""
    words = paragraph(text, most=1000, name="Reason")
    advance(demand, Step.RULE)
    act.topics |= topics.of(demand)
    said = {"unit_id": unit_id, "unit": _unit(act, demand, unit_id).name}
    if unit_id != demand.unit_id:
        demand.transfers += 1
        said = _give(act, demand, unit_id)
    act.record("return_ruled", demand, **said, text=words)
    clocks.refresh(act.session, demand)


@command(Demand, by=its_handlers)
def sign(act: Act, demand: Demand) -> None:
    """Sign for the demand: from now on the signer handles it."""
    advance(demand, Step.SIGN)
    demand.handler_id = act.actor.id
    act.record("signed", demand)
    clocks.refresh(act.session, demand)


@command(Demand, by=its_heads)
def hand_over(act: Act, demand: Demand, *, handler_id: int) -> None:
    """Give the demand to another person of the unit."""
    check(demand, Step.HAND_OVER)
    handles = (
        select(User)
        .join(UserRole)
        .where(
            User.id == handler_id,
            User.is_active,
            User.organisation_id == act.actor.organisation_id,
            UserRole.role.in_(HANDLERS),
        )
    )
    handler = act.session.exec(handles).first()
    if handler is None:
        raise NotOfTheUnit
    demand.handler_id = handler.id
    act.record("handed_over", demand, handler_id=handler.id, handler=handler.name)
    clocks.refresh(act.session, demand)


@command(Demand, by=its_handlers)
def contact(act: Act, demand: Demand, *, text: str) -> None:
    """Note that the enterprise was contacted for the first time, and what was said."""
    check(demand, Step.CONTACT)
    act.record("contacted", demand, text=paragraph(text, most=2000, name="What was said"))
    clocks.refresh(act.session, demand)


@command(Demand, by=its_handlers + intake_staff + dispatchers)
def note(act: Act, demand: Demand, *, text: str, for_enterprise: bool = False) -> None:
    """Note something; a note that the enterprise may read counts as an interim answer."""
    check(demand, Step.NOTE)
    act.record(
        "noted",
        demand,
        text=paragraph(text, most=2000, name="Note"),
        for_enterprise=bool(for_enterprise),
        is_interim_answer=bool(for_enterprise) and demand.unit_id == act.actor.organisation_id,
    )
    clocks.refresh(act.session, demand)


@command(Demand, by=its_handlers)
def ask(act: Act, demand: Demand, *, text: str, until: date) -> None:
    """Ask the enterprise for something; the clock is paused until it answers, at the latest until a date."""
    if not 0 < (until - act.today).days <= MAX_PAUSE_DAYS:
        raise PauseOutOfRange(days=MAX_PAUSE_DAYS)
    advance(demand, Step.ASK)
    demand.waiting_until = clocks.end_of(until)
    words = paragraph(text, most=2000, name="Question")
    act.record("asked", demand, text=words, until=until.isoformat())
    clocks.refresh(act.session, demand)


@command(Demand, by=its_enterprise + intake_staff + its_handlers)
def supplement(act: Act, demand: Demand, *, text: str) -> None:
    """Answer the unit's question; the clock goes on."""
    advance(demand, Step.SUPPLEMENT)
    demand.waiting_until = None
    act.record("supplemented", demand, text=paragraph(text, most=4000, name="Answer"))
    clocks.refresh(act.session, demand)


@command(Demand, by=engine)
def resume(act: Act, demand: Demand) -> None:
    """End a pause whose date has come."""
    advance(demand, Step.RESUME)
    demand.waiting_until = None
    act.record("resumed", demand)
    clocks.refresh(act.session, demand)


def refuse_return(clock: clocks.OrderClock, calendar: Calendar, now: datetime) -> None:
    """Say no to a return that comes too late, or on which an arbiter has ruled."""
    started_at = clock.leg.started_at
    if now > due(started_at, clocks.RETURN_WINDOW, calendar=calendar, hours=OFFICE):
        raise ReturnTooLate
    if clock.ruled_for == clock.leg.position:
        raise AlreadyRuled


def _give(act: Act, demand: Demand, unit_id: int) -> dict:
    unit = _unit(act, demand, unit_id)
    demand.unit_id, demand.handler_id = unit.id, None
    return {
        "unit_id": unit.id,
        "unit": unit.name,
        "timeliness": demand.timeliness.value,
        "limits": limits.as_json(limits.of(act.session, demand.timeliness)),
    }


def _unit(act: Act, demand: Demand, unit_id: int) -> Organisation:
    unit = act.session.get(Organisation, unit_id)
    if unit is None or not unit.is_active:
        raise Unclear(field="Responsible unit")
    if unit.kind in (Kind.ENTERPRISE, Kind.CITY):
        raise NotAUnit
    if unit.id == demand.about_unit_id:
        raise ComplainedAbout
    return unit
