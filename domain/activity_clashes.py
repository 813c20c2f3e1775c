"""Activities that get in each other's way: one room, one speaker, or the same people called twice at one time."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlalchemy.orm import aliased
from sqlmodel import Session, and_, col, or_, select

from db.activity_vocabulary import ActivityStage, AudienceCondition, ClashKind
from db.engine import one_after_the_other
from db.models import Activity, ActivityAudience, ActivitySpeaker
from domain.activity_checks import LONGEST
from domain.errors import Refused

STANDING = (ActivityStage.IN_REVIEW, ActivityStage.PUBLISHED)
MOST = 20


class Clashes(Refused):
    message = "This clashes with {numbers}. Please look at it, and confirm it or choose another time or place."


@dataclass(frozen=True)
class Clash:
    """Another activity at the same time, and in what the two get in each other's way."""

    kind: ClashKind
    activity_id: int
    number: str
    title: str
    title_en: str
    place: str
    starts_at: datetime
    ends_at: datetime

    @property
    def key(self) -> str:
        """By which somebody confirms that they have seen it."""
        return f"{self.kind.value}:{self.activity_id}"


def clashes(
    session: Session,
    activity: Activity,
    *,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    place: str | None = None,
) -> tuple[Clash, ...]:
    """What stands in the way of an activity, as it is or as it would be moved; the most are 20 of a kind.

    The same room by its name; the same people: of the same kind, in areas, industries and sizes that meet.
    """
    starts, ends = starts_at or activity.starts_at, ends_at or activity.ends_at
    room = activity.place if place is None else place
    found = []
    for kind, condition in (
        (ClashKind.ROOM, Activity.place == room if room else None),
        (ClashKind.SPEAKER, _shares_speaker(activity)),
        (ClashKind.AUDIENCE, _shares_audience(activity)),
    ):
        if condition is not None:
            rows = session.exec(_at_the_time(activity, starts, ends).where(condition)).all()
            found += [_clash(kind, row) for row in rows]
    return tuple(found)


def take_turns(session: Session) -> None:
    """Before something is decided by what stands in the way: of two that would clash at the same moment one waits, and
    then sees the other."""
    one_after_the_other(session, "activity_clashes")


def speaks_elsewhere(
    session: Session, activity: Activity, expert_ids: Collection[int]
) -> tuple[Clash, ...]:
    """At what else any of these experts speaks while the activity is held, whether or not they speak there too."""
    speaks = (
        select(ActivitySpeaker.expert_id)
        .where(
            ActivitySpeaker.activity_id == Activity.id,
            col(ActivitySpeaker.expert_id).in_(expert_ids),
        )
        .correlate(Activity)
        .exists()
    )
    rows = session.exec(_at_the_time(activity, activity.starts_at, activity.ends_at).where(speaks))
    return tuple(_clash(ClashKind.SPEAKER, row) for row in rows)


def refuse_unseen(found: Sequence[Clash], acknowledged: Collection[str]) -> list[str]:
    """The keys of what was found; raises Clashes when one of them has not been acknowledged."""
    unseen = [each.number for each in found if each.key not in set(acknowledged)]
    if unseen:
        raise Clashes(numbers=", ".join(dict.fromkeys(unseen)))
    return [each.key for each in found]


def _clash(kind: ClashKind, row: Activity) -> Clash:
    return Clash(
        kind,
        row.id,
        row.number,
        row.title,
        row.title_en,
        row.place,
        row.starts_at,
        row.ends_at,
    )


def _at_the_time(activity: Activity, starts: datetime, ends: datetime):
    """Nothing lasts longer than LONGEST: a range of beginnings, for the index."""
    return (
        select(Activity)
        .where(
            Activity.id != activity.id,
            col(Activity.stage).in_(STANDING),
            Activity.starts_at < ends,
            Activity.starts_at > starts - LONGEST,
            Activity.ends_at > starts,
        )
        .order_by(col(Activity.starts_at), col(Activity.id))
        .limit(MOST)
    )


def _shares_speaker(activity: Activity) -> ColumnElement[bool]:
    ours, theirs = aliased(ActivitySpeaker), aliased(ActivitySpeaker)
    return (
        select(theirs.expert_id)
        .join(ours, ours.expert_id == theirs.expert_id)
        .where(ours.activity_id == activity.id, theirs.activity_id == Activity.id)
        .correlate(Activity)
        .exists()
    )


def _shares_audience(activity: Activity) -> ColumnElement[bool]:
    near = [Activity.kind == activity.kind]
    if activity.area_code is not None:
        near.append(
            or_(Activity.area_code == activity.area_code, col(Activity.area_code).is_(None))
        )
    return and_(*near, *(_meets(activity, condition) for condition in AudienceCondition))


def _meets(activity: Activity, condition: AudienceCondition) -> ColumnElement[bool]:
    """Either says nothing of this sort, or both name one and the same."""
    ours, theirs, any_of_ours, any_of_theirs = (aliased(ActivityAudience) for _ in range(4))
    said_here = select(any_of_ours.word).where(
        any_of_ours.activity_id == activity.id, any_of_ours.condition == condition
    )
    said_there = (
        select(any_of_theirs.word)
        .where(any_of_theirs.activity_id == Activity.id, any_of_theirs.condition == condition)
        .correlate(Activity)
    )
    both = (
        select(theirs.word)
        .join(ours, and_(ours.word == theirs.word, ours.condition == theirs.condition))
        .where(
            ours.activity_id == activity.id,
            theirs.activity_id == Activity.id,
            theirs.condition == condition,
        )
        .correlate(Activity)
    )
    return or_(~said_here.exists(), ~said_there.exists(), both.exists())
