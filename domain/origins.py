"""That a demand or a technical need was raised at an activity: noted in the transaction that makes it."""

from datetime import timedelta

from sqlmodel import select

from db.activity_vocabulary import OriginWay
from db.models import Activity, ActivityOrigin
from domain import topics
from domain.activities_visible import PUBLIC_STAGES
from domain.command import Act
from domain.errors import NotFound, Refused

BEFORE = timedelta(hours=12)  # the door may be open so long before the beginning
AFTERWARDS = timedelta(days=30)  # from its end: as long as those who came may say how it was


class NotRaisedThere(Refused):
    message = "What was raised at an activity is put down to it until {days} days after its end."


def note(
    act: Act,
    activity_id: int,
    way: OriginWay,
    *,
    demand_id: int | None = None,
    need_id: int | None = None,
) -> None:
    """Put what the same act has just made down to an activity. Raises NotFound, NotRaisedThere."""
    activity = act.session.get(Activity, activity_id)
    if activity is None or activity.stage not in PUBLIC_STAGES:
        raise NotFound
    if not is_open(activity, act.now):
        raise NotRaisedThere(days=AFTERWARDS.days)
    _add(act, way, activity_id=activity.id, demand_id=demand_id, need_id=need_id)


def note_booked(act: Act, menu_id: int, demand_id: int) -> None:
    """Put a demand that came up at a booked service down to the menu, and so to its series."""
    _add(act, OriginWay.ORGANISER, menu_id=menu_id, demand_id=demand_id)


def hand_down(act: Act, demand_id: int, need_id: int) -> None:
    """A need that grows out of a demand was raised where the demand was."""
    found = select(ActivityOrigin).where(ActivityOrigin.demand_id == demand_id)
    known = act.session.exec(found).first()
    if known is not None:
        where = {"activity_id": known.activity_id, "menu_id": known.menu_id}
        _add(act, OriginWay.GROWN, **where, need_id=need_id)


def is_open(activity: Activity, now) -> bool:
    """Whether something can be put down to it now."""
    is_public = activity.stage in PUBLIC_STAGES
    return is_public and activity.starts_at - BEFORE <= now < activity.ends_at + AFTERWARDS


def _add(act: Act, way: OriginWay, *, activity_id: int | None = None, **of: int | None) -> None:
    act.session.add(ActivityOrigin(activity_id=activity_id, way=way, raised_at=act.now, **of))
    if activity_id is not None:
        act.topics.add(topics.of_registrations(activity_id))
