"""Activities that get in each other's way: one room, one speaker, or the same people called twice at one time."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, true
from sqlmodel import Session, and_, col, or_, select

from db.activity_vocabulary import ActivityKind, ActivityStage, AudienceCondition, ClashKind
from db.engine import queue_up
from db.models import Activity, ActivityAudience, ActivitySpeaker
from domain import clashes_elsewhere
from domain.activity_checks import LONGEST
from domain.activity_plans import Plan
from domain.docking_facts import span
from domain.errors import Refused
from domain.place_keys import place_key

C = AudienceCondition
STANDING = (ActivityStage.IN_REVIEW, ActivityStage.PUBLISHED)
MOST = 20


class Clashes(Refused):
    message = "This clashes with {numbers}. Please look at it, and confirm it or choose another time or place."


@dataclass(frozen=True)
class Clash:
    """Something else at the same time, and in what the two get in each other's way."""

    kind: ClashKind
    activity_id: int | None  # none: a docking day, or a booked service
    number: str  # empty for a booked service
    title: str
    title_en: str
    place: str
    starts_at: datetime
    ends_at: datetime
    other: str = ""  # which one, where it is no activity

    @property
    def key(self) -> str:
        """By which somebody confirms that they have seen it."""
        return f"{self.kind.value}:{self.other or self.activity_id}"


@dataclass(frozen=True)
class Called:
    """Whom an activity calls: its kind, series and area (none: all), and the industries, sizes and areas it names."""

    kind: ActivityKind
    series_id: int | None
    area_code: str | None
    words: Mapping[AudienceCondition, Collection[str]]


def clashes(
    session: Session,
    activity: Activity,
    *,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    place: str | None = None,
    but: Collection[int] = (),
) -> tuple[Clash, ...]:
    """What stands in the way of an activity, as it is or as it would be moved; the most are 20 of a kind.

    `but`: the ids of those that are moved with it.

    The same room, however its name is written; the same speaker, also where an enterprise has booked them; the same
    people: of areas, industries and sizes that meet, unless neither names any and they differ in kind and series.
    Docking days that no activity announces count.
    """
    starts, ends = starts_at or activity.starts_at, ends_at or activity.ends_at
    room = place_key(activity.place if place is None else place)
    speaking = select(ActivitySpeaker.expert_id).where(ActivitySpeaker.activity_id == activity.id)
    whom = called(session, activity)
    at = _at_the_time(activity, starts, ends).where(col(Activity.id).not_in(but))
    found = []
    if room:
        found += _found(session, ClashKind.ROOM, at.where(Activity.place_key == room))
    found += _of_speakers(session, at, session.exec(speaking).all(), starts, ends)
    found += _found(session, ClashKind.AUDIENCE, at.where(_meets(whom)))
    return (*found, *_days(session, activity, whom, starts, ends, room))


def calls_elsewhere(session: Session, activity: Activity, whom: Called) -> tuple[Clash, ...]:
    """What else would call the same people if the activity called these, and does not so far."""
    if whom == called(session, activity):
        return ()
    before, after = (
        (
            *_found(session, ClashKind.AUDIENCE, _now(activity).where(_meets(each))),
            *_days(session, activity, each, activity.starts_at, activity.ends_at, ""),
        )
        for each in (called(session, activity), whom)
    )
    known = {each.key for each in before}
    return tuple(each for each in after if each.key not in known)


def called(session: Session, activity: Activity) -> Called:
    """Whom it calls as it stands."""
    words: dict[AudienceCondition, set[str]] = {}
    rows = select(ActivityAudience).where(ActivityAudience.activity_id == activity.id)
    for row in session.exec(rows):
        words.setdefault(row.condition, set()).add(row.word)
    return Called(activity.kind, activity.series_id, activity.area_code, words)


def called_by(plan: Plan, area_code: str | None) -> Called:
    """Whom it would call by this plan; `area_code`: the one that its row would have."""
    words = {
        C.INDUSTRY: set(plan.industries),
        C.SIZE: set(map(str, plan.sizes)),
        C.AREA: set(plan.areas),
    }
    named = {each: said for each, said in words.items() if said}
    return Called(plan.kind, plan.series_id, area_code, named)


def take_turns(session: Session) -> None:
    """Before something is decided by what stands in the way: of two that would clash at the same moment one waits, and
    then sees the other."""
    queue_up(session, "activity_clashes")


def speaks_elsewhere(
    session: Session, activity: Activity, expert_ids: Collection[int]
) -> tuple[Clash, ...]:
    """At what else any of these experts speaks while the activity is held, whether or not they speak there too."""
    starts, ends = activity.starts_at, activity.ends_at
    return tuple(_of_speakers(session, _now(activity), expert_ids, starts, ends))


def refuse_unseen(found: Sequence[Clash], acknowledged: Collection[str]) -> list[str]:
    """The keys of what was found; raises Clashes when one of them has not been acknowledged."""
    unseen = [each.number or each.title for each in found if each.key not in set(acknowledged)]
    if unseen:
        raise Clashes(numbers=", ".join(dict.fromkeys(unseen)))
    return [each.key for each in found]


def _found(session: Session, kind: ClashKind, asked: Select) -> list[Clash]:
    return [
        Clash(
            kind,
            row.id,
            row.number,
            row.title,
            row.title_en,
            row.place,
            row.starts_at,
            row.ends_at,
        )
        for row in session.exec(asked)
    ]


def _now(activity: Activity) -> Select:
    return _at_the_time(activity, activity.starts_at, activity.ends_at)


def _at_the_time(activity: Activity, starts: datetime, ends: datetime) -> Select:
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


def _of_speakers(
    session: Session, at: Select, expert_ids: Collection[int], starts: datetime, ends: datetime
) -> list[Clash]:
    if not expert_ids:
        return []
    speaks = (
        select(ActivitySpeaker.expert_id)
        .where(
            ActivitySpeaker.activity_id == Activity.id,
            col(ActivitySpeaker.expert_id).in_(expert_ids),
        )
        .correlate(Activity)
        .exists()
    )
    booked = clashes_elsewhere.booked_slots(session, expert_ids, starts, ends)
    return _found(session, ClashKind.SPEAKER, at.where(speaks)) + [
        Clash(
            ClashKind.SPEAKER,
            None,
            "",
            offer.title,
            offer.title_en,
            offer.place,
            slot.starts_at,
            slot.ends_at,
            f"slot-{slot.id}",
        )
        for slot, offer in booked
    ]


def _days(
    session: Session, activity: Activity, whom: Called, starts: datetime, ends: datetime, room: str
) -> list[Clash]:
    """The docking days that no activity announces."""
    found = clashes_elsewhere.docking_days(
        session,
        activity.id,
        starts,
        ends,
        room=room,
        calls=whom.kind is ActivityKind.DOCKING_DAY or bool(whom.words),
        areas=_from_where(whom),
    )
    return [
        Clash(
            kind,
            None,
            day.number,
            day.name,
            day.name,
            day.place,
            span(day).begins,
            span(day).ends,
            f"day-{day.id}",
        )
        for kind, day in found
    ]


def _meets(whom: Called) -> ColumnElement[bool]:
    """Calling people some of whom are called here too.

    Two that are open to everybody call everybody: they are in each other's way where they are of one kind or series, as
    people would choose between them; otherwise every two activities of a city would be.
    """
    met = [_area_meets(whom)]
    met += [_meets_in(each, words) for each, words in whom.words.items() if each is not C.AREA]
    if not whom.words:
        met.append(or_(_is_of(whom), _said().exists()))
    return and_(*met)


def _is_of(whom: Called) -> ColumnElement[bool]:
    """Of the same kind, or of the same series."""
    of_series = [Activity.series_id == whom.series_id] if whom.series_id is not None else []
    return or_(Activity.kind == whom.kind, *of_series)


def _area_meets(whom: Called) -> ColumnElement[bool]:
    """The areas that are named, else the one where it is held, else the whole city."""
    here = _from_where(whom)
    if not here:
        return true()
    named = _said(C.AREA)
    held = or_(col(Activity.area_code).is_(None), col(Activity.area_code).in_(here))
    return or_(
        named.where(col(ActivityAudience.word).in_(here)).exists(), and_(~named.exists(), held)
    )


def _from_where(whom: Called) -> set[str]:
    return set(whom.words.get(C.AREA) or filter(None, [whom.area_code]))


def _meets_in(condition: AudienceCondition, words: Collection[str]) -> ColumnElement[bool]:
    """The other names none of this sort, or one of the same; a longer industry code lies within a shorter one."""
    said, word = _said(condition), col(ActivityAudience.word)
    if condition is C.INDUSTRY:
        around = {each[:many] for each in words for many in range(1, len(each) + 1)}
        same = or_(word.in_(around), *(word.startswith(each, autoescape=True) for each in words))
    else:
        same = word.in_(words)
    return or_(~said.exists(), said.where(same).exists())


def _said(condition: AudienceCondition | None = None) -> Select:
    """Whom the other names, of this sort or at all."""
    said = select(ActivityAudience.word).where(ActivityAudience.activity_id == Activity.id)
    if condition is not None:
        said = said.where(ActivityAudience.condition == condition)
    return said.correlate(Activity)
