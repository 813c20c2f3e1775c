"""Who registered for an activity: the list at the door, one's own, and what a link opens."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, or_, select
from sqlmodel import case as when

from db.activity_vocabulary import COMING, ActivityStage, RegistrationState
from db.models import Activity, Registration
from domain import clock, registration_corrections
from domain.activities_visible import activities_kept_by, registrations_visible_to
from domain.activity_feedback import open_tokens
from domain.activity_plans import Question, questions
from domain.clock import LOCAL
from domain.identifiers import dialled
from domain.permissions import Person
from domain.queries import happened
from domain.queries.happened import Happened
from domain.queries.named import Named, organisations, people
from domain.registration_mails import code_of
from domain.tokens import hashed, normal_secret
from domain.unreached import unreached

PAGE = 50
R = RegistrationState
HELD = (ActivityStage.HELD, ActivityStage.REPORTED)


@dataclass(frozen=True)
class Line:
    """One registration in the list of those who hold the activity; the telephone as it is dialled."""

    id: int
    ticket: int
    person_name: str
    phone: str
    email: str
    enterprise: str
    enterprise_id: int | None  # of the directory, where it is known
    state: RegistrationState
    is_walk_in: bool
    registered_at: datetime
    state_since: datetime
    checked_in_by: str  # whoever let them in
    answers: tuple[tuple[str, str], ...]
    refused_because: str
    can_correct: bool  # those who hold the activity can put right what was said
    can_name: bool  # they can say its enterprise anew


@dataclass(frozen=True)
class Page:
    """Some registrations in the order of their tickets; `next` is the ticket after which the following page begins."""

    lines: tuple[Line, ...]
    next: int | None
    count: int


@dataclass(frozen=True)
class Own:
    """A registration as whoever registered sees it."""

    registration_id: int
    activity_id: int
    number: str
    title: str
    title_en: str
    stage: ActivityStage
    starts_at: datetime
    ends_at: datetime
    place: str
    link: str
    cancelled_because: str
    person_name: str
    enterprise: str
    state: RegistrationState
    ahead: int  # who wait before this one
    refused_because: str
    can_withdraw: bool
    code: str  # for the door; empty without a seat
    feedback: str  # with what they can say now how it was; empty where they cannot
    ticket: int
    organiser: Named
    has_certificate: bool  # came to what was held
    can_correct: bool
    can_name: bool  # its enterprise can be said anew
    asked: tuple[tuple[Question, str], ...]  # what the activity asks, and what was answered


def listing(
    session: Session,
    person: Person,
    activity_id: int,
    states: tuple[RegistrationState, ...] = (),
    words: str = "",
    after: int = 0,
    only_unreached: bool = False,
) -> Page:
    """One page of an activity's registrations; `words`: part of a name, an enterprise or a telephone number.

    `only_unreached`: those whom nothing reaches that is sent (domain/unreached.py).
    """
    asked = (person, activity_id, states, words)
    rows = session.exec(paged(*asked, after, only_unreached)).all()
    where = _where(*asked, only_unreached)
    counted = _joined(select(func.count()).select_from(Registration)).where(*where)
    shown = rows[:PAGE]
    following = shown[-1].ticket if len(rows) > PAGE else None
    lines = tuple(_lines(session, shown))
    return Page(lines, following, session.exec(counted).one())


def by_code(session: Session, person: Person, activity_id: int, code: str) -> Line | None:
    """Whose code for the door this is, for those who hold the activity; none where it is nobody's here."""
    asked = _joined(select(Registration)).where(
        Registration.activity_id == activity_id,
        Registration.code_hash == hashed(normal_secret(code)),
        registrations_visible_to(person),
    )
    return next(_lines(session, session.exec(asked).all()), None)


def one(session: Session, person: Person, activity_id: int, registration_id: int) -> Line | None:
    """One registration of an activity; none where it is not for this reader."""
    asked = _joined(select(Registration)).where(
        Registration.activity_id == activity_id,
        Registration.id == registration_id,
        registrations_visible_to(person),
    )
    return next(_lines(session, session.exec(asked).all()), None)


def story(
    session: Session, person: Person, activity_id: int, registration_id: int
) -> tuple[Happened, ...]:
    """What happened with one registration, the newest first, for those who hold the activity; empty for others."""
    asked = _joined(select(Registration)).where(
        Registration.activity_id == activity_id,
        Registration.id == registration_id,
        activities_kept_by(person),
    )
    row = session.exec(asked).first()
    return happened.story(session, row) if row else ()


def own(session: Session, person: Person, activity_id: int | None = None) -> tuple[Own, ...]:
    """What the person, or their enterprise, has registered for, or has at one activity; what comes next first."""
    if person.id is None:
        return ()
    mine = [Registration.user_id == person.id]
    if person.organisation_id is not None:
        mine.append(Registration.organisation_id == person.organisation_id)
    here = [Registration.activity_id == activity_id] if activity_id is not None else []
    now = clock.now()
    found = session.exec(
        select(Registration, Activity)
        .join(Activity, Activity.id == Registration.activity_id)
        .where(or_(*mine), *here, registrations_visible_to(person))
        .order_by(
            col(Activity.ends_at) < now,
            when((col(Activity.ends_at) >= now, col(Activity.starts_at))),
            col(Activity.starts_at).desc(),
            col(Registration.ticket),
        )
        .limit(PAGE)
    )
    return _owned(session, found.all())


def by_token(session: Session, person: Person, token: str) -> Own | None:
    """The registration that a link opens."""
    found = session.exec(
        select(Registration, Activity)
        .join(Activity, Activity.id == Registration.activity_id)
        .where(Registration.token_hash == hashed(token))
    )
    return next(iter(_owned(session, found.all())), None)


own.by_minute = by_token.by_minute = listing.by_minute = by_code.by_minute = one.by_minute = True


def paged(
    person: Person,
    activity_id: int,
    states: tuple[RegistrationState, ...] = (),
    words: str = "",
    after: int = 0,
    only_unreached: bool = False,
) -> Select:
    """The registrations of one page and one more, in the order of their tickets."""
    asked = _joined(select(Registration)).where(
        *_where(person, activity_id, states, words, only_unreached)
    )
    ordered = asked.where(Registration.ticket > after).order_by(col(Registration.ticket))
    return ordered.limit(PAGE + 1)


def _where(
    person: Person,
    activity_id: int,
    states: tuple[RegistrationState, ...],
    words: str,
    only_unreached: bool = False,
) -> list[ColumnElement[bool]]:
    where = [Registration.activity_id == activity_id, registrations_visible_to(person)]
    if only_unreached:
        where.append(unreached(Registration))
    if states:
        where.append(col(Registration.state).in_(states))
    if typed := words.strip()[:60]:
        where.append(
            or_(
                col(Registration.person_name).contains(typed, autoescape=True),
                col(Registration.enterprise_name).contains(typed, autoescape=True),
                col(Registration.phone).contains(typed, autoescape=True),
            )
        )
    return where


def _joined(asked: Select) -> Select:
    return asked.join(Activity, Activity.id == Registration.activity_id)


def _lines(session: Session, rows: Sequence[Registration]) -> Iterator[Line]:
    names = people(session, (row.checked_in_by_id for row in rows))
    of = session.get_one
    return (_line(row, of(Activity, row.activity_id), names[row.checked_in_by_id]) for row in rows)


def _line(row: Registration, activity: Activity, checked_in_by: str) -> Line:
    return Line(
        id=row.id,
        ticket=row.ticket,
        person_name=row.person_name,
        phone=dialled(row.phone) if row.phone else "",
        email=row.email or "",
        enterprise=row.enterprise_name,
        enterprise_id=row.organisation_id,
        state=row.state,
        is_walk_in=row.is_walk_in,
        registered_at=row.registered_at.astimezone(LOCAL),
        state_since=row.state_since.astimezone(LOCAL),
        checked_in_by=checked_in_by,
        answers=tuple(row.answers.items()),
        refused_because=row.refused_because,
        can_correct=registration_corrections.is_open(activity, row, clock.now(), is_keeper=True),
        can_name=registration_corrections.may_name(row, is_keeper=True),
    )


def _owned(session: Session, found: Sequence[tuple[Registration, Activity]]) -> tuple[Own, ...]:
    """Each as its owner sees it; what is asked for besides is asked once for all."""
    rows = [row for row, _ in found]
    feedback = open_tokens(session, rows)
    ahead = _ahead(session, [row.id for row in rows if row.state is R.WAITING])
    held_by = organisations(session, (activity.organiser_id for _, activity in found))
    return tuple(
        _own(
            row,
            activity,
            ahead=ahead.get(row.id, 0),
            feedback=feedback.get(row.id, ""),
            organiser=held_by[activity.organiser_id],
        )
        for row, activity in found
    )


def _ahead(session: Session, ids: Sequence[int]) -> dict[int, int]:
    """How many wait before each of these who wait."""
    if not ids:
        return {}
    this, before = aliased(Registration), aliased(Registration)
    counted = (
        select(this.id, func.count())
        .join(before, before.activity_id == this.activity_id)
        .where(col(this.id).in_(ids), before.state == R.WAITING, before.ticket < this.ticket)
        .group_by(this.id)
    )
    return dict(session.exec(counted).all())


def _own(
    row: Registration, activity: Activity, *, ahead: int, feedback: str, organiser: Named
) -> Own:
    has_seat = row.state is R.REGISTERED and activity.stage is ActivityStage.PUBLISHED
    return Own(
        registration_id=row.id,
        activity_id=activity.id,
        number=activity.number,
        title=activity.title,
        title_en=activity.title_en,
        stage=activity.stage,
        starts_at=activity.starts_at.astimezone(LOCAL),
        ends_at=activity.ends_at.astimezone(LOCAL),
        place=activity.place,
        link=activity.link if has_seat else "",
        cancelled_because=activity.cancelled_because,
        person_name=row.person_name,
        enterprise=row.enterprise_name,
        state=row.state,
        ahead=ahead,
        refused_because=row.refused_because,
        can_withdraw=row.state in COMING and clock.now() < activity.starts_at,
        code=code_of(activity.id, row.ticket) if has_seat else "",
        feedback=feedback,
        ticket=row.ticket,
        organiser=organiser,
        has_certificate=row.state is R.ATTENDED and activity.stage in HELD,
        can_correct=registration_corrections.is_open(activity, row, clock.now(), is_keeper=False),
        can_name=registration_corrections.may_name(row, is_keeper=False),
        asked=tuple((each, row.answers.get(each.key, "")) for each in questions(activity)),
    )
