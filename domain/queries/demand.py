"""One demand with everything its page shows, as far as the reader may know it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, or_, select

from db.models import Area, Demand, Event, Leg, Organisation, User, UserRole
from db.vocabulary import (
    Channel,
    ClosingCode,
    DemandType,
    Kind,
    LegOutcome,
    Level,
    Role,
    ServiceField,
    Stage,
    Timeliness,
)
from domain import routing, steps
from domain.clocks import events_of, legs_of
from domain.identifiers import dialled, mask_phone
from domain.permissions import Person, visible_to
from domain.routing import Candidate
from domain.similarity import similar
from domain.workflow import Step

NEEDS_TELEPHONE = (
    Role.INTAKE,
    Role.DISPATCHER,
    Role.SUB_PLATFORM_STAFF,
    Role.RETURN_VISIT_OFFICER,
    Role.UNIT_HANDLER,
    Role.UNIT_HEAD,
    Role.UNIVERSITY_LIAISON,
    Role.ENTERPRISE,
)
OF_SATISFACTION = ("evaluated", "visited", "survey_expired", "survey_frozen", "survey_link_given")
NOT_FOR_ENTERPRISE = ("return_asked", "replied", "sent_back", "handed_over", *OF_SATISFACTION[1:])
HANDLERS = (Role.UNIT_HANDLER, Role.UNIT_HEAD, Role.UNIVERSITY_LIAISON)
SIMILAR_DAYS = timedelta(days=30)


@dataclass(frozen=True)
class Named:
    """Something with an id and its names in both languages."""

    id: int
    name: str
    name_en: str | None = None


@dataclass(frozen=True)
class Line:
    """One event of the story."""

    at: datetime
    action: str
    said: dict
    actor: str
    unit: Named | None


@dataclass(frozen=True)
class LegShown:
    """One unit's period of responsibility with the dates of its clock."""

    unit: Named
    round: int
    timeliness: Timeliness
    started_at: datetime
    sign_due_at: datetime | None
    signed_at: datetime | None
    contact_due_at: datetime | None
    contacted_at: datetime | None
    interim_due_at: datetime | None
    due_at: datetime
    replied_at: datetime | None
    ended_at: datetime | None
    outcome: LegOutcome | None
    paused_at: datetime | None
    paused_minutes: int
    is_provisional: bool


@dataclass(frozen=True)
class Alike:
    """An earlier demand of the same enterprise that reads alike."""

    number: str
    title: str
    stage: Stage
    score: float


@dataclass(frozen=True)
class Shown:
    """A demand as one reader may see it."""

    id: int
    number: str
    title: str
    body: str
    stage: Stage
    type: DemandType | None
    field: ServiceField | None
    timeliness: Timeliness | None
    level: Level
    channel: Channel
    area: Named | None
    area_code: str
    enterprise: str
    enterprise_id: int | None
    contact_name: str
    contact_phone: str
    contact_email: str | None
    unit: Named | None
    handler: str
    about_unit_id: int | None
    submitted_at: datetime
    due_at: datetime | None
    promised_at: datetime | None
    waiting_until: datetime | None
    closed_at: datetime | None
    closing_code: ClosingCode | None
    round: int
    transfers: int
    version: int
    merged_into: str | None
    story: tuple[Line, ...]  # the newest first
    legs: tuple[LegShown, ...]  # the newest first
    steps: tuple[Step, ...]
    proposed: tuple[Candidate, ...]
    alike: tuple[Alike, ...]
    colleagues: tuple[Named, ...]  # who may be given the demand


def demand(session: Session, person: Person, number: str) -> Shown | None:
    """The demand of that number; none when there is none or it is not open to this person."""
    found = session.exec(
        select(Demand).where(Demand.number == number.strip(), visible_to(person))
    ).first()
    if found is None:
        return None
    units = _units(session, found.id)
    open_steps = tuple(steps.open_to(person, found))
    area = session.get(Area, found.area_code)
    handler = session.get(User, found.handler_id) if found.handler_id else None
    merged_into = session.get(Demand, found.merged_into_id) if found.merged_into_id else None
    unit = session.get(Organisation, found.unit_id) if found.unit_id else None
    is_enterprise = person.kind is Kind.ENTERPRISE
    return Shown(
        id=found.id,
        number=found.number,
        title=found.title,
        body=found.body,
        stage=found.stage,
        type=found.type,
        field=found.field,
        timeliness=found.timeliness,
        level=found.level,
        channel=found.channel,
        area=Named(0, area.name, area.name_en) if area else None,
        area_code=found.area_code,
        enterprise=found.enterprise_name,
        enterprise_id=found.enterprise_id,
        contact_name=found.contact_name,
        contact_phone=_telephone(person, found),
        contact_email=found.contact_email if person.has(*NEEDS_TELEPHONE) else None,
        unit=Named(unit.id, unit.name, unit.name_en) if unit else None,
        handler=handler.name if handler and not is_enterprise else "",
        about_unit_id=found.about_unit_id,
        submitted_at=found.submitted_at,
        due_at=found.due_at,
        promised_at=found.promised_at,
        waiting_until=found.waiting_until,
        closed_at=found.closed_at,
        closing_code=found.closing_code if found.answered_at or found.closed_at else None,
        round=found.round,
        transfers=found.transfers,
        version=found.version,
        merged_into=merged_into.number if merged_into else None,
        story=tuple(reversed(_story(session, person, found, units))),
        legs=tuple(reversed([_leg(leg, units) for leg in legs_of(session, found.id)])),
        steps=open_steps,
        proposed=tuple(routing.propose(session, found)) if _routes(open_steps) else (),
        alike=_alike(session, person, found) if Step.MERGE in open_steps else (),
        colleagues=_colleagues(session, found) if Step.HAND_OVER in open_steps else (),
    )


def areas(session: Session, person: Person) -> tuple[tuple[str, str, str], ...]:
    """Code and names of every area, in the order of the list."""
    found = select(Area.code, Area.name, Area.name_en).order_by(col(Area.position), col(Area.code))
    return tuple((code, name, name_en) for code, name, name_en in session.exec(found))


def units(session: Session, person: Person) -> tuple[Named, ...]:
    """Every unit that may be given a demand."""
    kinds = (Kind.DEPARTMENT, Kind.SUB_PLATFORM, Kind.UNIVERSITY, Kind.SERVICE_ORGANISATION)
    found = (
        select(Organisation.id, Organisation.name, Organisation.name_en)
        .where(col(Organisation.kind).in_(kinds), Organisation.is_active)
        .order_by(col(Organisation.kind), col(Organisation.id))
    )
    return tuple(Named(*row) for row in session.exec(found))


demand.by_minute = True


def _routes(open_steps: tuple[Step, ...]) -> bool:
    return Step.DISPATCH in open_steps or Step.RULE in open_steps


def _telephone(person: Person, found: Demand) -> str:
    whole = person.has(*NEEDS_TELEPHONE)
    return dialled(found.contact_phone) if whole else mask_phone(found.contact_phone)


def _units(session: Session, demand_id: int) -> dict[int, Named]:
    """The units that hold or held the demand."""
    held = select(Leg.unit_id).where(Leg.demand_id == demand_id)
    found = select(Organisation).where(col(Organisation.id).in_(held))
    return {unit.id: Named(unit.id, unit.name, unit.name_en) for unit in session.exec(found)}


def _story(session: Session, person: Person, found: Demand, units: dict[int, Named]) -> list[Line]:
    events = [e for e in events_of(session, found.id) if _may_know(person, e, units)]
    named = select(User.id, User.name, User.organisation_id).where(
        col(User.id).in_({event.actor_id for event in events})
    )
    people = {user_id: (name, home) for user_id, name, home in session.exec(named)}
    return [
        Line(
            event.at,
            event.action,
            _parts(person, event),
            _actor(session, person, people.get(event.actor_id), found),
            units.get(event.particulars.get("unit_id")),
        )
        for event in events
    ]


def _may_know(person: Person, event: Event, units: dict[int, Named]) -> bool:
    """The handling unit never sees what the enterprise said of it; the enterprise sees nothing internal."""
    if person.kind is Kind.ENTERPRISE:
        is_internal_note = event.action == "noted" and not event.particulars.get("for_enterprise")
        return event.action not in NOT_FOR_ENTERPRISE and not is_internal_note
    return not (person.organisation_id in units and event.action in OF_SATISFACTION)


def _parts(person: Person, event: Event) -> dict:
    """The words of an internal step are not for the enterprise."""
    internal = ("dispatched", "return_ruled", "redone", "contacted", "merged_here")
    if person.kind is Kind.ENTERPRISE and event.action in internal:
        return {k: v for k, v in event.particulars.items() if k not in ("text", "reason")}
    return event.particulars


def _actor(session: Session, person: Person, who: tuple[str, int] | None, found: Demand) -> str:
    """A colleague by name; to the enterprise everybody speaks for the organisation."""
    if who is None:
        return ""
    name, home = who
    if person.kind is Kind.ENTERPRISE and home != person.organisation_id:
        return session.get(Organisation, home).name
    return name


def _leg(leg: Leg, units: dict[int, Named]) -> LegShown:
    return LegShown(
        unit=units[leg.unit_id],
        round=leg.round,
        timeliness=leg.timeliness,
        started_at=leg.started_at,
        sign_due_at=leg.sign_due_at,
        signed_at=leg.signed_at,
        contact_due_at=leg.contact_due_at,
        contacted_at=leg.contacted_at,
        interim_due_at=leg.interim_due_at,
        due_at=leg.due_at,
        replied_at=leg.replied_at,
        ended_at=leg.ended_at,
        outcome=leg.outcome,
        paused_at=leg.paused_at,
        paused_minutes=leg.paused_minutes,
        is_provisional=leg.is_provisional,
    )


def _alike(session: Session, person: Person, found: Demand) -> tuple[Alike, ...]:
    """Open demands of the same enterprise in thirty days, the most alike first."""
    whose = [Demand.contact_phone == found.contact_phone]
    if found.enterprise_id:
        whose.append(Demand.enterprise_id == found.enterprise_id)
    near = select(Demand).where(
        visible_to(person),
        or_(*whose),
        Demand.id != found.id,
        col(Demand.stage).not_in((Stage.CLOSED, Stage.DECLINED, Stage.MERGED)),
        Demand.submitted_at > found.submitted_at - SIMILAR_DAYS,
        Demand.submitted_at < found.submitted_at + SIMILAR_DAYS,
    )
    rows = {row.id: row for row in session.exec(near.limit(50)).all()}
    text = f"{found.title} {found.body}"
    scored = similar(
        text, [(row.id, f"{row.title} {row.body}") for row in rows.values()], at_least=0
    )
    return tuple(
        Alike(rows[id].number, rows[id].title, rows[id].stage, score) for id, score in scored
    )


def _colleagues(session: Session, found: Demand) -> tuple[Named, ...]:
    mine = (
        select(User.id, User.name)
        .join(UserRole)
        .where(
            User.organisation_id == found.unit_id,
            User.is_active,
            col(UserRole.role).in_(HANDLERS),
        )
        .distinct()
        .order_by(col(User.id))
    )
    return tuple(Named(user_id, name) for user_id, name in session.exec(mine))
