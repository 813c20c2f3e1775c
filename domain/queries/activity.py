"""One activity as this reader may know it: for the public, for whoever registers, for those who hold it."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session, col, func, select

from db.activity_vocabulary import ActivityStage, RegistrationState
from db.models import (
    Activity,
    ActivitySeries,
    ActivitySpeaker,
    Area,
    BrandProject,
    Event,
    Expert,
    Registration,
)
from db.vocabulary import Kind
from domain import (
    activities,
    activity_files,
    clock,
    origins,
    speaker_mails,
)
from domain.activities_visible import activities_visible_to
from domain.activity_clashes import Clash
from domain.activity_files import ActivityFileShown
from domain.activity_occurrences import follows
from domain.activity_plans import AgendaItem, Material, Plan, Question, plan_of
from domain.activity_seats import Room, room
from domain.clock import LOCAL
from domain.command import can
from domain.identifiers import dialled
from domain.permissions import Person
from domain.queries import activity_steps
from domain.queries.activity_audience import ForWhom, for_whom
from domain.queries.activity_clashes import standing_in_the_way
from domain.queries.happened import Happened, story
from domain.queries.named import Named, organisations


@dataclass(frozen=True)
class SpeakerShown:
    """Who speaks, and on what."""

    expert_id: int
    name: str
    name_en: str
    title: str
    title_en: str
    topic: str
    is_active: bool = True  # whether they stand in the expert list still
    is_reached: bool = True  # by mail; for those who hold it alone, as is the telephone
    phone: str = ""


@dataclass(frozen=True)
class Window:
    """Whether this reader can register somebody now."""

    opens_at: datetime | None
    closes_at: datetime
    is_open: bool
    is_ahead: bool  # opens later


@dataclass(frozen=True)
class Occurrence:
    """Another time of the same recurring activity."""

    id: int
    number: str
    stage: ActivityStage
    starts_at: datetime


@dataclass(frozen=True)
class ActivityShown:
    """One activity; what only those who hold it may know is empty for others."""

    id: int
    number: str
    version: int
    stage: ActivityStage
    plan: Plan  # for others without its budget, and without the link, which is for those who have a seat
    series: Named | None
    organiser: Named
    partners: tuple[Named, ...]
    area: Named | None
    speakers: tuple[SpeakerShown, ...]
    agenda: tuple[AgendaItem, ...]
    materials: tuple[Material, ...]
    files: tuple[ActivityFileShown, ...]
    questions: tuple[Question, ...]
    whom: ForWhom
    window: Window
    taken: int | None  # as `waiting` for those who hold it
    waiting: int | None
    room: Room
    uid: str
    sequence: int
    recurrence: str
    occurrences: tuple[Occurrence, ...]
    published_at: datetime | None
    cancelled_because: str
    report: str
    is_keeper: bool
    can_raise: bool  # whether something that comes up there can be put down to it now
    returned_because: str = ""
    counts: dict[RegistrationState, int] | None = None
    clashes: tuple[Clash, ...] = ()
    story: tuple[Happened, ...] = ()
    steps: tuple[str, ...] = ()  # the names of the commands that this reader may give now
    first_id: int = 0  # which keeps the rule, where it recurs
    following: int = 0  # occurrences at the same stage that the rule has after it
    spent_yuan: int | None = None
    project: Named | None = None  # the brand project that it belongs to
    is_online: bool = False  # held nowhere else


def activity(session: Session, person: Person, activity_id: int) -> ActivityShown | None:
    """The activity; none where there is no such, or none for this reader."""
    row = session.exec(
        select(Activity).where(Activity.id == activity_id, activities_visible_to(person))
    ).first()
    if row is None:
        return None
    plan, is_keeper = plan_of(session, row), can(person, activities.correct, row)
    named = organisations(session, (row.organiser_id, *plan.partner_ids))
    series = session.get(ActivitySeries, row.series_id) if row.series_id else None
    area = session.get(Area, row.area_code) if row.area_code else None
    steps = activity_steps.steps(session, person, row)
    is_staff = is_keeper or bool(steps)
    counts = _counts(session, row.id) if is_staff else None
    return ActivityShown(
        id=row.id,
        number=row.number,
        version=row.version,
        stage=row.stage,
        plan=plan if is_staff else _for_others(plan),
        series=Named(series.id, series.name, series.name_en) if series else None,
        is_online=bool(row.link) and not row.place,
        organiser=named[row.organiser_id],
        partners=tuple(named[each] for each in plan.partner_ids),
        area=Named(0, area.name, area.name_en) if area else None,
        speakers=_speakers(session, row.id, is_staff=is_staff),
        agenda=plan.agenda,
        materials=plan.materials,
        files=activity_files.of_activity(session, row.id),
        questions=plan.questions,
        whom=for_whom(session, person, row, plan),
        window=_window(row, is_keeper),
        taken=row.taken if is_staff else None,
        waiting=counts.get(RegistrationState.WAITING, 0) if is_staff else None,
        room=room(row, waits=_does_anybody_wait(session, row.id)),
        uid=row.uid,
        sequence=row.sequence,
        recurrence=row.recurrence,
        occurrences=_occurrences(session, person, row),
        published_at=row.published_at,
        cancelled_because=row.cancelled_because,
        report=row.report,
        is_keeper=is_keeper,
        can_raise=origins.is_open(row, clock.now()),
        **(_inside(session, person, row, counts, steps) if is_staff else {}),
    )


activity.by_minute = True


def _inside(
    session: Session,
    person: Person,
    row: Activity,
    counts: dict[RegistrationState, int],
    steps: tuple[str, ...],
) -> dict:
    """What those who hold it are told besides; nobody else waits for it to be looked up."""
    return {
        "returned_because": row.returned_because,
        "counts": counts,
        "clashes": standing_in_the_way(session, row),
        "story": story(
            session,
            row,
            Event.action != "feedback_given",  # many, and nobody's
            tells_who=person.kind is not Kind.ENTERPRISE,
        ),
        "steps": steps,
        "first_id": row.recurs_from_id or row.id,
        "following": _following(session, row),
        "spent_yuan": row.spent_yuan,
        "project": _project(session, row),
    }


def _does_anybody_wait(session: Session, activity_id: int) -> bool:
    waits = select(Registration.id).where(
        Registration.activity_id == activity_id,
        Registration.state == RegistrationState.WAITING,
    )
    return session.exec(waits.limit(1)).first() is not None


def _for_others(plan: Plan) -> Plan:
    return replace(plan, budget_yuan=None, link="")


def _window(row: Activity, is_keeper: bool) -> Window:
    """As `registration_rules.check_window` has it: those who hold it register whoever calls, until it ends."""
    now, closes = clock.now(), row.closes_at or row.starts_at
    is_public = row.stage is ActivityStage.PUBLISHED
    is_ahead = is_public and row.opens_at is not None and now < row.opens_at
    is_open = is_public and (now < row.ends_at if is_keeper else not is_ahead and now < closes)
    opens = row.opens_at.astimezone(LOCAL) if row.opens_at else None
    return Window(opens, closes.astimezone(LOCAL), is_open, is_ahead)


def _project(session: Session, row: Activity) -> Named | None:
    found = session.get(BrandProject, row.project_id) if row.project_id else None
    return Named(found.id, found.name, found.name_en) if found else None


def _counts(session: Session, activity_id: int) -> dict[RegistrationState, int]:
    counted = (
        select(Registration.state, func.count())
        .where(Registration.activity_id == activity_id)
        .group_by(Registration.state)
    )
    return dict(session.exec(counted).all())


def _speakers(session: Session, activity_id: int, *, is_staff: bool) -> tuple[SpeakerShown, ...]:
    found = session.exec(
        select(ActivitySpeaker, Expert)
        .join(Expert, Expert.id == ActivitySpeaker.expert_id)
        .where(ActivitySpeaker.activity_id == activity_id)
        .order_by(col(Expert.id))
    )
    return tuple(
        SpeakerShown(
            expert.id,
            expert.name,
            expert.name_en or "",
            expert.title,
            expert.title_en or "",
            row.topic,
            *(
                (expert.is_active, speaker_mails.is_reached(expert), dialled(expert.phone or ""))
                if is_staff
                else ()
            ),
        )
        for row, expert in found
    )


def _occurrences(session: Session, person: Person, row: Activity) -> tuple[Occurrence, ...]:
    if row.recurrence_at is None:
        return ()
    first = row.recurs_from_id or row.id
    found = session.exec(
        select(Activity)
        .where(
            (Activity.id == first) | (Activity.recurs_from_id == first),
            Activity.id != row.id,
            activities_visible_to(person),
        )
        .order_by(col(Activity.starts_at))
    )
    return tuple(
        Occurrence(
            each.id,
            each.number,
            each.stage,
            each.starts_at.astimezone(LOCAL),
        )
        for each in found
    )


def _following(session: Session, row: Activity) -> int:
    if row.recurrence_at is None:
        return 0
    counted = select(func.count()).where(follows(row), Activity.stage == row.stage)
    return session.exec(counted).one()
