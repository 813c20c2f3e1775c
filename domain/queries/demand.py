"""One demand with everything its page shows, as far as the reader may know it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select
from sqlmodel import Session, col, or_, select

from db.models import Area, Demand, Event, Leg, Organisation, ReturnVisit, Survey, User, UserRole
from db.vocabulary import (
    Channel,
    ClosingCode,
    DeclineReason,
    DemandType,
    Kind,
    Level,
    Role,
    ServiceField,
    Stage,
    Timeliness,
)
from domain import attachments, clock, clocks, limits, replies, routing, steps, surveys, work_orders
from domain.command import can
from domain.errors import Refused
from domain.identifiers import dialled, mask_phone
from domain.permissions import HANDLERS, Person, visible_to
from domain.queries import activity_origins, told_stage
from domain.queries.activity_origins import Origin
from domain.queries.legs import LegShown, legs
from domain.queries.named import Named, of_staff, organisations
from domain.queries.story import Line, lines
from domain.return_visits import MAX_ATTEMPTS
from domain.routing import Candidate
from domain.similarity import similar
from domain.workflow import Step

CALL_EVERYBODY = (
    Role.INTAKE,
    Role.DISPATCHER,
    Role.SUB_PLATFORM_STAFF,
    Role.RETURN_VISIT_OFFICER,
)
LATELY = timedelta(days=30)  # domain reference: same enterprise, 30 days, similar text


@dataclass(frozen=True)
class Other:
    """Another demand that belongs to this one; `score`: how much it says the same, 0 to 1."""

    number: str
    title: str
    stage: Stage
    score: float = 0.0


@dataclass(frozen=True)
class Contact:
    """Whom to call; masked for those who do not need to."""

    name: str
    phone: str
    email: str


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
    area: Named
    area_code: str
    enterprise: str
    enterprise_id: int | None
    contact: Contact
    unit: Named | None
    handler: str
    about_unit: Named | None
    submitted_at: datetime
    received_by: str  # of the staff; empty where it was handed in without them
    raised_at: Origin | None  # the activity at which it came up
    due_at: datetime | None
    promised_at: datetime | None
    is_provisional: bool
    waiting_until: datetime | None
    closed_at: datetime | None
    closing_code: ClosingCode | None
    decline_reason: DeclineReason | None
    round: int
    transfers: int
    merged_into: Other | None
    merged_here: tuple[Other, ...]
    story: tuple[Line, ...]  # the newest first
    legs: tuple[LegShown, ...]  # the newest first
    steps: tuple[Step, ...]
    needs_second: bool  # the answer waits for somebody else to approve it
    may_attach: bool
    proposed: tuple[Candidate, ...]
    alike: tuple[Other, ...]  # open demands of the same enterprise
    colleagues: tuple[Named, ...]  # who may be given the demand
    draft: Line | None  # the answer that waits for review


def demand(session: Session, person: Person, number: str) -> Shown | None:
    """The demand of that number; none when there is none or it is not open to this person."""
    found = session.exec(
        select(Demand).where(Demand.number == number.strip(), visible_to(person))
    ).first()
    if found is None:
        return None
    events = clocks.events_of(session, found.id)
    rows = clocks.legs_of(session, found.id)
    story = tuple(reversed(lines(session, person, found, events, rows)))
    open_steps = _steps(session, person, found, events, rows)
    area = session.get_one(Area, found.area_code)
    units = organisations(session, (found.unit_id, found.about_unit_id))
    is_theirs = person.kind is Kind.ENTERPRISE
    handled = told_stage.is_of_its_units(person, rows)
    return Shown(
        id=found.id,
        number=found.number,
        title=found.title,
        body=found.body,
        stage=told_stage.told(found.stage, to_its_units=handled),
        type=found.type,
        field=found.field,
        timeliness=found.timeliness,
        level=found.level,
        channel=found.channel,
        area=Named(0, area.name, area.name_en),
        area_code=found.area_code,
        enterprise=found.enterprise_name,
        enterprise_id=found.enterprise_id,
        contact=_contact(person, found),
        unit=units.get(found.unit_id),
        handler="" if is_theirs else of_staff(session, found.handler_id),
        about_unit=None if is_theirs else units.get(found.about_unit_id),
        submitted_at=found.submitted_at,
        received_by="" if is_theirs else of_staff(session, found.received_by_id),
        raised_at=activity_origins.of_demand(session, person, found.id),
        due_at=_due(found, is_theirs, handled),
        promised_at=found.promised_at,
        is_provisional=bool(rows and rows[-1].is_provisional),
        waiting_until=found.waiting_until,
        closed_at=found.closed_at,
        closing_code=found.closing_code if found.answered_at or found.closed_at else None,
        decline_reason=found.decline_reason,
        round=found.round,
        transfers=found.transfers,
        merged_into=_merged_into(session, person, found),
        merged_here=_merged_here(session, person, found),
        story=story,
        legs=() if is_theirs else tuple(reversed(legs(session, events, rows))),
        steps=open_steps,
        needs_second=_needs_second(person, found, events),
        may_attach=found.is_open and can(person, attachments.attach, found),
        proposed=tuple(routing.propose(session, found)) if _routes(open_steps) else (),
        alike=_alike(session, person, found) if Step.MERGE in open_steps else (),
        colleagues=_colleagues(session, found) if Step.HAND_OVER in open_steps else (),
        draft=next((line for line in story if line.action == "replied"), None)
        if found.stage is Stage.IN_REVIEW
        else None,
    )


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


def _due(found: Demand, is_theirs: bool, handled: bool) -> datetime | None:
    """What waits next; the enterprise is told of its own dates only, and how long the survey goes on to no unit of
    which it asks."""
    if not is_theirs:
        return None if handled and found.stage is Stage.ANSWERED else found.due_at
    return found.due_at if found.stage in (Stage.WAITING, Stage.ANSWERED) else None


def _contact(person: Person, found: Demand) -> Contact:
    """Whole for those who must be able to call the enterprise, and for itself."""
    handles = person.organisation_id == found.unit_id and person.has(*HANDLERS)
    own = person.kind is Kind.ENTERPRISE
    if own or handles or person.has(*CALL_EVERYBODY):
        phone = dialled(found.contact_phone)
        return Contact(found.contact_name, phone, found.contact_email or "")
    return Contact(found.contact_name, mask_phone(found.contact_phone), "")


def _steps(
    session: Session, person: Person, found: Demand, events: list[Event], rows: list[Leg]
) -> tuple[Step, ...]:
    """The steps open to the reader, without those that a rule is sure to refuse now."""
    refused = set()
    if found.stage in (Stage.DISPATCHED, Stage.IN_PROGRESS):
        calendar = limits.calendar(session)
        try:
            work_orders.refuse_return(clocks.tell(events), calendar, clock.now())
        except Refused:
            refused.add(Step.ASK_RETURN)
    if _needs_second(person, found, events):
        refused.add(Step.APPROVE)
    if told_stage.is_of_its_units(person, rows):
        refused |= {Step.VISIT, Step.REDO, Step.CLOSE}
    open_steps = steps.open_to(person, found)
    if Step.EVALUATE in open_steps and not _is_asked(session, found):
        refused.add(Step.EVALUATE)
    if Step.CLOSE in open_steps and not _may_close(session, found):
        refused.add(Step.CLOSE)
    return tuple(step for step in open_steps if step not in refused)


def _needs_second(person: Person, found: Demand, events: list[Event]) -> bool:
    """Whether the answer in review is this person's own, which somebody else must approve."""
    if found.stage is not Stage.IN_REVIEW:
        return False
    return replies.latest_reply(events).actor_id == person.id


def _is_asked(session: Session, found: Demand) -> bool:
    mine = select(Survey).where(Survey.demand_id == found.id, Survey.round == found.round)
    survey = session.exec(mine).first()
    return survey is not None and not surveys.is_over(survey, found, clock.now())


def _may_close(session: Session, found: Demand) -> bool:
    mine = select(ReturnVisit).where(
        ReturnVisit.demand_id == found.id, ReturnVisit.round == found.round
    )
    visit = session.exec(mine).first()
    return visit is not None and bool(visit.verified_at or visit.attempts >= MAX_ATTEMPTS)


def _merged_into(session: Session, person: Person, found: Demand) -> Other | None:
    into = _others(person).where(Demand.id == found.merged_into_id)
    return next((_other(*row) for row in session.exec(into)), None)


def _merged_here(session: Session, person: Person, found: Demand) -> tuple[Other, ...]:
    mine = _others(person).where(Demand.merged_into_id == found.id).order_by(col(Demand.id))
    return tuple(_other(*row) for row in session.exec(mine))


def _alike(session: Session, person: Person, found: Demand) -> tuple[Other, ...]:
    """Open demands of the same enterprise within thirty days, the most alike first.

    An enterprise without a record is known by its name as given, or by its telephone.
    """
    whose = [
        Demand.contact_phone == found.contact_phone,
        Demand.enterprise_name == found.enterprise_name,
    ]
    if found.enterprise_id:
        whose.append(Demand.enterprise_id == found.enterprise_id)
    near = _others(person).where(
        or_(*whose),
        Demand.id != found.id,
        col(Demand.stage).not_in((Stage.CLOSED, Stage.DECLINED, Stage.MERGED)),
        Demand.submitted_at > found.submitted_at - LATELY,
        Demand.submitted_at < found.submitted_at + LATELY,
    )
    rows = {row.id: (row, stage) for row, stage in session.exec(near.limit(50)).all()}
    text = f"{found.title} {found.body}"
    scored = similar(
        text, [(row.id, f"{row.title} {row.body}") for row, _ in rows.values()], at_least=0
    )
    return tuple(_other(*rows[key], score) for key, score in scored)


def _others(person: Person) -> Select:
    return select(Demand, told_stage.column(person)).where(visible_to(person))


def _other(row: Demand, stage: Stage, score: float = 0.0) -> Other:
    return Other(row.number, row.title, stage, score)


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
