"""An activity that is moved back stands exactly as before: its agenda, its closing, with its docking day too."""

from dataclasses import replace
from datetime import timedelta

import pytest

from db.activity_vocabulary import ActivityKind
from db.engine import snapshot
from db.models import Activity, DockingDay
from domain import (
    activities,
    activity_moves,
    activity_repeats,
    clock,
    docking_announcing,
    docking_running,
)
from domain.activity_days import FollowsDay
from domain.activity_plans import AgendaItem, plan_of
from domain.command import perform
from domain.docking_facts import Facts, span
from tests.docking_day import arranged
from tests.happenings import NOW, STARTS, drafted, published
from tests.town import ID

pytestmark = pytest.mark.usefixtures("small_town")
MINUTES = timedelta(minutes=1)
ITEMS = (
    AgendaItem(STARTS, "开场", 15),
    AgendaItem(STARTS + 20 * MINUTES, "政策解读", 60),
    AgendaItem(STARTS + 90 * MINUTES, "答疑", 30),
)
SHORTER = {
    "starts_at": STARTS + timedelta(days=1),
    "ends_at": STARTS + timedelta(days=1, hours=1),
}
BACK = {"starts_at": STARTS, "ends_at": STARTS + timedelta(hours=2)}


@pytest.fixture(autouse=True)
def in_march():
    with clock.stopped(NOW):
        yield


def plan_now(activity_id):
    with snapshot() as session:
        return plan_of(session, session.get_one(Activity, activity_id))


def move(activity_id, **to):
    perform(ID["organiser"], activity_moves.move, activity_id, **to)


def test_what_a_shorter_time_left_out_of_the_agenda_comes_back():
    activity_id = published(agenda=ITEMS, closes_at=STARTS - timedelta(hours=3))
    before = plan_now(activity_id)
    assert before.agenda == ITEMS
    move(activity_id, **SHORTER)
    assert [each.title for each in plan_now(activity_id).agenda] == ["开场", "政策解读"]
    move(activity_id, **BACK)
    assert plan_now(activity_id) == before
    move(activity_id, **SHORTER)
    move(activity_id, starts_at=STARTS + timedelta(days=2))
    assert len(plan_now(activity_id).agenda) == 2  # it never stood there


def test_an_occurrence_with_a_place_of_its_own_keeps_it_when_all_are_moved_and_moved_back():
    first = drafted(place="瓯江厅")
    rule = {"rule": "FREQ=WEEKLY;COUNT=3"}
    second, third = perform(ID["organiser"], activity_repeats.recur, first, **rule)
    move(second, starts_at=STARTS + timedelta(days=7), place="雁荡厅")
    before = [plan_now(each) for each in (first, second, third)]
    later = STARTS + timedelta(hours=1)
    move(first, starts_at=later, place="雁荡厅", with_following=True)
    assert [plan_now(each).place for each in (first, second, third)] == ["雁荡厅"] * 3
    move(first, **BACK, place="瓯江厅", with_following=True)
    assert [plan_now(each) for each in (first, second, third)] == before


def test_a_correction_meanwhile_is_not_undone():
    activity_id = drafted(agenda=ITEMS)
    move(activity_id, **SHORTER)
    plan = replace(plan_now(activity_id), agenda=())
    perform(ID["organiser"], activities.correct, activity_id, plan=plan)
    move(activity_id, **BACK)
    assert plan_now(activity_id).agenda == ()


def test_the_activity_of_a_docking_day_comes_back_with_the_day():
    day_id, *_ = arranged(slots=3)
    made = perform(ID["admin"], docking_announcing.announce, day_id)
    plan = plan_now(made)
    last = AgendaItem(plan.ends_at - 5 * MINUTES, "总结")
    plan = replace(plan, agenda=(AgendaItem(plan.starts_at, "开场"), last))
    perform(ID["admin"], activities.correct, made, plan=plan)
    before = plan_now(made)
    change(day_id, begins_at="15:00", slots=2)
    assert [each.title for each in plan_now(made).agenda] == ["开场"]
    change(day_id, begins_at="09:00", slots=3)
    assert plan_now(made) == before


def with_its_own_place(day_place):
    """(day, activity): linked with what stands in the calendar with a more exact place."""
    day_id, *_ = arranged()
    if day_place:
        change(day_id, place=day_place)
    held = span(row(DockingDay, day_id))
    said = {"starts_at": held.begins, "ends_at": held.ends, "place": "市民中心三楼东厅"}
    made = drafted(kind=ActivityKind.DOCKING_DAY, **said)
    perform(ID["admin"], docking_announcing.link, day_id, activity_id=made)
    return day_id, made


@pytest.mark.parametrize("place", ["市民中心", ""])
def test_the_activity_has_its_own_place_again_when_its_day_comes_back(place):
    day_id, made = with_its_own_place(place)
    own = plan_now(made)
    change(day_id, place="会展中心")
    assert plan_now(made).place == "会展中心"
    with pytest.raises(FollowsDay):
        move(made, starts_at=own.starts_at, place=own.place)
    change(day_id, place=place)
    assert plan_now(made) == own
    change(day_id, place="会展中心")
    plan = replace(plan_now(made), title="产学研大会")
    perform(ID["organiser"], activities.correct, made, plan=plan)
    change(day_id, place=place)
    assert plan_now(made).place == (place or "会展中心")  # it was corrected meanwhile


def test_an_activity_that_went_to_the_place_of_its_day_may_be_moved_back_to_its_own():
    day_id, made = with_its_own_place("市民中心")
    own = plan_now(made)
    move(made, starts_at=own.starts_at, place="市民中心")
    move(made, starts_at=own.starts_at, place=own.place)
    assert plan_now(made) == own
    assert row(DockingDay, day_id).place == "市民中心"


def row(table, row_id):
    with snapshot() as session:
        return session.get_one(table, row_id)


def change(day_id, **said):
    day = row(DockingDay, day_id)
    known = {key: getattr(day, key) for key in Facts._fields}
    perform(ID["intake"], docking_running.change, day_id, **(known | said))
