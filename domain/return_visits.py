"""The return visit: somebody outside the handling unit asks how it went, and the demand closes or is redone."""

from enum import StrEnum

from sqlmodel import select

from db.models import Demand, Leg, ReturnVisit
from db.vocabulary import ClosingCode, Level, Satisfaction, Solved, VisitReason
from domain import clocks
from domain.choices import chosen
from domain.command import Act, command
from domain.errors import Refused
from domain.permissions import return_visit_officers
from domain.workflow import Step, advance, check
from domain.written import paragraph

MAX_ATTEMPTS = 3
LEVELS = tuple(Level)


class VisitResult(StrEnum):
    """What came of a return visit."""

    CLOSE = "close"  # 核实，办结
    REDO = "redo"  # 重办
    NOT_REACHED = "not_reached"  # 未联系上


class HandlingUnit(Refused):
    message = "Your unit handled this demand: somebody else must make the return visit."


class TooFewAttempts(Refused):
    message = "Please try {most} times before closing without having reached the enterprise."


@command(Demand, by=return_visit_officers)
def visit(
    act: Act,
    demand: Demand,
    *,
    result: VisitResult,
    text: str,
    solved: Solved | None = None,
    satisfaction: Satisfaction | None = None,
) -> None:
    """Record a return visit, and close the demand, have it redone or try again later."""
    check(demand, Step.VISIT)
    result = chosen(VisitResult, result, "Result")
    words = paragraph(text, most=2000, name="What was said")
    record = open_visit(act, demand, VisitReason.SAMPLE)
    record.attempts += 1
    record.note = words
    said = {"result": result.value, "text": words, "attempts": record.attempts}
    if result is not VisitResult.NOT_REACHED:
        record.solved = chosen(Solved, solved, "Solved")
        record.satisfaction = chosen(Satisfaction, satisfaction, "Satisfaction")
        record.verified_at, record.verified_by_id = act.now, act.actor.id
        said |= {"solved": record.solved.value, "satisfaction": record.satisfaction.value}
    act.session.add(record)
    act.record("visited", demand, **said)
    if result is VisitResult.REDO:
        _redo(act, demand, words)
    elif result is VisitResult.CLOSE:
        _close(act, demand)
    clocks.refresh(act.session, demand)


@command(Demand, by=return_visit_officers)
def redo(act: Act, demand: Demand, *, text: str) -> None:
    """Have an unsatisfactory answer redone, one level up and with a new limit."""
    _refuse_the_unit(act, demand)
    _redo(act, demand, paragraph(text, most=2000, name="Reason"))
    clocks.refresh(act.session, demand)


@command(Demand, by=return_visit_officers)
def close(act: Act, demand: Demand, *, code: ClosingCode | None = None) -> None:
    """Close a demand whose enterprise could not be reached, or whose visit is verified."""
    check(demand, Step.CLOSE)
    record = open_visit(act, demand, VisitReason.SAMPLE)
    if record.verified_at is None and record.attempts < MAX_ATTEMPTS:
        raise TooFewAttempts(most=MAX_ATTEMPTS)
    if code:
        demand.closing_code = chosen(ClosingCode, code, "Result")
    _close(act, demand)
    clocks.refresh(act.session, demand)


def open_visit(act: Act, demand: Demand, reason: VisitReason) -> ReturnVisit:
    """The return visit of the present round, opened now if it was not due yet."""
    if act.actor.id is not None:
        _refuse_the_unit(act, demand)
    mine = select(ReturnVisit).where(
        ReturnVisit.demand_id == demand.id, ReturnVisit.round == demand.round
    )
    found = act.session.exec(mine).first()
    return found or act.add(
        ReturnVisit(demand_id=demand.id, round=demand.round, reason=reason, opened_at=act.now)
    )


def _refuse_the_unit(act: Act, demand: Demand) -> None:
    units = act.session.exec(select(Leg.unit_id).where(Leg.demand_id == demand.id)).all()
    if act.actor.organisation_id in units:
        raise HandlingUnit


def _redo(act: Act, demand: Demand, words: str) -> None:
    advance(demand, Step.REDO)
    demand.round += 1
    demand.level = LEVELS[min(LEVELS.index(demand.level) + 1, len(LEVELS) - 1)]
    demand.closing_code = demand.unit_id = demand.handler_id = demand.answered_at = None
    act.record("redone", demand, text=words, round=demand.round, level=demand.level.value)


def _close(act: Act, demand: Demand) -> None:
    advance(demand, Step.CLOSE)
    demand.closed_at = act.now
    act.record("closed", demand, code=demand.closing_code.value)
