"""What is in the way of an activity and is no activity: docking days, and booked times of experts in service menus."""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta

from sqlmodel import Session, col, or_, select

from db.activity_vocabulary import ActivityStage, ClashKind
from db.models import Activity, DockingDay, ServiceBooking, ServiceOffer, ServiceSlot
from db.research_vocabulary import DockingStage
from db.service_vocabulary import BookingState
from domain.clock import LOCAL
from domain.docking_facts import span
from domain.place_keys import place_key

TO_COME = (DockingStage.PLANNING, DockingStage.PUBLISHED)
ANNOUNCING = (ActivityStage.IN_REVIEW, ActivityStage.PUBLISHED)  # is found as an activity
LONGEST_SERVICE = timedelta(days=1)


def docking_days(
    session: Session,
    activity_id: int,
    starts: datetime,
    ends: datetime,
    *,
    room: str,
    calls: bool,
    areas: Collection[str],
) -> Iterator[tuple[ClashKind, DockingDay]]:
    """The days that no activity announces: in the same room (`room`: its key), or calling the same people.

    As once they are announced, they call everybody of their area, or of the city. `calls`: whether the activity calls
    people by name, or is a docking day itself; `areas`: from where, none: of the whole city.
    """
    announced = select(Activity.id).where(
        Activity.id == DockingDay.activity_id, col(Activity.stage).in_(ANNOUNCING)
    )
    found = select(DockingDay).where(
        col(DockingDay.stage).in_(TO_COME),
        DockingDay.held_on >= starts.astimezone(LOCAL).date() - timedelta(days=1),
        DockingDay.held_on <= ends.astimezone(LOCAL).date(),
        or_(col(DockingDay.activity_id).is_(None), DockingDay.activity_id != activity_id),
        ~announced.correlate(DockingDay).exists(),
    )
    for day in session.exec(found.order_by(col(DockingDay.held_on), col(DockingDay.id))):
        held = span(day)
        if not (held.begins < ends and held.ends > starts):
            continue
        if room and place_key(day.place) == room:
            yield ClashKind.ROOM, day
        if calls and (not areas or day.area_code is None or day.area_code in areas):
            yield ClashKind.AUDIENCE, day


def booked_slots(
    session: Session, expert_ids: Collection[int], starts: datetime, ends: datetime
) -> list[tuple[ServiceSlot, ServiceOffer]]:
    """The times of these experts that an enterprise has booked."""
    if not expert_ids:
        return []
    found = (
        select(ServiceSlot, ServiceOffer)
        .join(ServiceOffer, ServiceOffer.id == ServiceSlot.offer_id)
        .join(ServiceBooking, ServiceBooking.slot_id == ServiceSlot.id)
        .where(
            ServiceBooking.state == BookingState.BOOKED,
            col(ServiceOffer.expert_id).in_(expert_ids),
            col(ServiceSlot.starts_at) < ends,
            col(ServiceSlot.starts_at) > starts - LONGEST_SERVICE,  # for the index
            col(ServiceSlot.ends_at) > starts,
        )
        .order_by(col(ServiceSlot.starts_at), col(ServiceSlot.id))
    )
    return list(session.exec(found))
