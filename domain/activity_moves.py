"""Activities at other times or places: moved with a look at what is in the way, and back to where they stood."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from sqlmodel import col, select

from db.activity_vocabulary import ActivityStage
from db.models import Activity, Event
from domain import invitation_news, registration_mails
from domain.activities import BegunAlready, check
from domain.activity_checks import checked
from domain.activity_clashes import clashes, refuse_unseen, take_turns
from domain.activity_days import check_day
from domain.activity_occurrences import with_following as with_following_of
from domain.activity_plans import Plan, agenda_of, left_out, plan_at, plan_of
from domain.activity_versions import check_version
from domain.command import Act, command
from domain.errors import Missing
from domain.permissions import activity_keepers
from domain.speaker_mails import speaking

S = ActivityStage
MOVABLE = (S.DRAFT, S.IN_REVIEW, S.PUBLISHED)
DAY_WAS_AT = (
    "day_was_at"  # in the event of a move: where its docking day was held, which took it along
)


@command(Activity, by=activity_keepers)
def move(
    act: Act,
    activity: Activity,
    *,
    starts_at: datetime,
    ends_at: datetime | None = None,
    place: str | None = None,
    link: str | None = None,
    acknowledged: Collection[str] = (),
    version: int | None = None,
    with_following: bool = False,
) -> None:
    """Move an activity to another time or place; without an end it lasts as long as before.

    What registration closes relative to the beginning moves along. `acknowledged`: the clashes that were looked at;
    raises Clashes for any other. `version`: the one that was looked at; raises ActivityChanged where it is another by
    now. `with_following`: the occurrences at its stage that follow are moved by as much, and to the same place from the
    same place. Whoever has registered is told, once for all of them.
    """
    check(activity, *MOVABLE)
    check_version(act, activity, version)
    if starts_at is None:
        raise Missing(field="Begins")
    ends = ends_at or starts_at + (activity.ends_at - activity.starts_at)
    where = activity.place if place is None else place
    together = with_following_of(act, activity) if with_following else [activity]
    told: registration_mails.Told = set()
    stood = plan_of(act.session, activity)
    is_back = _away_from(act, activity, starts_at, ends).get("was_place") == where
    for n, each in enumerate(together):
        at = moved_alike(each, stood, starts_at, ends, where)
        if is_back and n:  # to a place of its own, too
            stood_at = _away_from(act, each, at["starts_at"], at["ends_at"])
            at["place"] = stood_at.get("was_place", at["place"])
        check_day(act, each, replace(plan_of(act.session, each), **at), back_to=_left(act, each))
        along = {"following": len(together) - n - 1, "along_with": [e.id for e in together[:n]]}
        put_at(
            act,
            each,
            **at,
            link=link if each.link == stood.link else None,
            acknowledged=acknowledged,
            together=[e.id for e in together],
            told=told,
            along=along if with_following else {},
        )


def put_at(
    act: Act,
    activity: Activity,
    *,
    starts_at: datetime,
    ends_at: datetime,
    place: str,
    link: str | None = None,
    acknowledged: Collection[str] = (),
    together: Collection[int] = (),
    told: registration_mails.Told | None = None,
    along: dict | None = None,
) -> None:
    """Put an activity at another time or place, with all that moves along, and tell of it. Raises Clashes.

    Moved back to where it stood before its last move, it is as it was then, with what that move left out.

    `together`: the ids of those that are moved in the same step, which are in nobody's way; `told`: who has heard of
    one of them; `along`: what its event says of that step.
    """
    was = {
        "was_from": activity.starts_at.isoformat(),
        "was_until": activity.ends_at.isoformat(),
        "was_place": activity.place,
        "was_closed": activity.closes_at.isoformat() if activity.closes_at else None,
        "was_agenda": activity.agenda,
    }
    stood = plan_of(act.session, activity)
    back = _stood(act, activity, starts_at, ends_at)
    lost = () if back else left_out(stood, starts_at, ends_at)
    plan = replace(plan_at(stood, starts_at, ends_at, opens_too=False), **back)
    plan = replace(plan, place=place, link=activity.link if link is None else link)
    values = checked(act.session, act.actor, plan)
    if activity.stage is S.PUBLISHED and ends_at <= act.now:
        raise BegunAlready
    take_turns(act.session)
    found = clashes(
        act.session,
        activity,
        starts_at=starts_at,
        ends_at=ends_at,
        place=values["place"],
        but=together,
    )
    seen = refuse_unseen(found, acknowledged)
    moved = (
        "starts_at",
        "ends_at",
        "place",
        "place_key",
        "link",
        "closes_at",
        "opens_at",
        "agenda",
    )
    for name in moved:
        setattr(activity, name, values[name])
    activity.reminded_at = None
    activity.sequence += 1
    act.record(
        "activity_moved",
        activity,
        starts_at=starts_at.isoformat(),
        ends_at=ends_at.isoformat(),
        place=activity.place,
        acknowledged=seen,
        left_out=[each.title for each in lost],
        **speaking(act.session, activity),
        **was,
        **(along or {}),
    )
    if activity.stage is S.PUBLISHED:
        registration_mails.tell_all_of_change(act, activity, told)
        invitation_news.tell_of_change(act, activity, told)


def moved_alike(each: Activity, stood: Plan, starts: datetime, ends: datetime, place: str) -> dict:
    """Where an occurrence comes to be when another is moved from where it stood: as far on, and into the same room from
    the same room."""
    return {
        "starts_at": each.starts_at + (starts - stood.starts_at),
        "ends_at": each.ends_at + (ends - stood.ends_at),
        "place": place if each.place == stood.place else each.place,
    }


def last_move(act: Act, activity: Activity) -> dict:
    """What the event of its last move says; nothing where it was never moved, or was corrected since."""
    newest = (
        select(Event)
        .where(
            Event.subject_kind == Activity.__tablename__,
            Event.subject_id == activity.id,
            col(Event.action).in_(("activity_corrected", "activity_moved")),
        )
        .order_by(col(Event.position).desc())
        .limit(1)
    )
    event = act.session.exec(newest).first()
    return event.particulars if event is not None and event.action == "activity_moved" else {}


def _left(act: Act, activity: Activity) -> str | None:
    """The place that it left with its last move; not where its docking day took it away."""
    moved = last_move(act, activity)
    return None if DAY_WAS_AT in moved else moved.get("was_place")


def _stood(act: Act, activity: Activity, starts: datetime, ends: datetime) -> dict:
    """What stood at these times before the last move; empty where that was elsewhere, or it was corrected since."""
    said = _away_from(act, activity, starts, ends)
    if not said:
        return {}
    closed = said["was_closed"]
    return {
        "agenda": agenda_of(said["was_agenda"]),
        "closes_at": datetime.fromisoformat(closed) if closed else None,
    }


def _away_from(act: Act, activity: Activity, starts: datetime, ends: datetime) -> dict:
    """What the event of its last move says, if that led away from these times; else nothing."""
    said = last_move(act, activity)
    if "was_agenda" not in said:  # never moved, corrected since, or moved before this was kept
        return {}
    was = (datetime.fromisoformat(said["was_from"]), datetime.fromisoformat(said["was_until"]))
    return said if was == (starts, ends) else {}
