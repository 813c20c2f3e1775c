"""This one and those that follow: corrected, moved and cancelled together, and everybody told once."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import col, select

from db.activity_vocabulary import ActivityStage
from db.engine import snapshot
from db.models import Activity, Event, Message, Notice
from db.vocabulary import MessageKind
from domain import activities, activity_moves, activity_repeats, clock
from domain.activity_clashes import Clashes
from domain.activity_plans import AgendaItem, plan_of
from domain.command import perform
from domain.queries import activity as query
from domain.queries.activity_clashes import in_the_way
from tests import happenings
from tests.happenings import NOW, STARTS, activity, register
from tests.town import FINANCE, ID, person

pytestmark = pytest.mark.usefixtures("small_town")

WEEK = timedelta(days=7)
WEEKLY = "FREQ=WEEKLY;COUNT=4"
TALK = AgendaItem(STARTS, "主旨报告", 60)


@pytest.fixture(autouse=True)
def in_march():
    with clock.stopped(NOW):
        yield


def weekly(**said):
    """Four weeks of the same, published; the ids in their order."""
    first = happenings.drafted(**({"agenda": (TALK,), "capacity": 5} | said))
    others = perform(ID["organiser"], activity_repeats.recur, first, rule=WEEKLY)
    perform(ID["organiser"], activities.hand_in, first)
    perform(ID["admin"], activities.publish, first)
    return [first, *others]


def plan_now(activity_id):
    with snapshot() as session:
        return plan_of(session, session.get_one(Activity, activity_id))


def cancel(activity_id, **said):
    perform(ID["organiser"], activities.cancel, activity_id, reason="讲师生病", **said)


def correct(activity_id, plan, **said):
    perform(ID["organiser"], activities.correct, activity_id, plan=plan, **said)


def mails(kind):
    with snapshot() as session:
        found = select(Message.recipient).where(Message.kind == kind).order_by(col(Message.id))
        return list(session.exec(found))


def told(username, action):
    with snapshot() as session:
        found = (
            select(Event.subject_id, Event.particulars)
            .join(Notice, Notice.event_id == Event.id)
            .where(Notice.user_id == ID[username], Event.action == action)
        )
        return [(subject, said.get("following")) for subject, said in session.exec(found)]


def test_this_and_those_that_follow_are_cancelled_and_what_was_before_stays():
    ids = weekly()
    cancel(ids[1], with_following=True)
    stages = [activity(each).stage for each in ids]
    assert stages == [ActivityStage.PUBLISHED] + [ActivityStage.CANCELLED] * 3
    assert [activity(each).sequence for each in ids] == [0, 1, 1, 1]
    alone = weekly(starts_at=STARTS + timedelta(hours=4), agenda=(), place="二号厅")
    cancel(alone[1])
    assert activity(alone[2]).stage is ActivityStage.PUBLISHED


def test_who_comes_to_several_that_are_cancelled_together_is_told_once():
    ids = weekly(partner_ids=(FINANCE,))
    for each in ids[1:]:
        register(each, "valves", phone="13857700001", email="lin@example.com")
    register(ids[3], "shoes", phone="13857700002", email="xin@example.com")
    cancel(ids[0], with_following=True)
    assert mails(MessageKind.ACTIVITY_CANCELLED) == ["lin@example.com", "xin@example.com"]
    assert told("valves", "activity_cancelled") == [(ids[1], 2)]
    assert told("shoes", "activity_cancelled") == [(ids[3], 0)]
    assert told("finance_head", "activity_cancelled") == [(ids[0], 3)]


def test_what_is_changed_in_one_is_changed_in_those_that_follow_and_nothing_else():
    ids = weekly()
    correct(ids[2], replace(plan_now(ids[2]), title="第三周专场"))
    closes = STARTS + WEEK - timedelta(hours=1)
    again = AgendaItem(STARTS + WEEK + timedelta(minutes=30), "答疑")
    changed = replace(plan_now(ids[1]), capacity=8, closes_at=closes, agenda=(again,))
    correct(ids[1], changed, with_following=True)
    for n, each in enumerate(ids):
        plan = plan_now(each)
        assert plan.starts_at == STARTS + n * WEEK and plan.place == "市民中心一号厅"
        assert plan.capacity == (8 if n else 5)
        if n:
            assert plan.closes_at == STARTS + n * WEEK - timedelta(hours=1)
            assert plan.agenda == (replace(again, at=again.at + (n - 1) * WEEK),)
    assert plan_now(ids[2]).title == "第三周专场"


def test_where_one_of_those_that_follow_cannot_be_changed_none_is():
    ids = weekly()
    for _ in range(3):
        register(ids[3])
    with pytest.raises(activities.SeatsTaken):
        correct(ids[0], replace(plan_now(ids[0]), capacity=2), with_following=True)
    assert {activity(each).capacity for each in ids} == {5}


def test_how_many_follow_is_shown_to_those_who_hold_it():
    ids = weekly()
    cancel(ids[3])
    alone = happenings.drafted()
    with snapshot() as session:
        shown = [query.activity(session, person("organiser"), each) for each in (*ids, alone)]
    assert [each.following for each in shown] == [2, 1, 0, 0, 0]


def move(activity_id, **said):
    perform(ID["organiser"], activity_moves.move, activity_id, **said)


def test_this_and_those_that_follow_are_moved_by_as_much_and_back_and_are_in_no_way_of_each_other():
    ids = weekly()
    move(ids[2], starts_at=STARTS + 2 * WEEK + timedelta(hours=1), place="二号厅")
    stood = [plan_now(each) for each in ids]
    move(ids[1], starts_at=STARTS + 2 * WEEK, place="三号厅", with_following=True)
    now = [plan_now(each) for each in ids]
    assert [b.starts_at - a.starts_at for a, b in zip(stood, now, strict=True)] == [
        timedelta(0),
        *[WEEK] * 3,
    ]
    assert [each.place for each in now] == ["市民中心一号厅", "三号厅", "二号厅", "三号厅"]
    assert [b.agenda[0].at - a.agenda[0].at for a, b in zip(stood[1:], now[1:], strict=True)] == [
        WEEK
    ] * 3
    move(ids[1], starts_at=STARTS + WEEK, place="市民中心一号厅", with_following=True)
    assert [plan_now(each) for each in ids] == stood


def test_who_comes_to_several_that_are_moved_together_is_told_once():
    ids = weekly()
    for each in ids[1:]:
        register(each, "valves", phone="13857700001", email="lin@example.com")
    move(ids[0], starts_at=STARTS + timedelta(days=1), with_following=True)
    assert mails(MessageKind.ACTIVITY_CHANGED) == ["lin@example.com"]
    assert told("valves", "activity_moved") == [(ids[1], 2)]


def test_what_is_in_the_way_of_one_of_those_that_follow_is_looked_at_before():
    ids = weekly()
    blocks = happenings.published(starts_at=STARTS + 3 * WEEK + timedelta(days=1), kind="other")
    later = {"starts_at": STARTS + timedelta(days=1), "with_following": True}
    with pytest.raises(Clashes):
        move(ids[0], **later)
    at = (later["starts_at"], later["starts_at"] + timedelta(hours=2), "市民中心一号厅")
    with snapshot() as session:
        alone = in_the_way(session, person("organiser"), ids[0], *at)
        found = in_the_way(session, person("organiser"), ids[0], *at, True)
    assert alone == () and [each.key for each in found] == [f"room:{blocks}"]
    move(ids[0], **later, acknowledged=[f"room:{blocks}"])
    assert plan_now(ids[3]).starts_at == STARTS + 3 * WEEK + timedelta(days=1)
