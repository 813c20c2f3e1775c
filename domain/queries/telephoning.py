"""Whom those who hold an activity have to call, because nothing that is sent reaches them."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, or_, select

from db.activity_vocabulary import COMING
from db.models import Activity, Registration
from domain import telephoning
from domain.activities_visible import activities_kept_by
from domain.activity_occurrences import follows
from domain.clock import LOCAL
from domain.permissions import Person
from domain.queries.named import people
from domain.unreached import unreached


@dataclass(frozen=True)
class Calls:
    """By the ids of registrations: who is to be called now, and who was called when by whom."""

    coming: int  # who mean to come and are reached by nothing else, whether there is news or not
    open: frozenset[int]
    called: dict[int, tuple[datetime, str]]


def calls(session: Session, person: Person, activity_id: int) -> Calls | None:
    """For those who hold the activity; none for others."""
    kept = select(Activity.id).where(Activity.id == activity_id, activities_kept_by(person))
    if session.exec(kept).first() is None:
        return None
    found = telephoning.calls(session, activity_id)
    names = people(session, (each.called_by_id for each in found.values()))
    return Calls(
        sum(each.is_coming for each in found.values()),
        frozenset(key for key, each in found.items() if each.is_open),
        {
            key: (each.called_at.astimezone(LOCAL), names[each.called_by_id])
            for key, each in found.items()
            if each.called_at
        },
    )


def with_following(session: Session, person: Person, activity_id: int) -> int:
    """How many people mean to come to the activity, or to one that its rule has after it and that stands at the same
    stage, and are reached by nothing else: each number counts once. For those who hold it; 0 for others."""
    kept = select(Activity).where(Activity.id == activity_id, activities_kept_by(person))
    activity = session.exec(kept).first()
    if activity is None:
        return 0
    asked = (
        select(func.count(func.distinct(Registration.phone)))
        .join(Activity, Activity.id == Registration.activity_id)
        .where(
            or_(Activity.id == activity_id, follows(activity)),
            Activity.stage == activity.stage,
            activities_kept_by(person),
            col(Registration.state).in_(COMING),
            unreached(),
        )
    )
    return session.exec(asked).one()


# An end passes, and others register for those that follow.
calls.by_minute = with_following.by_minute = True
