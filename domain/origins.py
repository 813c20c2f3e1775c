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
    _add(act, activity.id, way, demand_id, need_id)


def hand_down(act: Act, demand_id: int, need_id: int) -> None:
    """A need that grows out of a demand was raised where the demand was."""
    known = select(ActivityOrigin.activity_id).where(ActivityOrigin.demand_id == demand_id)
    activity_id = act.session.exec(known).first()
    if activity_id is not None:
        _add(act, activity_id, OriginWay.GROWN, None, need_id)


def is_open(activity: Activity, now) -> bool:
    """Whether something can be put down to it now."""
    is_public = activity.stage in PUBLIC_STAGES
    return is_public and activity.starts_at - BEFORE <= now < activity.ends_at + AFTERWARDS


def _add(
    act: Act, activity_id: int, way: OriginWay, demand_id: int | None, need_id: int | None
) -> None:
    act.session.add(
        ActivityOrigin(
            activity_id=activity_id,
            demand_id=demand_id,
            need_id=need_id,
            way=way,
            raised_at=act.now,
        )
    )
    act.topics.add(topics.of_registrations(activity_id))
