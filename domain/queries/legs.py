"""The legs of a demand with their clocks: what each unit had to do by when, what it did, how much time is used."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

from db.models import Event, Leg
from db.vocabulary import LegOutcome, LimitStep, Timeliness
from domain import clock, clocks, limits
from domain.clocks import RECURRING, LegClock
from domain.office_calendar import Calendar
from domain.queries.named import Named, organisations
from domain.working_time import OFFICE, working_minutes_between


@dataclass(frozen=True)
class Station:
    """One limit of a leg: what must be done by when, and when it was done."""

    step: LimitStep
    due_at: datetime | None  # none while a pause without an end holds it
    done_at: datetime | None = None

    def is_late(self, now: datetime) -> bool:
        return self.due_at is not None and (self.done_at or now) > self.due_at


@dataclass(frozen=True)
class LegShown:
    """One unit's period of responsibility.

    `used` is the share of its working time until the close that is gone: 1.0 when it is over, more when it is late;
    waiting for the enterprise does not count.
    """

    unit: Named
    round: int
    timeliness: Timeliness
    started_at: datetime
    ended_at: datetime | None
    outcome: LegOutcome | None
    paused_at: datetime | None
    paused_minutes: int
    is_provisional: bool
    used: float
    stations: tuple[Station, ...]


def legs(session: Session, events: list[Event], rows: list[Leg]) -> list[LegShown]:
    """The legs from the first on, told from the events."""
    calendar = limits.calendar(session)
    units = organisations(session, {row.unit_id for row in rows})
    told = clocks.tell(events).legs
    return [
        _leg(leg, row, units[row.unit_id], calendar) for leg, row in zip(told, rows, strict=True)
    ]


def _leg(told: LegClock, row: Leg, unit: Named, calendar: Calendar) -> LegShown:
    return LegShown(
        unit=unit,
        round=row.round,
        timeliness=row.timeliness,
        started_at=row.started_at,
        ended_at=row.ended_at,
        outcome=row.outcome,
        paused_at=row.paused_at,
        paused_minutes=row.paused_minutes,
        is_provisional=row.is_provisional,
        used=_used(told, calendar, clock.now()),
        stations=tuple(_station(told, step, calendar) for step in LimitStep if step in told.limits),
    )


def _station(told: LegClock, step: LimitStep, calendar: Calendar) -> Station:
    if step is LimitStep.INTERIM_ANSWER and told.timeliness not in RECURRING:
        first = replace(told, interim_at=None)
        return Station(step, first.due(step, calendar), told.interim_at)
    done = {
        LimitStep.SIGN: told.signed_at,
        LimitStep.FIRST_CONTACT: told.contacted_at,
        LimitStep.CLOSE: told.ended_at if told.outcome is LegOutcome.ANSWERED else None,
    }
    return Station(step, told.due(step, calendar), done.get(step))


def _used(told: LegClock, calendar: Calendar, now: datetime) -> float:
    """Working minutes gone against working minutes given; a pause counts for neither."""

    def minutes(start: datetime, end: datetime) -> int:
        return max(working_minutes_between(start, end, calendar=calendar, hours=OFFICE), 0)

    def waited(until: datetime) -> int:
        return sum(minutes(start, min(end, until)) for start, end in told.pauses if start < until)

    until = told.ended_at or now
    closes = told.due(LimitStep.CLOSE, calendar)
    given = minutes(told.started_at, closes) - waited(closes)
    gone = minutes(told.started_at, until) - waited(until)
    return gone / given if given > 0 else 1.0
