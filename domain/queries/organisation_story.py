"""What happened with one organisation: the visits to it, and every change of its record."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, func, select

from db.models import Demand, Event, Organisation, User, Visit, VisitFinding
from db.vocabulary import Stage
from domain import paging
from domain.permissions import Person, visible_to
from domain.queries import told_stage
from domain.queries.organisation import is_of_platform, knows_people_of, seen
from domain.record_fields import PERSONAL

PAGE = 20
MOST_PAGES = 500
MOST_VISITS = 100
OF_VISITS = ("visited", "finding_raised")  # for the platform's people only


@dataclass(frozen=True)
class RaisedDemand:
    """The demand that a finding became, as far as the reader may see it."""

    number: str
    title: str
    stage: Stage


@dataclass(frozen=True)
class Finding:
    """Something a visit found."""

    id: int
    text: str
    is_raised: bool
    demand: RaisedDemand | None


@dataclass(frozen=True)
class VisitShown:
    """One visit with what it found."""

    id: int
    on: date
    who: str
    with_whom: str
    summary: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class HistoryLine:
    """One event of the record: `said` are its particulars as far as the reader may know them."""

    at: datetime
    action: str
    said: dict
    actor: str  # empty where the platform acted by itself, or the reader is not told who


@dataclass(frozen=True)
class History:
    """A page of events, the newest first, and how many pages there are."""

    lines: tuple[HistoryLine, ...] = ()
    pages: int = 1


def visits(session: Session, person: Person, organisation_id: int) -> tuple[VisitShown, ...]:
    """The last visits, the newest first; for the platform's people."""
    found = seen(session, person, organisation_id)
    if found is None or not is_of_platform(person, found):
        return ()
    rows = session.exec(
        select(Visit, User.name)
        .outerjoin(User, User.id == Visit.by_id)
        .where(Visit.organisation_id == found.id)
        .order_by(col(Visit.on).desc(), col(Visit.id).desc())
        .limit(MOST_VISITS)
    ).all()
    findings = _findings(session, person, [visit.id for visit, _ in rows])
    return tuple(
        VisitShown(
            id=visit.id,
            on=visit.on,
            who=who or "",
            with_whom=visit.with_whom,
            summary=visit.summary,
            findings=tuple(findings.get(visit.id, ())),
        )
        for visit, who in rows
    )


def history(session: Session, person: Person, organisation_id: int, page: int = 1) -> History:
    """Every change of the record, for the platform's people and for the organisation's own."""
    found = seen(session, person, organisation_id)
    is_own = person.organisation_id is not None and person.organisation_id == organisation_id
    if found is None or not (is_of_platform(person, found) or is_own):
        return History()
    where = [Event.subject_kind == Organisation.__tablename__, Event.subject_id == found.id]
    if not is_of_platform(person, found):
        where.append(col(Event.action).not_in(OF_VISITS))
    many = session.exec(select(func.count()).select_from(Event).where(*where)).one()
    rows = session.exec(
        select(Event, User.name)
        .outerjoin(User, User.id == Event.actor_id)
        .where(*where)
        .order_by(col(Event.position).desc())
        .limit(PAGE)
        .offset((min(max(page, 1), MOST_PAGES) - 1) * PAGE)
    ).all()
    knows = knows_people_of(session, person, found)
    tells_who = is_of_platform(person, found)
    lines = tuple(
        HistoryLine(event.at, event.action, told(event, knows=knows), who if tells_who else "")
        for event, who in rows
        for who in [who or ""]
    )
    return History(lines, paging.pages(many, PAGE, MOST_PAGES))


visits.by_scope = history.by_scope = True


def told(event: Event, *, knows: bool) -> dict:
    """The particulars; without the values of personal fields for those who do not know the organisation's people."""
    said = event.particulars
    if knows or "changes" not in said:
        return said
    changes = [
        [name, "", ""] if name in PERSONAL else [name, was, now]
        for name, was, now in said["changes"]
    ]
    return said | {"changes": changes}


def _findings(session: Session, person: Person, visit_ids: list[int]) -> dict[int, list[Finding]]:
    rows = session.exec(
        select(VisitFinding, Demand, told_stage.column(person))
        .outerjoin(Demand, (Demand.id == VisitFinding.demand_id) & visible_to(person))
        .where(col(VisitFinding.visit_id).in_(visit_ids))
        .order_by(col(VisitFinding.id))
    )
    found: dict[int, list[Finding]] = {}
    for finding, demand, stage in rows:
        raised = RaisedDemand(demand.number, demand.title, stage) if demand else None
        told_of = Finding(finding.id, finding.text, finding.demand_id is not None, raised)
        found.setdefault(finding.visit_id, []).append(told_of)
    return found
