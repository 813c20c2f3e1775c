"""What had come of an activity after 30, 90 and 180 days: kept as it stood then, so that reports do not change."""

from datetime import timedelta

from sqlmodel import col, or_, select

from db.activity_vocabulary import ActivityStage
from db.models import Activity, ActivityOutcome
from domain import activity_numbers, clock
from domain.activities import check
from domain.activity_numbers import MOMENTS
from domain.command import Act, command
from domain.errors import Refused
from domain.permissions import engine

S = ActivityStage


class NotThatFar(Refused):
    message = "The next moment at which it is counted what came of it has not come yet."


@command(Activity, by=engine)
def note(act: Act, activity: Activity) -> None:
    """Count what came of an activity at every moment that has come and was not counted; each once, never again."""
    check(activity, S.HELD, S.REPORTED)
    due = [
        days
        for days in MOMENTS
        if act.now >= activity.ends_at + timedelta(days=days)
        and act.session.get(ActivityOutcome, (activity.id, days)) is None
    ]
    if not due:
        raise NotThatFar
    numbers = activity_numbers.of(
        act.session, activity_numbers.with_contests(act.session, activity.id)
    ).as_json()
    for days in due:
        act.session.add(
            ActivityOutcome(activity_id=activity.id, days=days, taken_at=act.now, numbers=numbers)
        )
        act.record("outcome_noted", activity, days=days, numbers=numbers)


def to_note():
    """The ids of the activities of which a moment has come that was not counted."""
    now = clock.now()
    due = []
    for days in MOMENTS:
        noted = select(ActivityOutcome.activity_id).where(
            ActivityOutcome.activity_id == Activity.id, ActivityOutcome.days == days
        )
        is_missing = ~noted.correlate(Activity).exists()
        due.append((col(Activity.ends_at) <= now - timedelta(days=days)) & is_missing)
    held = col(Activity.stage).in_((S.HELD, S.REPORTED))
    return select(Activity.id).where(held, or_(*due)).order_by(col(Activity.ends_at))
