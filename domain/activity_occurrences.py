"""The occurrences of a recurring activity that are treated together: all of a stage, or one and those that follow."""

from dataclasses import fields, replace
from datetime import timedelta

from sqlalchemy import ColumnElement, and_, false
from sqlmodel import Session, col, func, or_, select

from db.models import Activity
from domain.activity_plans import Plan
from domain.command import Act

MOMENTS = ("starts_at", "ends_at", "opens_at", "closes_at")


def with_occurrences(act: Act, activity: Activity, takes_following: bool) -> list[Activity]:
    """The activity and, where it is the first of a recurring one or it is wanted, what follows at the same stage; all
    locked."""
    is_first = activity.recurs_from_id is None
    return with_following(act, activity) if is_first or takes_following else [activity]


def with_following(act: Act, activity: Activity) -> list[Activity]:
    """The activity and the occurrences at the same stage that its rule has after it, in their order; all locked.

    Made in the order of the rule, and locked in it, so that two who do so never wait for each other in a ring.
    """
    found = (
        select(Activity)
        .where(follows(activity), Activity.stage == activity.stage)
        .order_by(col(Activity.id))
        .with_for_update()
    )
    return [activity, *act.session.exec(found)]


def newer_than_public(session: Session, activity: Activity) -> int:
    """A sequence above that of the occurrences that are public already, or 0: calendars that know the rule take what it
    has now for newer."""
    known = select(func.max(Activity.sequence)).where(
        Activity.uid == activity.uid, col(Activity.published_at).is_not(None)
    )
    highest = session.exec(known).one()
    return 0 if highest is None else highest + 1


def follows(activity: Activity) -> ColumnElement[bool]:
    """Which rows the rule has after an occurrence, wherever they were moved; none where it does not recur."""
    if activity.recurrence_at is None:
        return false()
    first = activity.recurs_from_id or activity.id
    return and_(
        or_(Activity.id == first, Activity.recurs_from_id == first),
        col(Activity.recurrence_at) > activity.recurrence_at,
    )


def alike(stood: Plan, before: Plan, after: Plan) -> Plan:
    """The plan of another occurrence with what was changed in this one's; what has a moment keeps its distance."""
    by = stood.starts_at - before.starts_at
    changed = {
        each.name: _at(each.name, getattr(after, each.name), by)
        for each in fields(Plan)
        if getattr(after, each.name) != getattr(before, each.name)
    }
    return replace(stood, **changed)


def _at(name: str, value, by: timedelta):
    if name == "agenda":
        return tuple(replace(item, at=item.at + by) for item in value)
    return value + by if name in MOMENTS and value is not None else value
