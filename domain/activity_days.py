"""The docking day that an activity announces: the activity keeps around it, and is moved and cancelled with it."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from db.models import Activity, DockingDay
from db.research_vocabulary import DockingStage
from domain.activity_plans import Plan
from domain.command import Act
from domain.docking_facts import span
from domain.errors import Refused


class FollowsDay(Refused):
    message = (
        "This activity announces a docking day: it may begin earlier or last longer, but is moved and cancelled "
        "with the docking day. Please change that one."
    )


def check_day(
    act: Act, activity: Activity, plan: Plan | None = None, *, back_to: str | None = None
) -> None:
    """Raises FollowsDay where the docking day that an activity announces would lie outside it, or have lost it.

    `back_to`: a place of its own that it has just left, and may go back to.
    """
    days = days_of(act.session, activity.id)
    if len(days) != 1:
        return
    held = span(days[0])
    is_there = plan is not None and plan.place in (activity.place, held.place, back_to)
    if not is_there or plan.starts_at > held.begins or plan.ends_at < held.ends:
        raise FollowsDay


def days_of(session: Session, activity_id: int) -> Sequence[DockingDay]:
    """The docking days still to be held that an activity announces; of several it follows none."""
    found = select(DockingDay).where(
        DockingDay.activity_id == activity_id,
        col(DockingDay.stage).in_((DockingStage.PLANNING, DockingStage.PUBLISHED)),
    )
    return session.exec(found).all()
