"""Coordination cases: several units at one table over a question that none of them can decide alone.

A case names its demands, the units that are called and when they meet. What is decided there is done by a unit until
a day; the case is closed with its minutes and what it came to.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, false, true
from sqlmodel import Session, col, or_, select

from db.models import CaseDecision, CaseDemand, CaseUnit, CoordinationCase, Demand, Organisation
from db.supervision_vocabulary import CaseOutcome
from db.vocabulary import Kind
from domain import topics
from domain.choices import chosen
from domain.command import Act, command
from domain.errors import Forbidden, Missing, NotFound, Refused, Unclear
from domain.permissions import (
    Person,
    allows,
    callers,
    conveners,
    decision_doers,
    supervisors,
    visible_to,
)
from domain.workflow import OPEN
from domain.written import line, paragraph

MOST_DEMANDS, MOST_UNITS, MOST_DECISIONS = 100, 20, 50
AHEAD = timedelta(days=90)


class TooManyDemands(Refused):
    message = "A coordination case is about {most} demands at most."


class TooManyUnits(Refused):
    message = "{most} units are called at most."


class TooManyDecisions(Refused):
    message = "A case has {most} decisions at most."


class NotToBeCalledAbout(Refused):
    message = "Take these out, then call again: they are closed, or supervised by others, by now: {numbers}"


class MeetsThen(Refused):
    message = "The meeting lies between now and {days} days from now."


class CaseClosed(Refused):
    message = "This case is closed."


class DoneAlready(Refused):
    message = "This was reported as done already."


class DueBefore(Refused):
    message = "A decision is to be carried out from today on, within {days} days."


@command(CoordinationCase, by=callers, makes=True)
def call(
    act: Act,
    *,
    question: str,
    demand_ids: Sequence[int],
    unit_ids: Sequence[int],
    meets_at: datetime,
    place: str = "",
) -> int:
    """Call units to one table over some demands; returns the case's id."""
    demands = _demands(act, demand_ids)
    units = _units(act.session, unit_ids)
    areas = {demand.area_code for demand in demands}
    case = act.add(
        CoordinationCase(
            number=f"C{act.today.year}-{topics.next_in(act.session, 'number:coordination'):06d}",
            question=paragraph(question, most=600, name="Question"),
            area_code=areas.pop() if len(areas) == 1 else None,
            meets_at=_moment(act, meets_at),
            place=line(place, most=120, name="Place", required=False),
            called_at=act.now,
            called_by_id=act.actor.id,
        )
    )
    act.session.add_all(CaseDemand(case_id=case.id, demand_id=each.id) for each in demands)
    act.session.add_all(CaseUnit(case_id=case.id, unit_id=each) for each in units)
    act.changes(*(each.id for each in demands))
    for demand in demands:
        act.record("coordinated", demand, number=case.number, text=case.question)
    act.record("case_called", case, question=case.question, meets_at=case.meets_at.isoformat())
    return case.id


@command(CoordinationCase, by=conveners)
def move(act: Act, case: CoordinationCase, *, meets_at: datetime, place: str = "") -> None:
    """Meet at another time or place."""
    _check_open(case)
    case.meets_at = _moment(act, meets_at)
    case.place = line(place, most=120, name="Place", required=False)
    act.record("case_moved", case, meets_at=case.meets_at.isoformat(), place=case.place)


@command(CoordinationCase, by=conveners)
def decide(act: Act, case: CoordinationCase, *, text: str, unit_id: int, due_on: date) -> int:
    """Note what a unit is to do until when; returns the decision's id."""
    _check_open(case)
    known = act.session.exec(select(CaseDecision.id).where(CaseDecision.case_id == case.id)).all()
    if len(known) >= MOST_DECISIONS:
        raise TooManyDecisions(most=MOST_DECISIONS)
    [unit] = _units(act.session, [unit_id])
    if due_on is None or not act.today <= due_on <= act.today + 4 * AHEAD:
        raise DueBefore(days=4 * AHEAD.days)
    words = line(text, most=400, name="What is decided")
    decision = act.add(CaseDecision(case_id=case.id, unit_id=unit, text=words, due_on=due_on))
    act.record("case_decided", case, unit_id=unit, text=words, due_on=due_on.isoformat())
    return decision.id


@command(CaseDecision, by=decision_doers)
def done(act: Act, decision: CaseDecision, *, note: str) -> None:
    """Report that a decision is carried out, and how."""
    if decision.done_at is not None:
        raise DoneAlready
    case = act.session.get_one(CoordinationCase, decision.case_id, with_for_update=True)
    is_theirs = decision.unit_id == act.actor.organisation_id
    if not is_theirs and not allows(conveners, act.actor, case):
        raise Forbidden
    decision.note = paragraph(note, most=600, name="What was done")
    decision.done_at, decision.done_by_id = act.now, act.actor.id
    act.record("case_done", case, unit_id=decision.unit_id, text=decision.note)


@command(CoordinationCase, by=conveners)
def close(act: Act, case: CoordinationCase, *, minutes: str, outcome: CaseOutcome) -> None:
    """Close a case with its minutes; what was decided stays with its units."""
    _check_open(case)
    case.minutes = paragraph(minutes, most=4000, name="Minutes")
    case.outcome = chosen(CaseOutcome, outcome, "What it came to")
    case.closed_at = act.now
    act.record("case_closed", case, outcome=case.outcome.value)


def cases_visible_to(person: Person) -> ColumnElement[bool]:
    """The condition on `coordination_case`: the city, the area's sub-platform, the units that are called or named."""
    if person.is_engine or person.kind is Kind.CITY:
        return true()
    if person.organisation_id is None or person.kind is Kind.ENTERPRISE:
        return false()
    ours = person.organisation_id
    called = select(CaseUnit.case_id).where(CaseUnit.unit_id == ours)
    named = select(CaseDecision.case_id).where(CaseDecision.unit_id == ours)
    seen = [col(CoordinationCase.id).in_(called), col(CoordinationCase.id).in_(named)]
    if person.kind is Kind.SUB_PLATFORM:
        seen.append(CoordinationCase.area_code == person.area_code)
    return or_(*seen)


def _demands(act: Act, ids: Sequence[int]) -> list[Demand]:
    """The demands, locked; each one must be open, and the caller's to supervise.

    Raises Missing, TooManyDemands, NotFound, NotToBeCalledAbout.
    """
    wanted = sorted(set(ids))
    if not wanted:
        raise Missing(field="Demands")
    if len(wanted) > MOST_DEMANDS:
        raise TooManyDemands(most=MOST_DEMANDS)
    asked = select(Demand).where(col(Demand.id).in_(wanted), visible_to(act.actor))
    found = act.session.exec(asked.order_by(Demand.id).with_for_update()).all()
    if len(found) < len(wanted):
        raise NotFound
    others = [
        each.number
        for each in found
        if each.stage not in OPEN or not allows(supervisors, act.actor, each)
    ]
    if others:
        raise NotToBeCalledAbout(numbers=", ".join(others))
    return list(found)


def _units(session: Session, ids: Sequence[int]) -> list[int]:
    wanted = sorted(set(ids))
    if not wanted:
        raise Missing(field="Units")
    if len(wanted) > MOST_UNITS:
        raise TooManyUnits(most=MOST_UNITS)
    asked = select(Organisation.id).where(
        col(Organisation.id).in_(wanted),
        Organisation.kind != Kind.ENTERPRISE,
        col(Organisation.is_active),
    )
    found = sorted(session.exec(asked))
    if found != wanted:
        raise Unclear(field="Units")
    return found


def _moment(act: Act, at: datetime | None) -> datetime:
    if at is None or not act.now <= at <= act.now + AHEAD:
        raise MeetsThen(days=AHEAD.days)
    return at


def _check_open(case: CoordinationCase) -> None:
    if case.closed_at is not None:
        raise CaseClosed
