"""A docking day in the calendar of activities: announced by a draft made of it, or linked with what stands there."""

from db.activity_vocabulary import ActivityKind, ActivityStage
from db.models import Activity, DockingDay
from domain import activities
from domain.activity_plans import Plan
from domain.command import Act, command
from domain.docking_facts import span
from domain.docking_sides import check_open
from domain.errors import Forbidden, NotFound, Refused
from domain.permissions import activity_keepers, activity_makers, allows, day_keepers


class AnnouncedAlready(Refused):
    message = "This docking day stands in the calendar already."


class NotADockingDay(Refused):
    message = "Only a docking day of the calendar that is not cancelled can be linked."


@command(DockingDay, by=day_keepers)
def announce(act: Act, day: DockingDay) -> int:
    """Draft an activity of the calendar for the day, to be completed and reviewed there; returns its id.

    By those who may draft activities. It says nothing of who comes.
    """
    check_open(day)
    if not allows(activity_makers, act.actor, None):
        raise Forbidden
    if day.activity_id is not None:
        raise AnnouncedAlready
    held = span(day)
    plan = Plan(
        title=day.name,
        starts_at=held.begins,
        ends_at=held.ends,
        kind=ActivityKind.DOCKING_DAY,
        place=held.place,
        area_code=day.area_code,
    )
    activity = activities.make(act, plan)
    day.activity_id = activity.id
    act.record("docking_announced", day, activity_id=activity.id, activity=activity.number)
    act.record("activity_drafted", activity, title=activity.title)
    return activity.id


@command(DockingDay, by=day_keepers)
def link(act: Act, day: DockingDay, *, activity_id: int | None) -> None:
    """Link the day with an activity that the same people hold, or (None) with none any more."""
    if activity_id is None:
        if day.activity_id is None:
            raise NotFound
        act.record("docking_unlinked", day, activity_id=day.activity_id)
        day.activity_id = None
        return
    check_open(day)
    activity = act.session.get(Activity, activity_id)
    if activity is None or not _is_theirs(act, activity):
        raise NotFound
    if activity.kind is not ActivityKind.DOCKING_DAY or activity.stage is ActivityStage.CANCELLED:
        raise NotADockingDay
    day.activity_id = activity.id
    act.record("docking_announced", day, activity_id=activity.id, activity=activity.number)


def _is_theirs(act: Act, activity: Activity) -> bool:
    """Whoever keeps it, or whose own house holds it."""
    is_own = activity.organiser_id == act.actor.organisation_id
    return is_own or allows(activity_keepers, act.actor, activity)
