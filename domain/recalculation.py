"""When the office calendar changes: the dates of every clock that runs through the changed days, written anew.

The first two thousand demands are done within the change itself, the others by a job, as many to a transaction, so that
nobody waits long for the database. A demand is locked while its dates are written: whoever acts on it at that
moment comes before, and is counted over, or after, and already counts with the new calendar.
"""

from collections import defaultdict
from datetime import date, datetime, time, timedelta

from sqlalchemy import exists
from sqlmodel import Session, and_, col, or_, select

from db.engine import transaction
from db.models import Demand, Event, Leg, Recalculation
from db.vocabulary import Stage
from domain import clocks, limits, topics
from domain.clock import LOCAL
from domain.indicators import rollups

AT_ONCE = 2000  # demands
_OVER = (Stage.CLOSED, Stage.DECLINED, Stage.MERGED)


def begin(session: Session, first_day: date, last_day: date) -> set[str]:
    """Have the dates between two days written anew; returns the topics that have changed already."""
    asked = Recalculation(first_day=first_day, last_day=last_day)
    session.add(asked)
    session.flush()
    _, touched = _carry_on(session, asked)
    return touched


def carry_on() -> int:
    """Go on with one that is not at its end; returns how many demands were looked at."""
    with transaction() as session:
        waiting = select(Recalculation).order_by(col(Recalculation.id)).limit(1)
        asked = session.exec(waiting.with_for_update(skip_locked=True)).first()
        if asked is None:
            return 0
        count, touched = _carry_on(session, asked)
        topics.bump(session, touched)
        return count


def is_pending(session: Session, until: date | None = None) -> bool:
    """Whether dates are still to be written anew; of the days until this one only, where it is given: a change of the
    calendar moves no date before its own first day."""
    asked = select(Recalculation.id)
    if until is not None:
        asked = asked.where(Recalculation.first_day <= until)
    return session.exec(asked.limit(1)).first() is not None


def _carry_on(session: Session, asked: Recalculation) -> tuple[int, set[str]]:
    """Do the next demands, by their ids; after the last of them nothing is left of what was asked."""
    ids = list(session.exec(_concerned(asked).limit(AT_ONCE)).all())
    touched = _write_anew(session, ids)
    if len(ids) < AT_ONCE:
        session.delete(asked)
    else:
        asked.done_to = ids[-1]
        session.add(asked)
    session.flush()
    return len(ids), touched


def _concerned(asked: Recalculation):
    """The demands with a date that the days between may move: all open ones, and those that are over but were not then.

    An open one is taken in even before its dispatch: somebody may be dispatching it this moment, by the old calendar.
    """
    begins = datetime.combine(asked.first_day, time(), LOCAL)
    ends = datetime.combine(asked.last_day + timedelta(days=1), time(), LOCAL)
    ran_then = exists().where(
        and_(
            Leg.demand_id == Demand.id,
            Leg.started_at < ends,
            or_(Leg.due_at >= begins, Leg.ended_at >= begins, col(Leg.interim_due_at) >= begins),
        )
    )
    concerned = or_(col(Demand.stage).not_in(_OVER), Demand.promised_at >= begins, ran_then)
    later = select(Demand.id).where(Demand.id > asked.done_to, concerned)
    return later.order_by(col(Demand.id))


def _write_anew(session: Session, ids: list[int]) -> set[str]:
    """Write the dates of these demands from their events; returns the topics of those that changed."""
    if not ids:
        return set()
    locked = select(Demand).where(col(Demand.id).in_(ids)).order_by(col(Demand.id))
    demands = session.exec(locked.with_for_update()).all()
    rollups.mark(session, ids)
    calendar = limits.calendar(session)
    events, legs = _events(session, ids), _legs(session, ids)
    for demand in demands:
        clock = clocks.tell(events[demand.id])
        clocks.write(session, demand, clock, legs[demand.id], calendar)
    moved = [
        demand
        for demand in demands
        if any(session.is_modified(row) for row in (demand, *legs[demand.id]))
    ]
    session.flush()
    return set().union(*map(topics.of, moved))


def _events(session: Session, ids: list[int]) -> dict[int, list[Event]]:
    """The chains of many demands."""
    found: dict[int, list[Event]] = defaultdict(list)
    chains = select(Event).where(
        Event.subject_kind == Demand.__tablename__, col(Event.subject_id).in_(ids)
    )
    for event in session.exec(chains.order_by(col(Event.subject_id), col(Event.position))):
        found[event.subject_id].append(event)
    return found


def _legs(session: Session, ids: list[int]) -> dict[int, list[Leg]]:
    found: dict[int, list[Leg]] = defaultdict(list)
    for leg in session.exec(select(Leg).where(col(Leg.demand_id).in_(ids))):
        found[leg.demand_id].append(leg)
    return found
