"""Lives that demands of the city have led, read back for retelling, and the enterprises that may have led them."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from db.models import Demand, Event, Organisation, ReturnVisit, Survey
from db.vocabulary import Kind, Stage

MOST_KNOWN = 300  # enterprises of one area and industry that ask


@dataclass(frozen=True)
class Told:
    """One event of a life, as clocks read it."""

    at: datetime
    actor_id: int | None
    action: str
    particulars: dict


@dataclass(frozen=True)
class Life:
    """A closed demand with everything that hangs on it."""

    demand: dict
    events: tuple[Told, ...]
    surveys: tuple[dict, ...]
    visits: tuple[dict, ...]
    industry: str

    @property
    def begun(self) -> datetime:
        return self.events[0].at

    @property
    def ended(self) -> datetime:
        return self.events[-1].at


def led(session: Session) -> list[Life]:
    """Every demand that is over, as it was led."""
    over = select(Demand, Organisation.industry_code).join(
        Organisation, Organisation.id == Demand.enterprise_id
    )
    over = over.where(col(Demand.stage).in_((Stage.CLOSED, Stage.DECLINED)))
    events, asked, visited = _by_demand(session)
    return [
        Life(
            demand=demand.model_dump(exclude={"id"}),
            events=tuple(events[demand.id]),
            surveys=tuple(asked[demand.id]),
            visits=tuple(visited[demand.id]),
            industry=industry,
        )
        for demand, industry in session.exec(over.order_by(col(Demand.id)))
    ]


def askers(session: Session) -> dict[tuple[str, str], list[tuple[int, str, str, str]]]:
    """Some enterprises of each area and industry: id, name, contact person, telephone."""
    found: dict[tuple[str, str], list] = defaultdict(list)
    columns = (
        Organisation.area_code,
        Organisation.industry_code,
        Organisation.id,
        Organisation.name,
        Organisation.contact_name,
        Organisation.phone,
    )
    listed = select(*columns).where(Organisation.kind == Kind.ENTERPRISE)
    rows = session.exec(listed.order_by(col(Organisation.id)).execution_options(yield_per=5000))
    for area, industry, *known in rows:
        if len(found[area, industry]) < MOST_KNOWN:
            found[area, industry].append(tuple(known))
    return found


def _by_demand(session: Session) -> tuple[dict, dict, dict]:
    events: dict[int, list[Told]] = defaultdict(list)
    chains = select(Event).where(Event.subject_kind == Demand.__tablename__)
    for event in session.exec(chains.order_by(col(Event.subject_id), col(Event.position))):
        told = Told(event.at, event.actor_id, event.action, event.particulars)
        events[event.subject_id].append(told)
    hanging = []
    for table in (Survey, ReturnVisit):
        rows: dict[int, list[dict]] = defaultdict(list)
        for row in session.exec(select(table).order_by(col(table.round))):
            rows[row.demand_id].append(row.model_dump(exclude={"id", "demand_id"}))
        hanging.append(rows)
    return events, *hanging
