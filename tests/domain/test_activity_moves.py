"""Activities that are moved, held the same again or repeated by a rule, and the series they stand in."""

from collections import Counter
from datetime import timedelta

import pytest
from sqlmodel import col, select

from db.activity_vocabulary import ActivityKind, ActivityStage
from db.engine import snapshot
from db.models import Event, Message
from db.vocabulary import MessageKind
from domain import (
    activities,
    activity_moves,
    activity_reminders,
    activity_repeats,
    activity_series,
    clock,
    experts,
    jobs,
)
from domain.activities import ActivityMovedOn, BegunAlready, IsMoved
from domain.activity_plans import AgendaItem, Speaker
from domain.activity_reminders import RemindedAlready
from domain.command import perform
from domain.errors import Missing, Unclear
from domain.queries import activity as query
from tests.contests import expert
from tests.happenings import (
    LATER,
    NOW,
    STARTS,
    activity,
    drafted,
    plan,
    plan_now,
    published,
    register,
)
from tests.town import ID, TAX, person

pytestmark = pytest.mark.usefixtures("small_town")

S = ActivityStage


@pytest.fixture(autouse=True)
def in_march():
    with clock.stopped(NOW):
        yield


def test_what_calendars_must_hear_of_raises_the_sequence_and_the_rest_does_not():
    activity_id = published()
    assert activity(activity_id).sequence == 0
    perform(ID["organiser"], activities.correct, activity_id, plan=plan(budget_yuan=100))
    assert activity(activity_id).sequence == 0
    perform(ID["organiser"], activities.correct, activity_id, plan=plan(title="新题目"))
    perform(ID["organiser"], activity_moves.move, activity_id, starts_at=LATER)
    perform(ID["organiser"], activities.cancel, activity_id, reason="场地停电")
    row = activity(activity_id)
    assert (row.sequence, row.starts_at, row.ends_at) == (3, LATER, LATER + timedelta(hours=2))


def test_a_published_activity_gets_its_time_only_by_being_moved():
    activity_id = published()
    with pytest.raises(IsMoved):
        perform(ID["organiser"], activities.correct, activity_id, plan=plan(starts_at=LATER))
    with pytest.raises(IsMoved):
        perform(ID["organiser"], activities.correct, activity_id, plan=plan(place="别处"))
    with pytest.raises(BegunAlready):
        perform(
            ID["organiser"], activity_moves.move, activity_id, starts_at=NOW - timedelta(days=2)
        )


def test_last_year_s_is_cloned_as_a_draft_with_all_its_moments():
    activity_id = published(
        opens_at=NOW, closes_at=STARTS - timedelta(days=1), agenda=(AgendaItem(STARTS, "开场"),)
    )
    next_year = STARTS.replace(year=2027)
    new = activity(
        perform(ID["organiser"], activity_repeats.clone, activity_id, starts_at=next_year)
    )
    assert (new.stage, new.cloned_from_id, new.taken) == (S.DRAFT, activity_id, 0)
    assert new.closes_at == next_year - timedelta(days=1)
    assert new.agenda[0]["title"] == "开场" and new.uid != activity(activity_id).uid


def test_who_has_left_the_expert_list_does_not_go_along_and_is_named():
    there, gone = Speaker(expert("周明"), "合规"), Speaker(expert("林芳"))
    activity_id = published(speakers=(there, gone))
    perform(ID["intake"], experts.retire, TAX, expert_id=gone.expert_id, reason="退休")
    new = perform(ID["organiser"], activity_repeats.clone, activity_id, starts_at=LATER)
    assert plan_now(new).speakers == (there,) and len(plan_now(activity_id).speakers) == 2
    with snapshot() as session:
        shown = query.activity(session, person("organiser"), new)
        before = query.activity(session, person("organiser"), activity_id)
    assert shown.story[0].said["speakers_gone"] == ["林芳"]
    assert [each.is_active for each in before.speakers] == [True, False]


def test_a_rule_makes_occurrences_of_their_own_that_are_published_together():
    activity_id = drafted()
    rule = "FREQ=WEEKLY;COUNT=3"
    others = perform(ID["organiser"], activity_repeats.recur, activity_id, rule=rule)
    rows = [activity(each) for each in (activity_id, *others)]
    weekly = [STARTS, LATER, LATER + timedelta(days=7)]
    assert [row.starts_at for row in rows] == weekly
    assert [row.recurrence_at for row in rows] == weekly
    assert len({row.uid for row in rows}) == 1
    perform(ID["organiser"], activities.hand_in, activity_id)
    perform(ID["admin"], activities.publish, activity_id)
    assert {activity(each).stage for each in (activity_id, *others)} == {S.PUBLISHED}
    perform(ID["organiser"], activity_moves.move, others[0], starts_at=LATER + timedelta(days=1))
    assert activity(others[0]).recurrence_at == LATER
    with pytest.raises(ActivityMovedOn):
        perform(ID["organiser"], activity_repeats.recur, activity_id, rule=rule)


@pytest.mark.parametrize(
    "rule",
    ["", "FREQ=WEEKLY", "FREQ=SECONDLY;COUNT=3", "FREQ=WEEKLY;COUNT=1", "FREQ=DAILY;COUNT=400"],
)
def test_a_rule_that_cannot_be_is_refused(rule):
    with pytest.raises((Missing, Unclear, activity_repeats.TooOftenRepeated)):
        perform(ID["organiser"], activity_repeats.recur, drafted(), rule=rule)


def test_a_series_takes_activities_until_it_ends():
    series_id = perform(
        ID["organiser"],
        activity_series.begin,
        name="法律服务月",
        kind=ActivityKind.LEGAL_SERVICE_MONTH,
    )
    perform(ID["organiser"], activity_series.change, series_id, name="法律服务月（2026）")
    activity_id = drafted(series_id=series_id)
    perform(ID["organiser"], activity_series.end, series_id)
    with pytest.raises(activity_series.SeriesEnded):
        drafted(series_id=series_id)
    with pytest.raises(activity_series.SeriesEnded):
        perform(ID["organiser"], activity_repeats.clone, activity_id, starts_at=LATER)


def test_whoever_means_to_come_is_told_of_a_move_a_reminder_and_a_cancelling():
    activity_id = published(capacity=1)
    for _ in range(2):
        register(activity_id)
    perform(ID["organiser"], activity_moves.move, activity_id, starts_at=LATER)
    with clock.stopped(LATER - timedelta(hours=20)):
        assert jobs.look_after_activities() == 1
        assert jobs.look_after_activities() == 0
    perform(ID["organiser"], activities.cancel, activity_id, reason="场地停电")
    with snapshot() as session:
        kinds = list(session.exec(select(Message.kind).order_by(col(Message.id))))
    M = MessageKind
    assert kinds == [
        M.REGISTRATION_CONFIRMED,
        M.REGISTRATION_WAITING,
        M.ACTIVITY_CHANGED,
        M.ACTIVITY_CHANGED,
        M.ACTIVITY_REMINDER,
        M.ACTIVITY_CANCELLED,
        M.ACTIVITY_CANCELLED,
    ]


def test_a_move_to_a_shorter_time_says_what_the_agenda_loses():
    items = (AgendaItem(STARTS, "开场"), AgendaItem(STARTS + timedelta(minutes=90), "答疑"))
    activity_id = published(agenda=items)
    at = STARTS + timedelta(days=1)
    said = {"starts_at": at, "ends_at": at + timedelta(hours=1)}
    perform(ID["organiser"], activity_moves.move, activity_id, **said)
    assert [(each.at, each.title) for each in plan_now(activity_id).agenda] == [(at, "开场")]
    with snapshot() as session:
        told = session.exec(select(Event).where(Event.action == "activity_moved")).one()
    assert told.particulars["left_out"] == ["答疑"]


def test_those_who_come_are_reminded_some_days_before_too_where_the_plan_says_so():
    early, plain, late = (
        published(
            reminder_days=days, place=f"{n}号厅", kind=kind, starts_at=STARTS + timedelta(days=n)
        )
        for n, (days, kind) in enumerate(((7, "job_fair"), (None, "other"), (30, "growth_forum")))
    )
    for each in (early, plain, late):  # the last one was published later than thirty days before
        register(each)
    reminded = []
    for before in (8, 7, 6, 2, 1, 0.5):
        with clock.stopped(STARTS - timedelta(days=before)):
            reminded.append(jobs.look_after_activities())
            assert jobs.look_after_activities() == 0
    assert reminded == [0, 1, 0, 0, 1, 0]
    by_hand = activity_reminders.remind
    with clock.stopped(STARTS - timedelta(hours=2)):
        perform(ID["organiser"], by_hand, late)  # before its last day
        for each in (early, late):
            with pytest.raises(RemindedAlready):
                perform(ID["organiser"], by_hand, each)
    for hours in (12, 25):  # the last days of the other two
        with clock.stopped(STARTS + timedelta(hours=hours)):
            jobs.look_after_activities()
    with snapshot() as session:
        told = select(Event.subject_id).where(Event.action == "activity_reminded")
        assert Counter(session.exec(told)) == {early: 2, plain: 1, late: 2}
