"""Activities from a first draft to the report: drafted, reviewed by a second person, published, held, reported."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from uuid import uuid4

from sqlmodel import col, select

from db.activity_vocabulary import ActivityStage
from db.models import Activity, ActivitySeries, Event
from db.vocabulary import Kind
from domain import invitation_news, registration_mails, topics, waiting_list
from domain.activity_checks import check_money, checked, put_around, read_materials
from domain.activity_clashes import (
    called_by,
    calls_elsewhere,
    clashes,
    refuse_unseen,
    speaks_elsewhere,
    take_turns,
)
from domain.activity_days import check_day
from domain.activity_occurrences import alike, newer_than_public, with_occurrences
from domain.activity_occurrences import with_following as with_following_of
from domain.activity_plans import (
    OF_ROW,
    Material,
    Plan,
    agenda_of,
    plan_of,
    speakers_changed,
)
from domain.activity_series import SeriesEnded
from domain.activity_versions import check_version
from domain.command import Act, command
from domain.errors import Refused
from domain.permissions import activity_keepers, activity_makers, activity_reviewers, engine
from domain.speaker_mails import speaking
from domain.written import line, paragraph

S = ActivityStage
MAKING = ("activity_drafted", "activity_corrected", "activity_handed_in")
CANCELLABLE = (S.DRAFT, S.IN_REVIEW, S.PUBLISHED)
MOVED = ("starts_at", "ends_at", "place", "link")
TOLD = (*MOVED, "title", "title_en", "summary", "summary_en")  # what calendars hear of


class ActivityMovedOn(Refused):
    message = "Activity {number} has already moved on. The page now shows where it stands."


class OwnActivity(Refused):
    message = "Somebody else must look over an activity before it is published."


class IsMoved(Refused):
    message = "A published activity gets another time or place by being moved."


class SeatsTaken(Refused):
    message = "{taken} seats are given already; fewer cannot be offered."


class NotBegun(Refused):
    message = "It has not begun yet."


class BegunAlready(Refused):
    message = "It would begin in the past."


@command(Activity, by=activity_makers, makes=True)
def draft(act: Act, *, plan: Plan) -> int:
    """Draft an activity; returns its id."""
    activity = make(act, plan)
    act.record("activity_drafted", activity, title=activity.title)
    return activity.id


@command(Activity, by=activity_keepers)
def correct(
    act: Act,
    activity: Activity,
    *,
    plan: Plan,
    acknowledged: Collection[str] = (),
    version: int | None = None,
    with_following: bool = False,
) -> None:
    """Say anew what an activity is; a published one keeps its time and place, more seats let people move up.

    `version`: the one that was read before writing; raises ActivityChanged where it is another by now. `acknowledged`:
    the clashes that were looked at of speakers who are added to a published one, and of people whom it calls now;
    raises Clashes for any other.
    `with_following`: what is changed is changed in the occurrences at its stage that follow too, or in none.
    """
    check(activity, S.DRAFT, S.IN_REVIEW, S.PUBLISHED)
    check_version(act, activity, version)
    before = plan_of(act.session, activity)
    # All of them are locked before a turn is waited for: whoever has one of them waits for that turn, too.
    _, *others = with_following_of(act, activity) if with_following else (activity,)
    _correct(act, activity, plan, acknowledged)
    for each in others:
        _correct(act, each, alike(plan_of(act.session, each), before, plan), acknowledged)


@command(Activity, by=activity_keepers)
def hand_in(act: Act, activity: Activity, *, with_following: bool = False) -> None:
    """Hand a draft in for review, the first of a recurring one with all that are drafts still.

    `with_following`: of another occurrence, too, those drafts that the rule has after it.
    """
    check(activity, S.DRAFT)
    for each in with_occurrences(act, activity, with_following):
        each.stage, each.returned_because = S.IN_REVIEW, ""
        act.record("activity_handed_in", each)


@command(Activity, by=activity_reviewers)
def send_back(act: Act, activity: Activity, *, reason: str, with_following: bool = False) -> None:
    """Send an activity back to who drafted it, with a reason; `with_following` as with `hand_in`."""
    check(activity, S.IN_REVIEW)
    why = line(reason, most=400, name="Reason")
    for each in with_occurrences(act, activity, with_following):
        _refuse_maker(act, each)
        each.stage, each.returned_because = S.DRAFT, why
        act.record("activity_sent_back", each, reason=why)


@command(Activity, by=activity_reviewers)
def publish(
    act: Act,
    activity: Activity,
    *,
    acknowledged: Collection[str] = (),
    with_following: bool = False,
) -> None:
    """Publish what is in review; `acknowledged` names the clashes that were looked at.

    `with_following` as with `hand_in`.
    """
    check(activity, S.IN_REVIEW)
    if activity.ends_at <= act.now:
        raise BegunAlready
    together = with_occurrences(act, activity, with_following)
    take_turns(act.session)
    newer = newer_than_public(act.session, activity)
    for each in together:
        _refuse_maker(act, each)
        seen = refuse_unseen(clashes(act.session, each), acknowledged)
        each.stage, each.published_at = S.PUBLISHED, act.now
        each.sequence = max(each.sequence, newer)
        act.record("activity_published", each, acknowledged=seen, **speaking(act.session, each))


@command(Activity, by=activity_keepers)
def cancel(act: Act, activity: Activity, *, reason: str, with_following: bool = False) -> None:
    """Cancel an activity before it is held; whoever has registered is told why.

    `with_following`: the occurrences at its stage that follow too; who has registered for several is told once.
    """
    check(activity, *CANCELLABLE)
    together = with_following_of(act, activity) if with_following else [activity]
    for each in together:
        check_day(act, each)
    told: registration_mails.Told = set()
    for n, each in enumerate(together):
        along = {"following": len(together) - n - 1, "along_with": [e.id for e in together[:n]]}
        call_off(act, each, reason=reason, told=told, **(along if with_following else {}))


@command(Activity, by=activity_keepers + engine)
def hold(act: Act, activity: Activity) -> None:
    """Note that an activity was held; by hand from its beginning on, by the platform once it is over."""
    check(activity, S.PUBLISHED)
    if act.now < (activity.ends_at if act.actor.is_engine else activity.starts_at):
        raise NotBegun
    activity.stage = S.HELD
    act.record("activity_held", activity)


@command(Activity, by=activity_keepers)
def report(act: Act, activity: Activity, *, text: str, spent_yuan: int | None = None) -> None:
    """Report how it went, and what it has cost (whole yuan; None: not known); the report can be said anew."""
    check(activity, S.HELD, S.REPORTED)
    check_money(spent_yuan, "Money spent")
    activity.spent_yuan = spent_yuan
    activity.report = paragraph(text, most=4000, name="Report")
    activity.stage = S.REPORTED
    act.record("activity_reported", activity)


@command(Activity, by=activity_keepers)
def put_materials(
    act: Act, activity: Activity, *, materials: Sequence[Material], version: int | None = None
) -> None:
    """Say anew what there is to read of an activity that was held, so that its slides can follow.

    `version`: as with `correct`. Raises Missing, TooLong, Unclear for a title or an address.
    """
    check(activity, S.HELD, S.REPORTED)
    check_version(act, activity, version)
    activity.materials = read_materials(materials)
    act.record("activity_materials_put", activity, many=len(activity.materials))


def make(act: Act, plan: Plan, **of) -> Activity:
    """A new row in the stage of a draft; `of` says where it comes from."""
    if act.actor.kind is Kind.SUB_PLATFORM:
        plan = replace(plan, area_code=act.actor.area_code)
    series = act.hold(ActivitySeries, plan.series_id) if plan.series_id else None
    if series is not None and not series.is_active:
        raise SeriesEnded
    activity = act.add(
        Activity(
            number=f"A{act.today.year}-{topics.next_in(act.session, 'number:activities'):06d}",
            by_id=act.actor.id,
            created_at=act.now,
            **(
                {"uid": f"{uuid4()}", "organiser_id": act.actor.organisation_id}
                | checked(act.session, plan)
                | of
            ),
        )
    )
    put_around(act, activity, plan)
    return activity


def call_off(
    act: Act,
    activity: Activity,
    *,
    reason: str,
    told: registration_mails.Told | None = None,
    **along,
) -> None:
    """It is not held, for a reason; whoever has registered or was invited is told, unless they are among the `told`."""
    activity.cancelled_because = line(reason, most=400, name="Reason")
    was_public = activity.stage is S.PUBLISHED
    activity.stage = S.CANCELLED
    if was_public:
        activity.sequence += 1
    act.record(
        "activity_cancelled",
        activity,
        reason=activity.cancelled_because,
        was_public=was_public,
        **speaking(act.session, activity),
        **along,
    )
    if was_public:
        registration_mails.tell_all_of_cancelling(act, activity, told)
        invitation_news.tell_of_cancelling(act, activity, told)


def _correct(act: Act, activity: Activity, plan: Plan, acknowledged: Collection[str]) -> None:
    before = plan_of(act.session, activity)
    if act.actor.kind is Kind.SUB_PLATFORM:  # where it is, is not theirs to say
        plan = replace(plan, area_code=activity.area_code)
    values = checked(act.session, plan)
    changed = [
        name
        for name in OF_ROW
        if getattr(activity, name) != values[name]
        # An older row may say more of an item than is kept now.
        and not (name == "agenda" and agenda_of(values[name]) == before.agenda)
    ]
    is_public = activity.stage is S.PUBLISHED
    if is_public and set(changed) & set(MOVED):
        raise IsMoved
    if set(changed) & {"starts_at", "ends_at", "place"}:
        check_day(act, activity, plan)
    if plan.capacity is not None and plan.capacity < activity.taken:
        raise SeatsTaken(taken=activity.taken)
    others = speakers_changed(before, plan)
    if is_public:
        take_turns(act.session)
    added = others.get("speakers_added", ())
    found = list(speaks_elsewhere(act.session, activity, added)) if is_public and added else []
    if is_public:
        whom = called_by(plan, values["area_code"])
        found += calls_elsewhere(act.session, activity, whom)
    seen = refuse_unseen(found, acknowledged)
    activity.sqlmodel_update(values)
    put_around(act, activity, plan)
    after = plan_of(act.session, activity)
    around = ("industries", "sizes", "areas", "partner_ids", "speakers")
    changed += [each for each in around if getattr(before, each) != getattr(after, each)]
    if is_public and set(changed) & set(TOLD):
        activity.sequence += 1
    told = {"acknowledged": seen} if seen else {}
    act.record("activity_corrected", activity, fields=sorted(changed), **others, **told)
    if is_public:
        waiting_list.fill(act, activity)


def check(activity: Activity, *stages: ActivityStage) -> None:
    """Raises ActivityMovedOn where the activity is at none of the stages."""
    if activity.stage not in stages:
        raise ActivityMovedOn(number=activity.number)


def _refuse_maker(act: Act, activity: Activity) -> None:
    """What somebody has made, another person reviews."""
    made = select(Event.actor_id).where(
        Event.subject_kind == Activity.__tablename__,
        Event.subject_id == activity.id,
        col(Event.action).in_(MAKING),
    )
    if act.actor.id in act.session.exec(made).all():
        raise OwnActivity
