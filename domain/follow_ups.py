"""What is to be done after an activity: given to somebody with a day, done or cancelled with a note, reminded of."""

from datetime import date

from sqlmodel import col, or_, select

from db.activity_vocabulary import ActivityStage, FollowUpState, RegistrationState
from db.models import Activity, FollowUp, Organisation, Registration, User
from db.vocabulary import Kind
from domain import clock, registrations, topics
from domain.activities import check
from domain.command import Act, command
from domain.errors import Missing, NotFound, Refused, Unclear
from domain.permissions import activity_keepers, engine, task_owners
from domain.written import line

S, F = ActivityStage, FollowUpState
GIVEN_AT = (S.PUBLISHED, S.HELD, S.REPORTED)


class TaskEnded(Refused):
    message = "This task is done or cancelled already."


class DueBefore(Refused):
    message = "Please choose a day that is not over."


class NothingDue(Refused):
    message = "Nothing is due here that was not said already."


@command(Activity, by=activity_keepers)
def give(
    act: Act,
    activity: Activity,
    *,
    what: str,
    user_id: int | None,
    due_on: date | None,
    registration_id: int | None = None,
) -> int:
    """Give somebody of the staff a task that follows the activity, free or for one who came; returns its id."""
    check(activity, *GIVEN_AT)
    of = _came(act, activity, registration_id)
    follow_up = act.add(
        FollowUp(
            activity_id=activity.id,
            what=line(what, most=200, name="Task"),
            registration_id=of.id if of else None,
            organisation_id=of.organisation_id if of else None,
            user_id=_owner(act, user_id),
            due_on=_day(act, due_on),
            given_by_id=act.actor.id,
            given_at=act.now,
        )
    )
    act.record("task_given", follow_up, what=follow_up.what, until=follow_up.due_on.isoformat())
    return follow_up.id


@command(Activity, by=activity_keepers)
def change(
    act: Act, activity: Activity, *, follow_up_id: int, what: str, user_id: int, due_on: date
) -> None:
    """Say anew what is to be done, by whom and by when."""
    follow_up = _of(act, activity, follow_up_id)
    act.topics.add(topics.of_follow_ups(follow_up.user_id))  # also of whoever had it
    follow_up.what = line(what, most=200, name="Task")
    if user_id != follow_up.user_id:
        follow_up.user_id = _owner(act, user_id)
    if due_on != follow_up.due_on:
        follow_up.due_on = _day(act, due_on)
    act.record("task_given", follow_up, what=follow_up.what, until=follow_up.due_on.isoformat())


@command(Activity, by=activity_keepers)
def cancel(act: Act, activity: Activity, *, follow_up_id: int, reason: str) -> None:
    """Say that a task is not to be done any more, and why."""
    follow_up = _of(act, activity, follow_up_id)
    _end(act, follow_up, F.CANCELLED, line(reason, most=400, name="Reason"))


@command(FollowUp, by=task_owners)
def finish(act: Act, follow_up: FollowUp, *, note: str) -> None:
    """Say that one's task is done, and what came of it."""
    if follow_up.state is not F.OPEN:
        raise TaskEnded
    _end(act, follow_up, F.DONE, line(note, most=400, name="What became of the task"))


@command(FollowUp, by=task_owners)
def drop(act: Act, follow_up: FollowUp, *, reason: str) -> None:
    """Say that one's task is not done, and why."""
    if follow_up.state is not F.OPEN:
        raise TaskEnded
    _end(act, follow_up, F.CANCELLED, line(reason, most=400, name="Reason"))


@command(FollowUp, by=engine)
def remind(act: Act, follow_up: FollowUp) -> None:
    """Say that a task is due, and when its day is over that it is late; each once for a day."""
    if follow_up.state is not F.OPEN:
        raise NothingDue
    until = follow_up.due_on.isoformat()
    if act.today > follow_up.due_on and follow_up.told_late_on != follow_up.due_on:
        follow_up.told_late_on = follow_up.told_due_on = follow_up.due_on
        act.record("task_late", follow_up, what=follow_up.what, until=until)
    elif act.today == follow_up.due_on and follow_up.told_due_on != follow_up.due_on:
        follow_up.told_due_on = follow_up.due_on
        act.record("task_due", follow_up, what=follow_up.what, until=until)
    else:
        raise NothingDue


def to_remind():
    """The ids of the tasks of which something is to be said now."""
    today = clock.now().date()
    due, late = FollowUp.told_due_on, FollowUp.told_late_on
    return (
        select(FollowUp.id)
        .where(
            FollowUp.state == F.OPEN,
            or_(
                (FollowUp.due_on == today) & (col(due).is_(None) | (due != FollowUp.due_on)),
                (FollowUp.due_on < today) & (col(late).is_(None) | (late != FollowUp.due_on)),
            ),
        )
        .order_by(col(FollowUp.due_on))
    )


def _of(act: Act, activity: Activity, follow_up_id: int) -> FollowUp:
    found = act.session.get(FollowUp, follow_up_id, with_for_update=True)
    if found is None or found.activity_id != activity.id:
        raise NotFound
    if found.state is not F.OPEN:
        raise TaskEnded
    return found


def _came(act: Act, activity: Activity, registration_id: int | None) -> Registration | None:
    if registration_id is None:
        return None
    return registrations.of(
        act.session,
        activity,
        registration_id,
        RegistrationState.ATTENDED,
        RegistrationState.REGISTERED,
    )


def _owner(act: Act, user_id: int | None) -> int:
    """An active account of anybody but an enterprise."""
    if user_id is None:
        raise Missing(field="Whose task")
    user = act.session.get(User, user_id)
    home = act.session.get(Organisation, user.organisation_id) if user else None
    if user is None or not user.is_active or home is None or home.kind is Kind.ENTERPRISE:
        raise Unclear(field="Whose task")
    return user.id


def _day(act: Act, due_on: date | None) -> date:
    if due_on is None:
        raise Missing(field="To be done by")
    if due_on < act.today:
        raise DueBefore
    return due_on


def _end(act: Act, follow_up: FollowUp, state: FollowUpState, note: str) -> None:
    follow_up.state, follow_up.note, follow_up.ended_at = state, note, act.now
    act.record(
        "task_done" if state is F.DONE else "task_cancelled",
        follow_up,
        what=follow_up.what,
        reason=note,
    )
