"""What calendar feeds hold: the public ones by area, series and organiser, and those behind a secret address.

A feed holds what is to come and what ended within `KEPT`; a cancelled activity stays in it, struck out, as long.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, or_, select
from sqlmodel import case as when

from db.activity_vocabulary import ActivityStage, RegistrationState
from db.models import (
    Activity,
    ActivityPartner,
    ActivitySeries,
    Area,
    Organisation,
    OrganisationMerge,
    Registration,
)
from db.vocabulary import Kind
from domain import activity_entries, clock
from domain.activities_visible import (
    PUBLIC_STAGES,
    activities_visible_to,
    registrations_visible_to,
)
from domain.activity_checks import LONGEST
from domain.activity_entries import Told
from domain.calendar_files import Entry
from domain.permissions import PUBLIC, Person
from domain.queries import booked
from domain.queries.activities import Filters, conditions
from domain.queries.changes import changed_at
from domain.queries.named import Named

KEPT = timedelta(days=90)
MOST = 500
IN_FEEDS = (*PUBLIC_STAGES, ActivityStage.CANCELLED)
R = RegistrationState
STANDS = {  # how a registration stands in the calendar of whoever registered: certain, or not yet
    R.REGISTERED: True,
    R.ATTENDED: True,
    R.WAITING: False,
    R.AWAITING_APPROVAL: False,
}


@dataclass
class Stand:
    """How somebody's registrations for one activity stand, of which there is more than one where they came back."""

    states: set[RegistrationState] = field(default_factory=set)
    steps: int = 0  # so often they have changed: it only grows, whichever of them is the last one
    changed_at: datetime | None = None


@dataclass(frozen=True)
class Feed:
    """The entries of one feed, and of what it is; none: of the whole city."""

    of: Named | None
    entries: tuple[Entry, ...]


def public(session: Session, filters: Filters, language: str) -> Feed | None:
    """What everybody may see under these filters; nothing where there is no such area, series or organiser."""
    filters = replace(filters, stages=IN_FEEDS, organiser_id=_now(session, filters.organiser_id))
    of = _of(session, filters)
    if of is None and (filters.area or filters.series_id or filters.organiser_id):
        return None
    where = conditions(PUBLIC, filters)
    return Feed(of, _entries(session, where, language))


def house(session: Session, person: Person, language: str) -> Feed:
    """What somebody's organisation holds or helps to hold, also what is not published yet; drafts are tentative."""
    helps = select(ActivityPartner.activity_id).where(
        ActivityPartner.organisation_id == person.organisation_id
    )
    where = [
        activities_visible_to(person),
        or_(Activity.organiser_id == person.organisation_id, col(Activity.id).in_(helps)),
        or_(Activity.stage != ActivityStage.CANCELLED, col(Activity.published_at).is_not(None)),
    ]
    of = Named(person.organisation_id, person.organisation, person.organisation_en)
    return Feed(of, _entries(session, where, language))


def registrations(session: Session, person: Person, language: str) -> Feed:
    """What somebody, or their enterprise, has registered for or booked; who waits for a seat sees it as tentative."""
    mine = [Registration.user_id == person.id]
    if person.organisation_id is not None:
        mine.append(Registration.organisation_id == person.organisation_id)
    found = session.exec(
        select(Activity, Registration)
        .join(Registration, Registration.activity_id == Activity.id)
        .where(or_(*mine), registrations_visible_to(person), *_lately())
        .order_by(*_ahead_first())
        .limit(MOST)
    ).all()
    stands = _stands(session, [each for _, each in found])
    told = _told(session, _in_order({row.id: row for row, _ in found}.values()), language)
    own = (_own(each, stands[each.row.id], language) for each in told)
    return Feed(None, (*own, *booked.entries(session, person, clock.now() - KEPT, language)))


def one(session: Session, person: Person, activity_id: int, language: str) -> Entry | None:
    """One activity, standing for itself, as far as this reader may see it."""
    found = session.exec(
        select(Activity).where(Activity.id == activity_id, activities_visible_to(person))
    ).all()
    told = _told(session, found, language)
    return activity_entries.single(told[0], language) if told else None


def holds(session: Session, person: Person, organisation_id: int) -> bool:
    """Whether an organisation holds anything that everybody may see."""
    asked = select(Activity.id).where(
        Activity.organiser_id == organisation_id, col(Activity.stage).in_(PUBLIC_STAGES)
    )
    return session.exec(asked.limit(1)).first() is not None


holds.by_scope = True


def with_seat(
    session: Session, activity: Activity, registration: Registration, language: str
) -> Entry:
    """One activity for whoever has a seat: with the link by which it is held, counted on as in the feed.

    What their address had before at this activity counts too: an entry that was struck out is entered anew.
    """
    theirs = select(Registration).where(
        Registration.activity_id == activity.id,
        Registration.email == registration.email,
        Registration.ticket
        <= registration.ticket,  # a mail that goes out late strikes out no later one
    )
    stand = _stands(session, session.exec(theirs).all()).get(activity.id, Stand())
    stand.states = {R.REGISTERED}
    [told] = _told(session, [activity], language)
    return _own(told, stand, language)


def with_talk(session: Session, activity: Activity, expert_id: int, language: str) -> Entry:
    """One activity for an expert who speaks there: with the link by which it is held.

    Under a name of its own, for who speaks may have a seat too and give that up. Every step of the activity counts:
    they are taken off and named again by steps that calendars do not hear of otherwise.
    """
    [told] = _told(session, [activity], language)
    entry = _with_way_in(activity_entries.single(told, language), activity)
    uid = f"{entry.uid}-speaker-{expert_id}"
    return replace(entry, uid=uid, sequence=activity.version)


def _stands(session: Session, rows: Sequence[Registration]) -> dict[int, Stand]:
    """By activity."""
    changed = changed_at(session, Registration.__tablename__, [row.id for row in rows])
    stands: dict[int, Stand] = {}
    for row in rows:
        stand = stands.setdefault(row.activity_id, Stand())
        stand.states.add(row.state)
        stand.steps += row.version
        last = changed.get(row.id, row.state_since)
        stand.changed_at = max(filter(None, (stand.changed_at, last)))
    return stands


def _own(told: Told, stand: Stand, language: str) -> Entry:
    entry = activity_entries.single(told, language)
    entry = replace(
        entry,
        sequence=entry.sequence + stand.steps,
        changed_at=max(filter(None, (entry.changed_at, stand.changed_at))),
    )
    comes = {STANDS[each] for each in stand.states if each in STANDS}
    if not comes:
        return replace(entry, is_cancelled=True)
    if True not in comes:
        return replace(entry, is_tentative=True)
    return _with_way_in(entry, told.row)


def _with_way_in(entry: Entry, row: Activity) -> Entry:
    if not row.link:
        return entry
    return replace(entry, place=" · ".join(filter(None, (row.place, row.link))))


def _lately() -> list[ColumnElement[bool]]:
    since = clock.now() - KEPT
    # Nothing lasts longer than LONGEST, so that the index finds what has begun before.
    return [col(Activity.starts_at) > since - LONGEST, col(Activity.ends_at) > since]


def _ahead_first() -> list[ColumnElement]:
    """What is over gives way first where there is more than a feed holds, and of what is ahead the farthest."""
    now = clock.now()
    is_ahead = when((col(Activity.ends_at) >= now, col(Activity.starts_at)))
    return [col(Activity.ends_at) < now, is_ahead, col(Activity.starts_at).desc(), col(Activity.id)]


def _in_order(rows: Iterable[Activity]) -> list[Activity]:
    return sorted(rows, key=lambda row: (row.starts_at, row.id))


def _entries(
    session: Session, where: Sequence[ColumnElement[bool]], language: str
) -> tuple[Entry, ...]:
    """With all the occurrences of what recurs, also those before: a calendar counts from the first one."""
    asked = select(Activity).where(*where)
    lately = asked.where(*_lately()).order_by(*_ahead_first()).limit(MOST)
    rows = _in_order(session.exec(lately))
    recurring = {row.uid for row in rows if row.recurrence_at is not None}
    rules: dict[str, str] = {}
    if recurring:
        known = {row.id for row in rows}
        of_them = session.exec(asked.where(col(Activity.uid).in_(recurring)))
        rows += _in_order(row for row in of_them if row.id not in known)
        ruled = select(Activity.uid, Activity.recurrence).where(
            col(Activity.uid).in_(recurring), col(Activity.recurs_from_id).is_(None)
        )
        rules = dict(session.exec(ruled).all())
    return tuple(activity_entries.entries(_told(session, rows, language), rules, language))


def _told(session: Session, rows: Sequence[Activity], language: str) -> list[Told]:
    names = {
        id: (name_en if language == "en" else "") or name
        for id, name, name_en in session.exec(
            select(Organisation.id, Organisation.name, Organisation.name_en).where(
                col(Organisation.id).in_({row.organiser_id for row in rows})
            )
        )
    }
    changed = changed_at(session, Activity.__tablename__, [row.id for row in rows])
    return [Told(row, names[row.organiser_id], changed.get(row.id, row.created_at)) for row in rows]


def _now(session: Session, organisation_id: int | None) -> int | None:
    """The record that a merged one leads to."""
    merged = session.get(OrganisationMerge, organisation_id) if organisation_id else None
    return merged.into_id if merged else organisation_id


def _of(session: Session, filters: Filters) -> Named | None:
    if filters.area:
        area = session.get(Area, filters.area)
        return Named(0, area.name, area.name_en) if area else None
    if filters.series_id:
        series = session.get(ActivitySeries, filters.series_id)
        return Named(series.id, series.name, series.name_en) if series else None
    if filters.organiser_id:
        house = session.get(Organisation, filters.organiser_id)
        if house and house.is_active and house.kind is not Kind.ENTERPRISE:
            return Named(house.id, house.name, house.name_en or "")
    return None
