"""What the platform does about activities by itself: reminds those who come, and notes what is over."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, literal
from sqlmodel import and_, col, or_, select

from db.activity_vocabulary import ActivityStage
from db.models import Activity
from db.spans import days_between
from domain import activity_reopening, clock, registration_mails
from domain.activities import check
from domain.command import Act, command
from domain.errors import Refused
from domain.permissions import activity_keepers, engine

REMIND_BEFORE = timedelta(hours=24)
LAST = REMIND_BEFORE / timedelta(days=1)


class RemindedAlready(Refused):
    message = "Those who come were reminded of this date already."


@command(Activity, by=engine + activity_keepers)
def remind(act: Act, activity: Activity) -> int:
    """Remind everybody who has a seat: by mail, and inside who has an account. Returns how many by mail.

    By the platform a day before, and so many days before as the plan says; once within the last day, and once before.
    """
    check(activity, ActivityStage.PUBLISHED)
    last_day = activity.starts_at - REMIND_BEFORE
    was = activity.reminded_at
    if activity.starts_at <= act.now or (was and (act.now < last_day or was >= last_day)):
        raise RemindedAlready
    activity.reminded_at = act.now
    told = registration_mails.remind_all(act, activity)
    act.record(
        "activity_reminded",
        activity,
        told=told,
        starts_at=activity.starts_at.isoformat(),
        place=activity.place,
    )
    return told


def to_remind():
    """The ids of the activities whose people are to be reminded now."""
    now = clock.now()
    return (
        select(Activity.id)
        .where(
            Activity.stage == ActivityStage.PUBLISHED,
            col(Activity.starts_at) > now,
            or_(_a_day_before(now), _days_before(now)),
        )
        .order_by(col(Activity.starts_at))
    )


def _a_day_before(now: datetime) -> ColumnElement[bool]:
    """Whoever was reminded before the last day began is reminded once more."""
    before = days_between(Activity.reminded_at, Activity.starts_at)
    is_open = or_(col(Activity.reminded_at).is_(None), before > LAST)
    return and_(col(Activity.starts_at) <= now + REMIND_BEFORE, is_open)


def _days_before(now: datetime) -> ColumnElement[bool]:
    """So many days before as the plan says, where it was published by then."""
    ahead = days_between(literal(now, col(Activity.starts_at).type), Activity.starts_at)
    announced = days_between(Activity.published_at, Activity.starts_at)
    return and_(
        col(Activity.reminded_at).is_(None),
        ahead <= Activity.reminder_days,
        announced > Activity.reminder_days,
    )


def over():
    """The ids of the published activities that are over, but for those that were not held after all."""
    return (
        select(Activity.id)
        .where(
            Activity.stage == ActivityStage.PUBLISHED,
            col(Activity.ends_at) <= clock.now(),
            ~activity_reopening.is_left_alone(),
        )
        .order_by(col(Activity.starts_at))
    )
