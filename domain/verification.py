"""Checking the trail: every chain from its first link, every day's seal, every date and sum that is kept."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlmodel import Session, SQLModel, and_, col, func, or_, select

from db.activity_vocabulary import RegistrationState
from db.engine import snapshot
from db.models import Activity, ChainAnchor, Demand, Event, Registration
from domain import anchors, chain, clocks, handling, limits, merging, recalculation
from domain.assessment import published
from domain.indicators import building, counting, registered, rollups
from domain.office_calendar import Calendar

TOLD_ELSEWHERE = ("supervision_order",)  # its events stand in the chain of its demand
ATTEMPTS = 5  # to catch a moment at which no order waits to be counted over


@dataclass(frozen=True)
class Finding:
    """Something that is not as it must be."""

    what: str

    def __str__(self) -> str:
        return self.what


def verify() -> list[str]:
    """What is broken, the first broken link of each kind first; an empty list when all is well.

    Orders that wait are counted over first, so that the rollups can be checked; if that never ends, it is said.
    """
    for _ in range(ATTEMPTS):
        while building.keep_up():
            pass
        if not rollups.is_waiting():
            break
    with snapshot() as session:
        found = [
            *_broken_links(session),
            *_cut_off(session),
            *_broken_seals(session),
            *_stale_dates(session),
            *_miscounted_seats(session),
            *(Finding(each) for each in counting.differences(session)),
            *(Finding(each) for each in published.differences(session)),
            *(Finding(each) for each in registered.differences(session)),
        ]
        return [str(finding) for finding in found]


def _broken_links(session: Session) -> Iterator[Finding]:
    """The first broken link of each chain."""
    ordered = select(Event).order_by(
        col(Event.subject_kind), col(Event.subject_id), col(Event.position)
    )
    subject, position, previous, is_broken = None, 0, chain.START, False
    for event in session.exec(ordered.execution_options(yield_per=2000)):
        if (event.subject_kind, event.subject_id) != subject:
            subject = (event.subject_kind, event.subject_id)
            position, previous, is_broken = 0, chain.START, False
        position += 1
        problem = _problem(event, position, previous)
        if problem and not is_broken:
            is_broken = True
            where = f"{event.subject_kind} {event.subject_id}, link {event.position}"
            yield Finding(f"Event {event.id} ({where}, {event.action}): {problem}")
        previous = event.hash
        session.expunge(event)


def _cut_off(session: Session) -> Iterator[Finding]:
    """Chains that end before the link that their subject counts: somebody took the last ones away."""
    for table in SQLModel.metadata.sorted_tables:
        if not {"id", "version"} <= set(table.columns.keys()) or table.name in TOLD_ELSEWHERE:
            continue
        is_its = and_(Event.subject_kind == table.name, Event.subject_id == table.c.id)
        last = func.coalesce(func.max(Event.position), 0)
        asked = (
            select(table.c.id, table.c.version, last)
            .outerjoin_from(table, Event, is_its)
            .group_by(table.c.id, table.c.version)
            .having(table.c.version > last)
            .order_by(table.c.id)
        )
        for subject_id, version, position in session.execute(asked):
            yield Finding(
                f"{table.name} {subject_id}: its chain has {position} links, {version} were made."
            )


def _problem(event: Event, position: int, previous: str) -> str | None:
    if event.position != position:
        return f"link {position} of its chain is missing."
    if event.previous_hash != previous:
        return "it does not continue the link before it."
    if event.hash != chain.seal(event):
        return "what it says was changed after it was written."
    return None


def _broken_seals(session: Session) -> Iterator[Finding]:
    for anchor in session.exec(select(ChainAnchor).order_by(col(ChainAnchor.day))).all():
        events, digest = anchors.digest_of(session, anchor.day)
        if events != anchor.events:
            yield Finding(
                f"Day {anchor.day}: sealed with {anchor.events} events, {events} are there."
            )
            return
        if digest != anchor.digest:
            yield Finding(f"Day {anchor.day}: its events are not those that were sealed.")
            return


def _stale_dates(session: Session) -> Iterator[Finding]:
    """Cached dates that the events do not bear out."""
    calendar, leads_to = limits.calendar(session), merging.leads_to(session)
    pending = "; the office calendar has changed, and dates are still being counted anew"
    more = pending if recalculation.is_pending(session) else ""
    for demand_id in session.exec(select(Demand.id).order_by(col(Demand.id))).all():
        demand = session.get_one(Demand, demand_id)
        clock = clocks.tell(clocks.events_of(session, demand_id))
        rows = {leg.position: leg for leg in clocks.legs_of(session, demand_id)}
        kept = (
            demand.due_at,
            demand.promised_at,
            (demand.given_minutes, demand.handled_minutes),
        )
        told = (
            clocks.next_due(demand, clock, calendar),
            clock.promised(calendar),
            handling.handled(demand, clock, calendar),
        )
        stale = [
            f"leg {leg.position}, {name}"
            for leg in clock.legs
            for name, value in _columns(leg, calendar, leads_to)
            if getattr(rows.get(leg.position), name, None) != value
        ]
        stale += ["due or promised date, or handling time"] if kept != told else []
        if stale:
            yield Finding(f"Demand {demand.number}: its events tell otherwise ({stale[0]}){more}.")
        session.expunge_all()


def _columns(
    leg: clocks.LegClock, calendar: Calendar, leads_to: dict[int, int]
) -> Iterable[tuple[str, object]]:
    unit_id = leads_to.get(leg.unit_id, leg.unit_id)
    return (clocks.columns(leg, calendar) | {"unit_id": unit_id}).items()


def _miscounted_seats(session: Session) -> Iterator[Finding]:
    """Activities whose count of seats is not that of the registrations that hold one."""
    holds_seat = or_(
        Registration.state == RegistrationState.REGISTERED,
        and_(
            Registration.state == RegistrationState.ATTENDED,
            col(Registration.is_walk_in).is_(False),
        ),
    )
    held = func.count(col(Registration.id))
    asked = (
        select(Activity.number, Activity.taken, held)
        .outerjoin(Registration, and_(Registration.activity_id == Activity.id, holds_seat))
        .group_by(col(Activity.id), col(Activity.number), col(Activity.taken))
        .having(Activity.taken != held)
        .order_by(col(Activity.id))
    )
    for number, taken, many in session.exec(asked):
        yield Finding(
            f"Activity {number}: counts {taken} seats given, {many} registrations hold one."
        )
