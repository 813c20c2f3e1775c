"""Whom to invite to an activity, and why; and what came of those who were invited."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, exists, true
from sqlmodel import Session, and_, case, col, func, or_, select

from db.activity_vocabulary import RegistrationState
from db.models import (
    Activity,
    ActivityInvitation,
    Area,
    Industry,
    Message,
    Organisation,
    Registration,
)
from db.vocabulary import MessageKind, Role
from domain import activity_invitations, clock
from domain import invitation_rules as rules
from domain.activities_visible import activities_visible_to
from domain.clock import LOCAL
from domain.command import can
from domain.invitation_rules import Reason
from domain.permissions import Person
from domain.registration_rules import LIVE

PAGE = 50
R = RegistrationState


@dataclass(frozen=True)
class Candidate:
    """An enterprise that could be invited, and why."""

    id: int
    name: str
    name_en: str
    area: str
    area_en: str
    industry: str
    industry_en: str
    score: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Counted:
    """How many fit, and how many of them can be invited; the others by what stands in the way, at each of it."""

    fit: int
    free: int
    hindered: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Proposed:
    """One page of candidates, the best first; `next` is the id after which the following one begins."""

    candidates: tuple[Candidate, ...]
    next: int | None
    counted: Counted  # of all pages


@dataclass(frozen=True)
class InvitedShown:
    """One enterprise that was invited, and what came of it."""

    id: int
    organisation_id: int
    name: str
    name_en: str
    reasons: tuple[Reason, ...]
    invited_at: datetime
    is_sent: bool
    is_given_up: bool
    has_registered: bool
    has_come: bool


@dataclass(frozen=True)
class InvitedPage:
    """Some of those who were invited, the last first; and of all: how many registered and came."""

    lines: tuple[InvitedShown, ...]
    next: int | None
    invited: int
    registered: int
    came: int


def proposed(session: Session, person: Person, activity_id: int, after: int = 0) -> Proposed | None:
    """Whom to invite, page by page, and how many fit; none for those who do not hold the activity.

    `after`: the `next` of the page before.
    """
    activity = held(session, person, activity_id)
    if activity is None:
        return None
    rows = session.exec(paged(session, person, activity, after)).all()
    fit, free, *hindered = map(int, rows[0][: len(rules.HINDRANCES) + 2])
    found = [row[len(rules.HINDRANCES) + 2 :] for row in rows]
    shown = [_candidate(*row) for row in found[:PAGE] if row[0] is not None]
    counted = Counted(fit, free, tuple(zip(rules.HINDRANCES, hindered, strict=True)))
    return Proposed(tuple(shown), shown[-1].id if len(rows) > PAGE else None, counted)


def best(session: Session, person: Person, activity_id: int, many: int) -> tuple[int, ...]:
    """The ids of so many who fit best and can be invited."""
    activity = held(session, person, activity_id)
    if activity is None:
        return ()
    sought = rules.sought(session, person, activity, clock.now())
    asked = sought.select(Organisation.id, sought.score).where(sought.is_free)
    asked = asked.order_by(sought.score.desc(), col(Organisation.id))
    most = min(many, activity_invitations.MOST_AT_ONCE)
    return tuple(id for id, _ in session.exec(asked.limit(most)))


def invited(
    session: Session, person: Person, activity_id: int, before: int = 0
) -> InvitedPage | None:
    """Who was invited and what came of it; `before`: the `next` of the page before."""
    activity = held(session, person, activity_id)
    if activity is None:
        return None
    registered, came = _is_here(LIVE), _is_here((R.ATTENDED,))
    mine = ActivityInvitation.activity_id == activity.id
    joined = _joined(
        select(
            ActivityInvitation,
            Organisation.name,
            Organisation.name_en,
            Message.sent_at,
            Message.given_up_at,
            registered,
            came,
        )
    ).outerjoin(
        Message,
        and_(
            Message.invitation_id == ActivityInvitation.id,
            Message.kind == MessageKind.ACTIVITY_INVITED,
        ),
    )
    asked = joined.where(mine).order_by(col(ActivityInvitation.id).desc()).limit(PAGE + 1)
    if before:
        asked = asked.where(ActivityInvitation.id < before)
    rows = session.exec(asked).all()
    tell = _joined(select(func.count(), _many(registered), _many(came)))
    many = tuple(int(each or 0) for each in session.exec(tell.where(mine)).one())
    shown = tuple(map(_shown, rows[:PAGE]))
    return InvitedPage(shown, shown[-1].id if len(rows) > PAGE else None, *many)


def is_wanted(session: Session, person: Person) -> bool | None:
    """Whether somebody's enterprise may be invited; None for those who are no enterprise."""
    if not person.has(Role.ENTERPRISE) or person.organisation_id is None:
        return None
    return activity_invitations.is_wanted(session, person.organisation_id)


proposed.by_scope = invited.by_scope = True


def paged(session: Session, person: Person, activity: Activity, after: int) -> Select:
    """One page of candidates and one more, each beside how many fit, are free and are hindered by what; one row without
    a candidate where there is none.

    All that fit are found once; the one after whom it begins may have been invited since.
    """
    sought = rules.sought(session, person, activity, clock.now())
    flags = (case((each, 1), else_=0).label(name) for name, each in sought.hindered.items())
    counts = (sought.counts[why].label(why.value) for why in rules.POINTS)
    fits = sought.select(Organisation.id, sought.score.label("score"), *counts, *flags).cte("fits")
    is_free = and_(*(fits.c[name] == 0 for name in rules.HINDRANCES))
    sums = (case((is_free, 1), else_=0), *(fits.c[name] for name in rules.HINDRANCES))
    told = select(func.count().label("fit"), *(func.coalesce(func.sum(each), 0) for each in sums))
    told = told.select_from(fits).subquery("told")
    columns = (fits.c.id, fits.c.score, *(fits.c[why.value] for why in rules.POINTS))
    best = select(*columns).where(is_free)
    if after:
        last = select(fits.c.score).where(fits.c.id == after).scalar_subquery()
        later = and_(fits.c.score == last, fits.c.id > after)
        best = best.where(or_(last.is_(None), fits.c.score < last, later))
    best = best.order_by(fits.c.score.desc(), fits.c.id).limit(PAGE + 1).subquery("best")
    names = (Organisation.name, Organisation.name_en, Area.name, Area.name_en)
    names += (Industry.name, Industry.name_en)
    _, score, *whys = best.c
    return (
        select(*told.c, best.c.id, *names, score, *whys)
        .select_from(told)
        .outerjoin(best, true())
        .outerjoin(Organisation, Organisation.id == best.c.id)
        .outerjoin(Area, Area.code == Organisation.area_code)
        .outerjoin(Industry, Industry.code == Organisation.industry_code)
        .order_by(score.desc(), best.c.id)
    )


def held(session: Session, person: Person, activity_id: int) -> Activity | None:
    """The activity, for those who may invite to it."""
    row = session.exec(
        select(Activity).where(Activity.id == activity_id, activities_visible_to(person))
    ).first()
    return row if row and can(person, activity_invitations.invite, row) else None


def _candidate(id, name, name_en, area, area_en, industry, industry_en, score, *counts):
    return Candidate(
        id,
        name,
        name_en or "",
        area or "",
        area_en or "",
        industry or "",
        industry_en or "",
        int(score),
        rules.counted_reasons(counts),
    )


def _shown(row) -> InvitedShown:
    invitation, name, name_en, sent_at, given_up_at, registered, came = row
    return InvitedShown(
        invitation.id,
        invitation.organisation_id,
        name,
        name_en or "",
        rules.reasons(invitation.reasons),
        invitation.invited_at.astimezone(LOCAL),
        sent_at is not None,
        given_up_at is not None,
        bool(registered),
        bool(came),
    )


def _joined(asked: Select) -> Select:
    return asked.select_from(ActivityInvitation).join(
        Organisation, Organisation.id == ActivityInvitation.organisation_id
    )


def _is_here(states) -> ColumnElement[bool]:
    """Whether somebody of the invited enterprise is at one of these states, as it is known or by its name."""
    here = (
        Registration.activity_id == ActivityInvitation.activity_id,
        col(Registration.state).in_(states),
    )
    known = exists().where(Registration.organisation_id == ActivityInvitation.organisation_id)
    typed = exists().where(Registration.enterprise_key == Organisation.name_key)
    around = (ActivityInvitation, Organisation)
    return or_(*(each.where(*here).correlate(*around) for each in (known, typed)))


def _many(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))
