"""What the platform does about activities by itself: reminds those who come, and notes what is over."""

from datetime import timedelta

from sqlmodel import col, select

from db.activity_vocabulary import ActivityStage
from db.models import Activity
from domain import activity_reopening, clock, registration_mails
from domain.activities import check
from domain.command import Act, command
from domain.errors import Refused
from domain.permissions import activity_keepers, engine

REMIND_BEFORE = timedelta(hours=24)


class RemindedAlready(Refused):
    message = "Those who come were reminded of this date already."


@command(Activity, by=engine + activity_keepers)
def remind(act: Act, activity: Activity) -> int:
    """Remind everybody who has a seat, once for a date: by mail, and inside who has an account.

    By the platform a day before. Returns how many by mail.
    """
    check(activity, ActivityStage.PUBLISHED)
    if activity.reminded_at is not None or activity.starts_at <= act.now:
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
            col(Activity.starts_at) <= now + REMIND_BEFORE,
            col(Activity.reminded_at).is_(None),
        )
        .order_by(col(Activity.starts_at))
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
