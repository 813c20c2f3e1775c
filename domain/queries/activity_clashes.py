"""What is in the way of an activity: where it stands, and where somebody thinks of moving it."""

from datetime import datetime

from sqlmodel import Session, col, select

from db.activity_vocabulary import ActivityStage
from db.models import Activity
from db.vocabulary import Kind
from domain import activities, activity_moves, clock
from domain.activity_clashes import (
    Clash,
    called_by,
    calls_elsewhere,
    clashes,
    speaks_elsewhere,
)
from domain.activity_occurrences import alike, follows
from domain.activity_plans import Plan, plan_of
from domain.command import can
from domain.permissions import Person


def in_the_way(
    session: Session,
    person: Person,
    activity_id: int,
    starts_at: datetime,
    ends_at: datetime,
    place: str,
    with_following: bool = False,
) -> tuple[Clash, ...]:
    """What would be in the way at another time or place, also of those that follow if they are moved with it.

    For those who may move it, nothing for others.
    """
    row = session.get(Activity, activity_id)
    if row is None or not can(person, activity_moves.move, row) or ends_at <= starts_at:
        return ()
    room, rows = " ".join(place.split()), [row]
    if with_following:
        rows += session.exec(select(Activity).where(follows(row), Activity.stage == row.stage))
    stood, ids = plan_of(session, row), [each.id for each in rows]
    found: dict[str, Clash] = {}
    for each in rows:
        at = activity_moves.moved_alike(each, stood, starts_at, ends_at, room)
        found |= {clash.key: clash for clash in clashes(session, each, **at, but=ids)}
    return tuple(found.values())


def of_speakers(
    session: Session, person: Person, activity_id: int, expert_ids: tuple[int, ...]
) -> dict[int, tuple[Clash, ...]]:
    """At what else each of these experts speaks at that time; for those who may add them, nothing for others."""
    row = session.get(Activity, activity_id)
    if row is None or not can(person, activities.correct, row):
        return {}
    return {each: speaks_elsewhere(session, row, (each,)) for each in expert_ids}


def of_plan(
    session: Session, person: Person, activity_id: int, plan: Plan, with_following: bool
) -> tuple[Clash, ...]:
    """What else would call the same people once the plan of a published activity is corrected so, and does not now.

    `with_following`: also for those that follow. For those who may correct it, nothing for others.
    """
    row = session.get(Activity, activity_id)
    if row is None or row.stage is not ActivityStage.PUBLISHED:
        return ()
    if not can(person, activities.correct, row):
        return ()
    before, rows = plan_of(session, row), [row]
    if with_following:
        rows += session.exec(select(Activity).where(follows(row), Activity.stage == row.stage))
    found: dict[str, Clash] = {}
    for each in rows:
        wanted = alike(plan_of(session, each), before, plan)
        area = person.area_code if person.kind is Kind.SUB_PLATFORM else wanted.area_code
        there = calls_elsewhere(session, each, called_by(wanted, area))
        found |= {clash.key: clash for clash in there}
    return tuple(found.values())


def standing_in_the_way(session: Session, row: Activity) -> tuple[Clash, ...]:
    """What clashes with an activity that is still ahead, and with what is handed in and published with it."""
    is_ahead = row.stage in (
        ActivityStage.DRAFT,
        ActivityStage.IN_REVIEW,
        ActivityStage.PUBLISHED,
    )
    if not is_ahead or row.ends_at <= clock.now():
        return ()
    found = {each.key: each for one in _together(session, row) for each in clashes(session, one)}
    return tuple(found.values())


def _together(session: Session, row: Activity) -> tuple[Activity, ...]:
    """What is, or may be, handed in, looked over and published with it: the occurrences at its stage that follow."""
    if row.stage is ActivityStage.PUBLISHED or row.recurrence_at is None:
        return (row,)
    others = select(Activity).where(follows(row), Activity.stage == row.stage)
    return (row, *session.exec(others.order_by(col(Activity.id))))
