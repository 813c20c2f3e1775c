"""The way back from "held": noted by mistake, or by the platform of what was put off and not moved in time."""

from sqlalchemy import ColumnElement
from sqlmodel import Session, select

from db.activity_vocabulary import ActivityStage
from db.models import Activity, ActivityOutcome, Event, FeedbackLink
from domain.activities import check
from domain.command import Act, command
from domain.errors import Refused
from domain.permissions import activity_keepers
from domain.written import line

REOPENED = "activity_reopened"


class WentOn(Refused):
    message = "Those who came have been asked how it was: it stays noted as held."


@command(Activity, by=activity_keepers)
def reopen(act: Act, activity: Activity, *, reason: str) -> None:
    """Take back that an activity was held: it is published again, and can be moved, cancelled, or noted as held anew.

    While nobody was asked how it was, and nothing was counted of what came of it. Once it is over the platform does
    not note it as held by itself again, unless it is moved.
    """
    check(activity, ActivityStage.HELD)
    why = line(reason, most=400, name="Reason")
    if has_gone_on(act.session, activity.id):
        raise WentOn
    activity.stage = ActivityStage.PUBLISHED
    act.record(REOPENED, activity, reason=why)


def is_left_alone() -> ColumnElement[bool]:
    """Whether it was taken back of an activity, after its end, that it was held."""
    taken_back = select(Event.id).where(
        Event.subject_kind == Activity.__tablename__,
        Event.subject_id == Activity.id,
        Event.action == REOPENED,
        Event.at >= Activity.ends_at,
    )
    return taken_back.correlate(Activity).exists()


def has_gone_on(session: Session, activity_id: int) -> bool:
    """Whether somebody was asked how it was, or it was counted what came of it."""
    tables = (FeedbackLink, ActivityOutcome)
    found = (select(each.activity_id).where(each.activity_id == activity_id) for each in tables)
    return any(session.exec(each.limit(1)).first() is not None for each in found)
