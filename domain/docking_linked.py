"""The activity that announces a docking day follows it: moved with it, and cancelled when it is called off.

The day is always the first: by itself such an activity is not moved away (`activity_days.check_day`). So what locks
both locks the day first.
"""

from db.activity_vocabulary import ActivityStage
from db.models import Activity, DockingDay
from domain import activities, activity_days, activity_moves
from domain.activity_clashes import clashes, take_turns
from domain.command import Act
from domain.docking_facts import Span, span


def follow(act: Act, day: DockingDay, was: Span, *, despite_clashes: bool = False) -> None:
    """Move the activity by as much as the day was moved. Raises Clashes, unless that was looked at."""
    now, activity = span(day), _that_follows(act, day, *activity_moves.MOVABLE)
    if activity is None:
        return
    starts = activity.starts_at + (now.begins - was.begins)
    ends = activity.ends_at + (now.ends - was.ends)
    place = _place(act, activity, now, was)
    if (starts, ends, place) == (activity.starts_at, activity.ends_at, activity.place):
        return
    seen = []
    if despite_clashes:
        take_turns(act.session)
        found = clashes(act.session, activity, starts_at=starts, ends_at=ends, place=place)
        seen = [each.key for each in found]
    activity_moves.put_at(
        act,
        activity,
        starts_at=starts,
        ends_at=ends,
        place=place,
        acknowledged=seen,
        along={activity_moves.DAY_WAS_AT: was.place} if now.place != was.place else {},
    )


def cancel(act: Act, day: DockingDay, *, reason: str) -> None:
    """Cancel the activity of a day that is called off, for the same reason."""
    activity = _that_follows(act, day, *activities.CANCELLABLE)
    if activity is not None:
        activities.call_off(act, activity, reason=reason)


def _place(act: Act, activity: Activity, now: Span, was: Span) -> str:
    """Where the activity is held: where the day is held now, or its own place again where the day comes back."""
    if now.place == was.place:
        return activity.place
    moved = activity_moves.last_move(act, activity)
    if moved.get(activity_moves.DAY_WAS_AT) == now.place:
        return moved["was_place"]
    return now.place or activity.place


def _that_follows(act: Act, day: DockingDay, *stages: ActivityStage) -> Activity | None:
    """The activity, locked, at one of the stages; none where it announces other days besides."""
    if day.activity_id is None:
        return None
    others = [each.id for each in activity_days.days_of(act.session, day.activity_id)]
    if set(others) - {day.id}:
        return None
    activity = act.session.get(Activity, day.activity_id, with_for_update=True)
    return activity if activity.stage in stages else None
