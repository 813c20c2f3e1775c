"""Series of activities on their page: years, what is held, a year held again; a rule that is looked at first."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from db.engine import snapshot
from db.models import Activity
from domain import activity_series, clock
from domain.command import perform
from tests.happenings import NOW, STARTS, check_in, drafted, published, register
from tests.pages.visiting import drawn, opened, press, said
from tests.town import ID

pytestmark = pytest.mark.usefixtures("small_town_on_sqlite")


@pytest.fixture(autouse=True)
def in_march(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


def begun(name="法律服务月", **said):
    return perform(
        ID["organiser"], activity_series.begin, name=name, kind="legal_service_month", **said
    )


def test_a_series_shows_its_years_and_what_is_held(monkeypatch):
    series_id = begun(summary="每年一个月。")
    activity_id = published(title="门诊", series_id=series_id)
    receipt = register(activity_id)
    monkeypatch.setattr(clock, "now", lambda: STARTS)
    check_in(activity_id, registration_id=receipt.registration_id)
    monkeypatch.setattr(clock, "now", lambda: NOW)
    published(title="明年门诊", series_id=series_id, starts_at=STARTS + timedelta(days=300))
    page = opened("activities/series", id=str(series_id))
    assert "每年一个月。" in said(page)
    shown = drawn(page, "series-years")["rows"]
    assert [row[0]["text"] for row in shown] == ["2027", "2026"]
    held = str(drawn(page, "series-held"))
    assert "门诊" in held and "明年门诊" not in held
    assert "明年门诊" in str(
        drawn(opened("activities/series", id=str(series_id), year="2027"), "series-held")
    )
    assert "法律服务月" in str(drawn(opened("activities/series"), "series-all"))
    assert "no such record" in said(opened("activities/series", id="99"))


def test_a_series_is_begun_said_anew_and_ended_by_those_who_keep_it():
    assert not opened("activities/series", "valves", do="begin").text_input
    page = opened("activities/series", "organiser", do="begin")
    page.text_input[0].set_value("成长论坛")
    press(page, "Begin the series")
    with snapshot() as session:
        row = session.exec(select(activity_series.ActivitySeries)).one()
    page = opened("activities/series", "organiser", id=str(row.id), do="change")
    page.text_input[0].set_value("企业成长论坛")
    press(page, "Save")
    press(opened("activities/series", "organiser", id=str(row.id), do="end"), "End the series")
    with snapshot() as session:
        row = session.get_one(activity_series.ActivitySeries, row.id)
    assert (row.name, row.is_active) == ("企业成长论坛", False)


def test_last_years_activities_are_held_again_with_one_press():
    series_id = begun()
    first = published(title="启动会", series_id=series_id)
    published(title="门诊", series_id=series_id, starts_at=STARTS + timedelta(days=3))
    asked = {"id": str(series_id), "do": "again"}
    page = opened("activities/series", "organiser", **asked)
    assert [each.value for each in page.checkbox] == [True, True]
    page.checkbox[1].uncheck().run()
    press(page, "Draft 1 again")
    with snapshot() as session:
        again = session.exec(
            select(Activity).where(col(Activity.cloned_from_id).is_not(None))
        ).one()
    assert (again.cloned_from_id, again.starts_at) == (first, STARTS + timedelta(weeks=52))
    page = opened("activities/series", "organiser", **asked)
    page.selectbox[-1].select(2026).run()
    assert [each.value for each in page.checkbox] == [False, True]


def test_a_rule_is_looked_at_before_it_is_used_and_days_of_rest_are_left_out():
    starts = STARTS.replace(month=4, day=22)  # a Wednesday; 29 April is one too, and 6 May
    activity_id = drafted(starts_at=starts)
    page = opened("activities/activity", "organiser", id=str(activity_id), do="repeat")
    days = next(each for each in page.button_group if "weekdays" in each.label)
    days.set_value(["WE", "FR"]).run()  # 1 May is a holiday
    words = said(page)
    assert "3 times, 1 left out:" in words and "~~Fri 1 May 14:00~~" in words, words
    press(page, "Repeat by a rule")
    with snapshot() as session:
        again = select(Activity.starts_at).where(Activity.recurs_from_id == activity_id)
        found = list(session.exec(again.order_by(col(Activity.starts_at))))
    assert [each - starts for each in found] == [timedelta(days=2), timedelta(days=7)]


def test_a_day_of_rest_a_year_later_is_said_before_the_same_is_drafted_again():
    """52 weeks after the second of October 2025 falls into the week of the National Day."""
    series_id = begun()
    autumn = STARTS.replace(year=2025, month=10, day=9)
    rested = drafted(title="国庆", series_id=series_id, starts_at=autumn - timedelta(days=7))
    drafted(title="平日", series_id=series_id, starts_at=autumn + timedelta(days=7), place="别处")
    page = opened("activities/series", "organiser", id=str(series_id), do="again")
    told = {each.label for each in page.checkbox}
    assert [each for each in told if "day of rest a year later" in each] == [
        each for each in told if "国庆" in each
    ]
    assert "day of rest" in said(
        opened("activities/activity", "organiser", id=str(rested), do="clone")
    )
