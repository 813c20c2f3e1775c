"""The clocks of a demand, told from its events alone: one per leg, and one for the order as the enterprise sees it.

Rules (domain reference, "Demand and work order"): the clock starts at the dispatch, not at the signature; a pause
ends by itself on the date that was named; a change of class keeps the pause already earned; an order sent to another
unit starts a new leg, while the promise to the enterprise stands.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

from sqlmodel import Session, col, select

from db.models import Demand, Event, Leg
from db.vocabulary import LegOutcome, LimitStep, LimitUnit, Stage, Timeliness
from domain import handling, limits
from domain.clock import LOCAL
from domain.office_calendar import Calendar
from domain.working_time import OFFICE, Limit, due, is_provisional_span, working_minutes_between

RETURN_RULING = Limit(1, LimitUnit.WORKING_DAY)  # [QZ]: the arbiter rules within one working day
RETURN_WINDOW = Limit(
    1, LimitUnit.WORKING_DAY
)  # [QZ]: a wrong address is asked within one working day
SURVEY_DAYS = timedelta(days=7)
RECURRING = (
    Timeliness.CROSS_DEPARTMENT,
    Timeliness.TECHNICAL_PROBLEM,
)  # an interim answer every n days

Pause = tuple[datetime, datetime]


@dataclass
class LegClock:
    """One unit's period of responsibility, as the events tell it."""

    position: int
    round: int
    unit_id: int
    timeliness: Timeliness
    limits: dict[LimitStep, Limit]
    started_at: datetime
    signed_at: datetime | None = None
    contacted_at: datetime | None = None
    interim_at: datetime | None = None
    replied_at: datetime | None = None
    ended_at: datetime | None = None
    outcome: LegOutcome | None = None
    pauses: list[Pause] = field(default_factory=list)
    is_paused: bool = False

    def due(self, step: LimitStep, calendar: Calendar) -> datetime | None:
        """The moment by which the unit must have done the step; none where the class has no such limit."""
        limit = self.limits.get(step)
        if limit is None:
            return None
        start = self.started_at
        if step is LimitStep.INTERIM_ANSWER and self.interim_at:
            if self.timeliness not in RECURRING:
                return None
            start = self.interim_at
        return due(start, limit, calendar=calendar, hours=OFFICE, paused=_after(self.pauses, start))


@dataclass
class OrderClock:
    """The demand's clocks: its legs, and the promise to the enterprise."""

    legs: list[LegClock] = field(default_factory=list)
    round: int = 1
    round_started_at: datetime | None = None
    limit: Limit | None = None
    pauses: list[Pause] = field(default_factory=list)
    return_asked_at: datetime | None = None
    ruled_for: int | None = None  # the leg on which an arbiter has ruled
    answered_at: datetime | None = None

    @property
    def leg(self) -> LegClock | None:
        """The open leg, if a unit holds the demand."""
        return self.legs[-1] if self.legs and self.legs[-1].ended_at is None else None

    def promised(self, calendar: Calendar) -> datetime | None:
        if self.round_started_at is None or self.limit is None:
            return None
        return due(
            self.round_started_at, self.limit, calendar=calendar, hours=OFFICE, paused=self.pauses
        )


def tell(events: Iterable[Event]) -> OrderClock:
    """Read the clocks of one demand from its events, in the order of the chain."""
    clock = OrderClock()
    for event in events:
        if event.action in _READ:
            _READ[event.action](clock, event.at, event.particulars)
    return clock


def refresh(session: Session, demand: Demand) -> None:
    """Write the cached dates of the demand and its legs anew from its events."""
    session.flush()
    clock = tell(events_of(session, demand.id))
    write(session, demand, clock, legs_of(session, demand.id), limits.calendar(session))
    session.flush()


def write(
    session: Session, demand: Demand, clock: OrderClock, legs: Iterable[Leg], calendar: Calendar
) -> None:
    """Put what the clock tells into the columns of the demand and its legs."""
    rows = {leg.position: leg for leg in legs}
    for told in clock.legs:
        leg = rows.get(told.position) or Leg(
            demand_id=demand.id, position=told.position, unit_id=told.unit_id
        )
        for name, value in columns(told, calendar).items():
            if getattr(leg, name, None) != value:
                setattr(leg, name, value)
        session.add(leg)
    demand.promised_at = clock.promised(calendar)
    demand.due_at = next_due(demand, clock, calendar)
    demand.given_minutes, demand.handled_minutes = handling.handled(demand, clock, calendar)
    session.add(demand)


def columns(told: LegClock, calendar: Calendar) -> dict:
    """What the row of a leg holds, by column; its unit is the one of the dispatch, or the one that was merged into."""
    closes = told.due(LimitStep.CLOSE, calendar)
    earned = sum(
        working_minutes_between(start, end, calendar=calendar, hours=OFFICE)
        for start, end in told.pauses
    )
    return {
        "round": told.round,
        "timeliness": told.timeliness,
        "started_at": told.started_at,
        "sign_due_at": told.due(LimitStep.SIGN, calendar),
        "contact_due_at": told.due(LimitStep.FIRST_CONTACT, calendar),
        "interim_due_at": told.due(LimitStep.INTERIM_ANSWER, calendar),
        "due_at": closes,
        "is_provisional": is_provisional_span(told.started_at, closes, calendar=calendar),
        "paused_at": told.pauses[-1][0] if told.is_paused else None,
        "paused_minutes": earned,
        "signed_at": told.signed_at,
        "contacted_at": told.contacted_at,
        "replied_at": told.replied_at,
        "ended_at": told.ended_at,
        "outcome": told.outcome,
    }


def next_due(demand: Demand, clock: OrderClock, calendar: Calendar) -> datetime | None:
    """When the one whose turn it is must have acted; none where no limit runs."""
    leg = clock.leg
    match demand.stage:
        case (
            Stage.DISPATCHED
        ):  # both limits count from the dispatch: the call may fall due before the signature
            return _first_due(leg, (LimitStep.SIGN,), calendar)
        case Stage.IN_PROGRESS:
            return _first_due(leg, (LimitStep.INTERIM_ANSWER, LimitStep.CLOSE), calendar)
        case Stage.IN_REVIEW:
            return leg.due(LimitStep.CLOSE, calendar)
        case Stage.RETURNED:
            return due(clock.return_asked_at, RETURN_RULING, calendar=calendar, hours=OFFICE)
        case Stage.WAITING:
            return demand.waiting_until
        case Stage.ANSWERED:
            return clock.answered_at + SURVEY_DAYS
    return None


def events_of(session: Session, demand_id: int) -> list[Event]:
    """The chain of one demand."""
    mine = select(Event).where(
        Event.subject_kind == Demand.__tablename__, Event.subject_id == demand_id
    )
    return list(session.exec(mine.order_by(col(Event.position))).all())


def legs_of(session: Session, demand_id: int) -> list[Leg]:
    mine = select(Leg).where(Leg.demand_id == demand_id).order_by(col(Leg.position))
    return list(session.exec(mine).all())


def end_of(day: date) -> datetime:
    """Midnight at the end of a day in Wenzhou: when a pause until that day is over."""
    return datetime.combine(day + timedelta(days=1), time(), LOCAL)


def _first_due(leg: LegClock, steps: tuple[LimitStep, ...], calendar: Calendar) -> datetime | None:
    """The nearest limit of these steps, and of the first call as long as nobody has called."""
    steps += () if leg.contacted_at else (LimitStep.FIRST_CONTACT,)
    return min(filter(None, (leg.due(step, calendar) for step in steps)))


def _after(pauses: list[Pause], start: datetime) -> list[Pause]:
    return [(max(begun, start), ended) for begun, ended in pauses if ended > start]


def _dispatched(clock: OrderClock, at: datetime, said: dict) -> None:
    given = limits.from_json(said["limits"])
    if clock.round_started_at is None:
        clock.round_started_at, clock.limit, clock.pauses = at, given[LimitStep.CLOSE], []
    clock.legs.append(
        LegClock(
            position=len(clock.legs) + 1,
            round=clock.round,
            unit_id=said["unit_id"],
            timeliness=Timeliness(said["timeliness"]),
            limits=given,
            started_at=at,
        )
    )


def _classified(clock: OrderClock, _at: datetime, said: dict) -> None:
    if clock.leg and "limits" in said:
        clock.leg.limits = limits.from_json(said["limits"])
        clock.leg.timeliness = Timeliness(said["timeliness"])
        clock.limit = clock.leg.limits[LimitStep.CLOSE]


def _return_asked(clock: OrderClock, at: datetime, _said: dict) -> None:
    clock.return_asked_at = at


def _return_ruled(clock: OrderClock, at: datetime, said: dict) -> None:
    if said["unit_id"] != clock.leg.unit_id:
        _end(clock, at, LegOutcome.RETURNED)
        _dispatched(clock, at, said)
    clock.ruled_for = len(clock.legs)


def _signed(clock: OrderClock, at: datetime, _said: dict) -> None:
    clock.leg.signed_at = clock.leg.signed_at or at  # a ruling may send it back to be signed again


def _contacted(clock: OrderClock, at: datetime, _said: dict) -> None:
    clock.leg.contacted_at = clock.leg.contacted_at or at


def _noted(clock: OrderClock, at: datetime, said: dict) -> None:
    if clock.leg and said.get("is_interim_answer"):
        clock.leg.interim_at = at


def _asked(clock: OrderClock, at: datetime, said: dict) -> None:
    _contacted(clock, at, said)
    pause = (at, max(at, end_of(date.fromisoformat(said["until"]))))
    clock.leg.pauses.append(pause)
    clock.pauses.append(pause)
    clock.leg.is_paused = True


def _resumed(clock: OrderClock, at: datetime, _said: dict) -> None:
    for pauses in (clock.leg.pauses, clock.pauses):
        begun, planned = pauses[-1]
        pauses[-1] = (begun, min(at, planned))
    clock.leg.is_paused = False


def _replied(clock: OrderClock, at: datetime, _said: dict) -> None:
    clock.leg.replied_at = at


def _sent_back(clock: OrderClock, _at: datetime, _said: dict) -> None:
    clock.leg.replied_at = None


def _approved(clock: OrderClock, at: datetime, _said: dict) -> None:
    clock.answered_at = at
    _end(clock, at, LegOutcome.ANSWERED)


def _redone(clock: OrderClock, _at: datetime, _said: dict) -> None:
    clock.round += 1
    clock.round_started_at = clock.limit = None


def _withdrawn(clock: OrderClock, at: datetime, _said: dict) -> None:
    if clock.leg:
        _end(clock, at, LegOutcome.WITHDRAWN)


def _end(clock: OrderClock, at: datetime, outcome: LegOutcome) -> None:
    clock.legs[-1] = replace(clock.leg, ended_at=at, outcome=outcome, is_paused=False)


_READ = {
    "dispatched": _dispatched,
    "classified": _classified,
    "return_asked": _return_asked,
    "return_ruled": _return_ruled,
    "signed": _signed,
    "contacted": _contacted,
    "noted": _noted,
    "asked": _asked,
    "supplemented": _resumed,
    "resumed": _resumed,
    "replied": _replied,
    "sent_back": _sent_back,
    "approved": _approved,
    "redone": _redone,
    "withdrawn": _withdrawn,
}
