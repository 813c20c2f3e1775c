"""Coordination cases as their readers see them: the list, and one with its demands, units and decisions."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, func, select

from db.models import (
    Area,
    CaseDecision,
    CaseDemand,
    CaseUnit,
    CoordinationCase,
    Demand,
    Organisation,
    User,
)
from db.supervision_vocabulary import CaseOutcome
from db.vocabulary import Kind, Stage
from domain import clock, coordination, topics
from domain.command import can
from domain.coordination import cases_visible_to
from domain.permissions import Person, visible_to
from domain.queries import told_stage
from domain.queries.named import Named, organisations, people

TOPICS = (topics.SUPERVISION,)
PAGE, MOST_PAGES = 20, 500


@dataclass(frozen=True)
class Line:
    """One case in the list."""

    id: int
    number: str
    question: str
    area: str  # empty: of several areas
    area_en: str
    meets_at: datetime
    outcome: CaseOutcome | None
    demands: int
    decisions: int
    done: int
    late: int


@dataclass(frozen=True)
class Listed:
    """One page of cases, the open ones first, and how many there are in all."""

    cases: tuple[Line, ...]
    count: int


@dataclass(frozen=True)
class Concerned:
    """One demand of a case; without its title where it is not open to the reader."""

    number: str
    title: str
    stage: Stage
    is_open: bool


@dataclass(frozen=True)
class Decision:
    """What a unit is to do, and whether it has."""

    id: int
    unit: Named
    text: str
    due_on: date
    done_at: datetime | None
    done_by: str
    note: str
    is_late: bool
    may_tell: bool


@dataclass(frozen=True)
class CaseShown:
    """One case on its page."""

    line: Line
    place: str
    called_at: datetime
    called_by: str
    closed_at: datetime | None
    minutes: str
    units: tuple[Named, ...]
    demands: tuple[Concerned, ...]
    decisions: tuple[Decision, ...]
    may_lead: bool


def listed(session: Session, person: Person, page: int = 1) -> Listed:
    """The cases that this person may see, those that meet next first, closed ones last."""
    seen = cases_visible_to(person)
    count = session.exec(select(func.count(CoordinationCase.id)).where(seen)).one()
    skipped = (min(max(page, 1), MOST_PAGES) - 1) * PAGE
    closed = col(CoordinationCase.closed_at)
    order = (closed.is_not(None), closed.desc(), CoordinationCase.meets_at, CoordinationCase.id)
    return Listed(_lines(session, [seen], order, skipped), count)


def case(session: Session, person: Person, case_id: int) -> CaseShown | None:
    """One case; None where there is none, or it is not for this reader."""
    found = _lines(session, [cases_visible_to(person), CoordinationCase.id == case_id])
    if not found:
        return None
    row = session.get_one(CoordinationCase, case_id)
    called = session.exec(select(CaseUnit.unit_id).where(CaseUnit.case_id == case_id)).all()
    decisions = session.exec(
        select(CaseDecision)
        .where(CaseDecision.case_id == case_id)
        .order_by(CaseDecision.due_on, CaseDecision.id)
    ).all()
    names = organisations(session, [*called, *(each.unit_id for each in decisions)])
    done = people(session, (each.done_by_id for each in decisions))
    may_lead = can(person, coordination.close, row)
    return CaseShown(
        line=found[0],
        place=row.place,
        called_at=row.called_at,
        called_by=session.exec(select(User.name).where(User.id == row.called_by_id)).one(),
        closed_at=row.closed_at,
        minutes=row.minutes,
        units=tuple(names[each] for each in called),
        demands=_demands(session, person, case_id),
        decisions=tuple(_decision(person, each, names, done, may_lead) for each in decisions),
        may_lead=may_lead,
    )


def may_be_called(session: Session, _person: Person) -> tuple[Named, ...]:
    """The units that can be called: sub-platforms and departments."""
    kinds = (Kind.SUB_PLATFORM, Kind.DEPARTMENT, Kind.CITY)
    asked = select(Organisation.id, Organisation.name, Organisation.name_en).where(
        col(Organisation.kind).in_(kinds), col(Organisation.is_active)
    )
    rows = session.exec(asked.order_by(Organisation.kind, Organisation.id).limit(200))
    return tuple(Named(key, name, name_en or name) for key, name, name_en in rows)


def _lines(session: Session, where, order=(), skipped: int = 0) -> tuple[Line, ...]:
    today = clock.now().date()
    mine = CaseDecision.case_id == CoordinationCase.id
    many = select(func.count(CaseDecision.id)).where(mine)
    done = many.where(col(CaseDecision.done_at).is_not(None))
    late = many.where(col(CaseDecision.done_at).is_(None), CaseDecision.due_on < today)
    demands = select(func.count(CaseDemand.demand_id)).where(
        CaseDemand.case_id == CoordinationCase.id
    )
    counts = (
        each.correlate(CoordinationCase).scalar_subquery() for each in (demands, many, done, late)
    )
    rows = session.exec(
        select(CoordinationCase, Area.name, Area.name_en, *counts)
        .outerjoin(Area, Area.code == CoordinationCase.area_code)
        .where(*where)
        .order_by(*order)
        .limit(PAGE)
        .offset(skipped)
    )
    return tuple(
        Line(
            row.id,
            row.number,
            row.question,
            area or "",
            area_en or "",
            row.meets_at,
            row.outcome,
            *numbers,
        )
        for row, area, area_en, *numbers in rows
    )


def _demands(session: Session, person: Person, case_id: int) -> tuple[Concerned, ...]:
    mine = set(
        session.exec(
            select(Demand.id)
            .join(CaseDemand, CaseDemand.demand_id == Demand.id)
            .where(CaseDemand.case_id == case_id, visible_to(person))
        )
    )
    rows = session.exec(
        select(Demand.id, Demand.number, Demand.title, told_stage.column(person))
        .join(CaseDemand, CaseDemand.demand_id == Demand.id)
        .where(CaseDemand.case_id == case_id)
        .order_by(Demand.id)
    )
    return tuple(
        Concerned(number, title if key in mine else "", stage, key in mine)
        for key, number, title, stage in rows
    )


def _decision(
    person: Person, row: CaseDecision, names: dict[int, Named], done: dict, may_lead: bool
) -> Decision:
    is_open = row.done_at is None
    is_theirs = person.organisation_id == row.unit_id
    return Decision(
        id=row.id,
        unit=names[row.unit_id],
        text=row.text,
        due_on=row.due_on,
        done_at=row.done_at,
        done_by=done[row.done_by_id],
        note=row.note,
        is_late=is_open and row.due_on < clock.now().date(),
        may_tell=is_open and (is_theirs or may_lead) and can(person, coordination.done, row),
    )
