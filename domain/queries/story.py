"""The story of a demand: its events in order, and of each only what the reader may know.

The enterprise reads what concerns it and whom it dealt with as units, nothing internal: no notes among colleagues, no
reasons of dispatchers and arbiters, no answer before it is approved. A unit that handled the demand never reads what
the enterprise said of it, neither in the survey nor to the one who called.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session, col, select

from db.models import Demand, Event, Leg, User
from db.vocabulary import Kind, LimitStep
from domain import clocks, limits
from domain.permissions import Person
from domain.queries import told_stage
from domain.queries.named import Named, organisations

BY_ITSELF = ("resumed", "survey_expired", "survey_frozen")  # what the platform does
OF_SATISFACTION = ("evaluated", "visited", "survey_link_given", "survey_expired", "survey_frozen")

FOR_ENTERPRISE: dict[str, tuple[str, ...]] = {  # what it is told of, and which parts
    "submitted": ("channel",),
    "accepted": ("field", "timeliness", "level"),
    "declined": ("reason", "text"),
    "merged": ("into",),
    "dispatched": ("unit_id", "unit"),
    "return_ruled": ("unit_id", "unit"),
    "signed": (),
    "contacted": (),
    "noted": ("text", "for_enterprise"),
    "asked": ("text", "until"),
    "supplemented": ("text",),
    "resumed": (),
    "attached": ("name",),
    "took_back_file": ("name",),
    "approved": ("text", "code"),
    "evaluated": ("contacted_in_time", "solved", "satisfaction", "comment"),
    "redone": ("round", "level"),
    "survey_frozen": ("drawn", "code"),
    "closed": ("code",),
    "withdrawn": ("text",),
}


@dataclass(frozen=True)
class Line:
    """One event: `said` are its particulars as far as the reader may know them.

    `actor` is empty where the platform acted by itself; `of` is the actor's organisation, `unit` the one that the event
    names; `sign_by` and `close_by` stand at the dispatch to a unit.
    """

    at: datetime
    action: str
    said: dict
    actor: str
    of: Named | None
    unit: Named | None
    sign_by: datetime | None = None
    close_by: datetime | None = None


def lines(
    session: Session, person: Person, demand: Demand, events: list[Event], legs: list[Leg]
) -> list[Line]:
    """The story as this reader may know it, from the beginning."""
    told = [(event, parts(person, event, legs)) for event in events]
    known = [(event, said) for event, said in told if said is not None]
    actors = _actors(session, {event.actor_id for event, _ in known})
    units = organisations(
        session,
        {said.get("unit_id") for _, said in known}
        | {home for _, home in actors.values()}
        | {demand.enterprise_id},
    )
    given = {} if person.kind is Kind.ENTERPRISE else _given(session, events)
    return [
        _line(person, demand, event, said, actors, units, given.get(event.at, (None, None)))
        for event, said in known
    ]


def parts(person: Person, event: Event, legs: list[Leg]) -> dict | None:
    """The particulars of an event that this reader may know; None where not even that it happened."""
    said = event.particulars
    if person.kind is Kind.ENTERPRISE or person.id is None:
        return _for_enterprise(event)
    if told_stage.is_of_its_units(person, legs):
        if event.action in OF_SATISFACTION:
            return None
        if event.action == "redone":  # in the words of the one who called the enterprise
            return {name: value for name, value in said.items() if name != "text"}
    return said


def _for_enterprise(event: Event) -> dict | None:
    said = event.particulars
    is_internal = event.action in ("noted", "attached", "took_back_file") and not said.get(
        "for_enterprise"
    )
    if is_internal or event.action not in FOR_ENTERPRISE:
        return None
    return {name: said[name] for name in FOR_ENTERPRISE[event.action] if name in said}


def _line(
    person: Person,
    demand: Demand,
    event: Event,
    said: dict,
    actors: dict[int, tuple[str, int]],
    units: dict[int, Named],
    limits_given: tuple[datetime | None, datetime | None],
) -> Line:
    is_dispatch = event.action in ("dispatched", "return_ruled")
    name, home = actors.get(event.actor_id, (None, demand.enterprise_id))
    of = None if event.action in BY_ITSELF else units.get(home)
    if event.action in BY_ITSELF:
        name = ""
    elif name is None:
        name = demand.enterprise_name
    elif person.kind is Kind.ENTERPRISE and home != person.organisation_id:
        name = ""  # to the enterprise everybody speaks for their organisation
    return Line(
        at=event.at,
        action=event.action,
        said=said,
        actor=name,
        of=of,
        unit=units.get(said.get("unit_id")),
        sign_by=limits_given[0] if is_dispatch else None,
        close_by=limits_given[1] if is_dispatch else None,
    )


def _given(
    session: Session, events: list[Event]
) -> dict[datetime, tuple[datetime | None, datetime | None]]:
    """By the moment of each dispatch, when the unit had to sign and to close, before any pause."""
    calendar = limits.calendar(session)
    fresh = [replace(leg, pauses=[]) for leg in clocks.tell(events).legs]
    return {
        leg.started_at: (leg.due(LimitStep.SIGN, calendar), leg.due(LimitStep.CLOSE, calendar))
        for leg in fresh
    }


def _actors(session: Session, ids: set[int | None]) -> dict[int, tuple[str, int]]:
    """Name and organisation of those who acted."""
    named = select(User.id, User.name, User.organisation_id).where(col(User.id).in_(ids - {None}))
    return {user_id: (name, home) for user_id, name, home in session.exec(named)}
