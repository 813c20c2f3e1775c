"""The calendar on its page: four views, carried to another time and back; two who write at once lose nothing."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from components import planner
from domain import activities, activity_moves, activity_series, clock
from domain.command import perform
from tests import happenings
from tests.happenings import NOW, STARTS, activity, plan_now, published
from tests.pages.activity_page import on
from tests.pages.visiting import drawn, labelled, opened, press, said
from tests.town import ID

pytestmark = pytest.mark.usefixtures("small_town_on_sqlite")


@pytest.fixture(autouse=True)
def in_march(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


def test_a_month_shows_what_is_held_and_the_address_narrows_it():
    published(title="三月讲座")
    published(title="四月讲座", starts_at=STARTS.replace(month=4))
    march = str(drawn(opened("activities/calendar"), "calendar-month"))
    assert "三月讲座" in march and "四月讲座" not in march
    april = str(drawn(opened("activities/calendar", day="2026-04-15"), "calendar-month"))
    assert "四月讲座" in april and "三月讲座" not in april
    empty = drawn(opened("activities/calendar", kind="job_fair"), "calendar-month")
    assert empty["entries"] == [] and empty["legend"] == []


def test_what_was_called_off_in_public_stands_struck_through_and_is_not_counted():
    published(title="照常的讲座")
    gone = published(title="取消的讲座", starts_at=STARTS + timedelta(hours=3))
    perform(ID["organiser"], activities.cancel, gone, reason="停电")
    month = drawn(opened("activities/calendar"), "calendar-month")
    struck = {each["title"]: each["is_struck"] for each in month["entries"]}
    assert struck == {"照常的讲座": False, "取消的讲座": True}
    assert {each["count"] for each in month["days"]} == {0, 1}


def test_week_list_and_year_stand_in_the_address_with_what_narrows_them():
    series = perform(ID["organiser"], activity_series.begin, name="法律服务月", kind="other")
    published(title="系列讲座", series_id=series)
    published(title="另一场", starts_at=STARTS + timedelta(hours=3))
    asked = {"day": "2026-03-10", "series": str(series)}
    week = drawn(opened("activities/calendar", view="week", **asked), "calendar-week")
    assert [each["title"] for each in week["entries"]] == ["系列讲座"]
    assert [each["day"] for each in week["days"]][::6] == ["2026-03-09", "2026-03-15"]
    listed = drawn(opened("activities/calendar", view="agenda"), "calendar-agenda")
    assert len(listed["entries"]) == 2 and len(listed["days"]) == 30
    year = drawn(opened("activities/calendar", view="year"), "calendar-year")
    warm = {each["day"]: (each["count"], each["heat"]) for each in year["days"] if each["count"]}
    assert warm == {"2026-03-12": (2, 2)}
    for day in ("soon", "0001-01-01", "9999-12-31"):
        assert (
            drawn(opened("activities/calendar", day=day), "calendar-month")["shown"] == "2026-03-02"
        )
    rests = {each["day"]: each["mark"] for each in year["days"] if each["mark"]}
    assert rests["2026-10-01"] == "rest" and rests["2026-02-28"] == "work"


def test_a_year_whose_office_calendar_is_not_known_is_said_wherever_holidays_are_looked_for():
    lacks = "The office calendar of 2027 is not entered yet"
    for asked in ({"day": "2027-02-06"}, {"day": "2026-12-28", "view": "week"}):
        page = opened("activities/calendar", **asked)
        assert lacks in said(page) and not leads_to_office_days(page)
        assert leads_to_office_days(opened("activities/calendar", "admin", **asked))
    assert lacks in said(opened("activities/calendar", day="2027-02-06", view="year"))
    assert lacks not in said(opened("activities/calendar", day="2026-11-06"))
    spring = happenings.drafted(starts_at=STARTS.replace(year=2026, month=12, day=24))
    assert lacks in said(on(spring, do="repeat"))
    assert lacks in said(on(spring, do="clone"))
    page = on(happenings.drafted(), do="repeat")
    assert lacks not in said(page)


def leads_to_office_days(page):
    return any("office" in each.proto.page for each in page.get("page_link"))


def test_only_those_who_may_move_it_carry_it_and_the_window_asks_before_it_is_moved():
    activity_id = published()
    asked = {"do": f"move-{activity_id}", "to": "2026-03-13T15:30"}
    for who in ("valves", "longwan", None):
        page = opened("activities/calendar", who, **asked)
        [entry] = drawn(page, "calendar-month")["entries"]
        assert not entry["is_movable"] and not page.datetime_input
    [entry] = drawn(opened("activities/calendar", "organiser"), "calendar-month")["entries"]
    assert entry["is_movable"] and entry["first"] == "2026-03-12"
    page = opened("activities/calendar", "organiser", **asked)
    [entry] = drawn(page, "calendar-month")["entries"]
    assert entry["is_proposed"] and entry["first"] == "2026-03-13"
    assert activity(activity_id).starts_at == STARTS  # nothing has moved yet
    press(page, "Save")
    moved = STARTS + timedelta(days=1, minutes=90)
    assert activity(activity_id).starts_at == moved
    page.switch_page("pages/activities/calendar.py").run()
    page.button(key="undo-move").click().run()
    assert activity(activity_id).starts_at == STARTS
    assert "undo-move" not in [each.key for each in page.button]


def test_a_move_to_another_place_only_tells_the_places_and_leads_back():
    activity_id = published(place="一楼大厅")
    page = on(activity_id, do="move")
    labelled(page, "Place").set_value("二楼*小厅*")
    press(page, "Save")
    page = page.run() if "was moved" not in said(page) else page
    assert "was moved from 一楼大厅 to 二楼\\*小厅\\*." in said(page), said(page)
    page.button(key="undo-move").click().run()
    assert activity(activity_id).place == "一楼大厅"


def test_a_move_is_refused_where_somebody_else_has_moved_it_meanwhile():
    activity_id = published()
    page = on(activity_id, do="move")
    with clock.stopped(NOW):
        perform(ID["admin"], activity_moves.move, activity_id, starts_at=STARTS + timedelta(days=2))
    press(page, "Save")
    assert "admin changed this activity meanwhile" in said(page)
    assert activity(activity_id).starts_at == STARTS + timedelta(days=2)


def test_two_who_correct_at_once_lose_nothing():
    activity_id = published(capacity=5, summary="旧")
    page = opened("activities/plan", "organiser", id=str(activity_id))
    labelled(page, "Title").set_value("我的题目")
    other = replace(plan_now(activity_id), capacity=9, summary="新")
    perform(ID["admin"], activities.correct, activity_id, plan=other)
    press(page, "Save")
    assert "admin changed this activity meanwhile" in said(page)
    assert "Seats is now: 9" in said(page) and labelled(page, "Title").value == "我的题目"
    press(page, "Save")
    after = plan_now(activity_id)
    assert (after.title, after.capacity, after.summary) == ("我的题目", 9, "新")


def test_nobody_is_offered_to_note_as_held_what_has_not_begun(monkeypatch):
    activity_id = published()
    assert "do-hold" not in [each.key for each in on(activity_id).button]
    monkeypatch.setattr(clock, "now", lambda: STARTS)
    assert "do-hold" in [each.key for each in on(activity_id).button]


def test_a_list_of_days_says_what_follows_it_and_leads_there():
    published(title="三月讲座")
    later = STARTS.replace(month=6, day=18)
    published(title="六月讲座", starts_at=later)
    page = opened("activities/calendar", view="agenda")
    assert "六月讲座" not in str(drawn(page, "calendar-agenda"))
    page.button(key="agenda-further").click().run()
    assert page.query_params["day"] == "2026-06-18"
    assert "六月讲座" in str(drawn(page, "calendar-agenda"))
    assert "Nothing follows after" in said(page)


def test_what_was_carried_into_another_month_is_asked_about_there(monkeypatch):
    activity_id = published()
    dropped = planner.Dropped(activity_id, date(2026, 5, 7), None, activity(activity_id).version)
    for who, is_asked in (("organiser", True), ("valves", False)):
        acts = [dropped]
        monkeypatch.setattr(planner, "show", lambda *_, **__: acts.pop() if acts else None)  # noqa: B023
        page = opened("activities/calendar", who, day="2026-05-01")
        asked = f"move-{activity_id}" if is_asked else None
        assert page.query_params.get("do") == asked, who
        assert bool(page.datetime_input) is is_asked
