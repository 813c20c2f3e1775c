"""Whom those who hold an activity, or keep a menu or a competition, have to call: nothing that is sent reaches them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, or_, select

from db.activity_vocabulary import COMING
from db.contest_vocabulary import EntryState
from db.models import (
    Activity,
    Contest,
    ContestEntry,
    Registration,
    ServiceBooking,
    ServiceMenu,
    ServiceOffer,
    ServiceSlot,
)
from db.service_vocabulary import BookingState
from domain import telephoning
from domain.activities_visible import activities_kept_by
from domain.activity_occurrences import follows
from domain.calling import Call
from domain.clock import LOCAL
from domain.contest import telephoning as entrants
from domain.identifiers import dialled
from domain.menu import telephoning as bookings
from domain.permissions import Person
from domain.queries.named import people
from domain.unreached import unreached


@dataclass(frozen=True)
class Calls:
    """By the ids of registrations: who is to be called now, and who was called when by whom."""

    coming: int  # who mean to come and are reached by nothing else, whether there is news or not
    open: frozenset[int]
    called: dict[int, tuple[datetime, str]]


@dataclass(frozen=True)
class Callee:
    """Somebody who has booked a service or entered a project, whom nothing reaches that is sent; the telephone as it is
    dialled. `about`: the title of what it is; `starts_at`: when, of a service."""

    id: int
    person_name: str
    phone: str
    enterprise: str
    about: str
    about_en: str
    starts_at: datetime | None
    state: BookingState | EntryState
    is_open: bool  # is to be called now
    called: tuple[datetime, str] | None  # when and by whom last


def calls(session: Session, person: Person, activity_id: int) -> Calls | None:
    """For those who hold the activity; none for others."""
    kept = select(Activity.id).where(Activity.id == activity_id, activities_kept_by(person))
    if session.exec(kept).first() is None:
        return None
    found = telephoning.calls(session, activity_id)
    coming = select(Registration.id).where(
        col(Registration.id).in_(found), col(Registration.state).in_(COMING)
    )
    return Calls(
        len(session.exec(coming).all()),
        frozenset(key for key, each in found.items() if each.is_open),
        _called(session, found),
    )


def of_menu(session: Session, person: Person, menu_id: int) -> tuple[Callee, ...]:
    """Who has booked a time of a menu that is not over, for those who keep it: who is to be called now stands first."""
    kept = select(ServiceMenu.id).where(
        ServiceMenu.id == menu_id, activities_kept_by(person, ServiceMenu)
    )
    found = bookings.calls(session, menu_id) if session.exec(kept).first() else {}
    called = _called(session, found)
    rows = session.exec(
        select(ServiceBooking, ServiceSlot.starts_at, ServiceOffer)
        .join(ServiceSlot, ServiceSlot.id == ServiceBooking.slot_id)
        .join(ServiceOffer, ServiceOffer.id == ServiceSlot.offer_id)
        .where(col(ServiceBooking.id).in_(found))
        .order_by(col(ServiceSlot.starts_at), col(ServiceBooking.id))
    )
    return _open_first(
        Callee(
            row.id,
            row.person_name,
            dialled(row.phone or ""),
            row.enterprise_name,
            offer.title,
            offer.title_en,
            starts_at.astimezone(LOCAL),
            row.state,
            found[row.id].is_open,
            called.get(row.id),
        )
        for row, starts_at, offer in rows
    )


def of_contest(session: Session, person: Person, contest_id: int) -> tuple[Callee, ...]:
    """Who has entered a project in a competition, for those who keep it: who is to be called now stands first."""
    kept = select(Contest.id).where(Contest.id == contest_id, activities_kept_by(person, Contest))
    found = entrants.calls(session, contest_id) if session.exec(kept).first() else {}
    called = _called(session, found)
    rows = session.exec(
        select(ContestEntry)
        .where(col(ContestEntry.id).in_(found))
        .order_by(col(ContestEntry.ticket))
    )
    return _open_first(
        Callee(
            row.id,
            row.contact_name,
            dialled(row.phone or ""),
            row.enterprise_name,
            row.title,
            "",
            None,
            row.state,
            found[row.id].is_open,
            called.get(row.id),
        )
        for row in rows
    )


def _called(session: Session, found: dict[int, Call]) -> dict[int, tuple[datetime, str]]:
    """When each was called last, and by whom."""
    names = people(session, (each.called_by_id for each in found.values()))
    return {
        key: (each.called_at.astimezone(LOCAL), names[each.called_by_id])
        for key, each in found.items()
        if each.called_at
    }


def _open_first(found: Iterable[Callee]) -> tuple[Callee, ...]:
    return tuple(sorted(found, key=lambda each: not each.is_open))


def with_following(session: Session, person: Person, activity_id: int) -> int:
    """How many people mean to come to the activity, or to one that its rule has after it and that stands at the same
    stage, and are reached by nothing else: each number counts once. For those who hold it; 0 for others."""
    kept = select(Activity).where(Activity.id == activity_id, activities_kept_by(person))
    activity = session.exec(kept).first()
    if activity is None:
        return 0
    asked = (
        select(func.count(func.distinct(Registration.phone)))
        .join(Activity, Activity.id == Registration.activity_id)
        .where(
            or_(Activity.id == activity_id, follows(activity)),
            Activity.stage == activity.stage,
            activities_kept_by(person),
            col(Registration.state).in_(COMING),
            unreached(Registration),
        )
    )
    return session.exec(asked).one()


# An end passes, and others register for those that follow.
calls.by_minute = with_following.by_minute = of_menu.by_minute = of_contest.by_minute = True
