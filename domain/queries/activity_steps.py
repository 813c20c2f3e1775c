"""What can be done with an activity next, and by whom."""

from sqlmodel import Session

from db.activity_vocabulary import ActivityStage
from db.models import Activity
from domain import (
    activities,
    activity_files,
    activity_invitations,
    activity_moves,
    activity_reopening,
    activity_repeats,
    attendance,
    clock,
    registrations,
)
from domain.command import Command, can
from domain.permissions import Person

STEPS: dict[ActivityStage, tuple[Command, ...]] = {
    ActivityStage.DRAFT: (
        activities.correct,
        activities.hand_in,
        activity_repeats.recur,
        activity_repeats.extend,
        activity_moves.move,
        activity_files.attach,
        activities.cancel,
    ),
    ActivityStage.IN_REVIEW: (
        activities.publish,
        activities.send_back,
        activities.correct,
        activity_moves.move,
        activity_files.attach,
        activities.cancel,
    ),
    ActivityStage.PUBLISHED: (
        activities.correct,
        activity_moves.move,
        activity_invitations.invite,
        activities.hold,
        activity_repeats.extend,
        attendance.check_in,
        registrations.approve,
        activity_files.attach,
        activities.cancel,
    ),
    ActivityStage.HELD: (
        activity_reopening.reopen,
        activities.report,
        activities.put_materials,
        activity_files.attach,
        activity_repeats.extend,
        attendance.check_in,
    ),
    ActivityStage.REPORTED: (
        activities.report,
        activities.put_materials,
        activity_files.attach,
        activity_repeats.extend,
    ),
    ActivityStage.CANCELLED: (),
}


def steps(session: Session, person: Person, row: Activity) -> tuple[str, ...]:
    """The names of the commands of its stage that somebody may give.

    That it was held can be noted once it begins, and taken back while nobody was asked how it was.
    """
    out: set[Command] = set()
    if clock.now() < row.starts_at:
        out.add(activities.hold)
    if row.stage is ActivityStage.HELD and activity_reopening.has_gone_on(session, row.id):
        out.add(activity_reopening.reopen)
    if row.recurrence_at is None:
        out.add(activity_repeats.extend)
    return tuple(
        each.name for each in STEPS[row.stage] if each not in out and can(person, each, row)
    )
