"""Targets on the pages: set, held against the figures on map, ranking and cards, and a word on why they were missed."""

from dataclasses import replace
from datetime import timedelta

import pytest

from db.engine import snapshot
from db.indicator_vocabulary import Indicator
from domain import jobs, month_targets
from domain.bulletin import facts as bulletin_facts
from domain.command import perform
from domain.indicators.definitions import DEFINITIONS
from domain.month_targets import NotAimedAt
from domain.queries import targets
from tests.pages.kpi_page import cards
from tests.pages.visiting import drawn, opened, said
from tests.town import FINANCE, ID, LONGWAN, LUCHENG, person

pytestmark = pytest.mark.usefixtures("small_town_on_sqlite")


def aimed(at, values, indicator=Indicator.SERVICES_GIVEN):
    month_id = perform(ID["leader"], month_targets.begin, month=at.date())
    perform(ID["leader"], month_targets.put, month_id, indicator=indicator, values=values)


@pytest.mark.parametrize(
    ("figure", "name"),
    [
        (Indicator.SERVICES_GIVEN, "Services given"),
        (Indicator.ACTIVITIES_HELD, "Activities held"),  # none, which is not missing
    ],
)
def test_one_place_has_one_colour_on_the_map_in_the_ranking_on_its_card_and_in_its_panel(
    lived, figure, name
):
    aimed(lived, {"": 0, LONGWAN: 1_000_000}, figure)
    app = opened("performance/kpi", "leader", figure=figure.value, at=LONGWAN)
    assert cards(app)[figure]["aim"]["state"] == "met"
    tile = next(each for each in drawn(app, "kpi-map")["tiles"] if "Longwan" in each["told"])
    bar = next(e for e in drawn(app, "kpi-ranked-area")["rows"] if e["name"] == "Longwan")
    line = drawn(app, "kpi-place-figures")["rows"][0]
    assert line[0]["text"] == name and line[0]["sub"].startswith("✗ missed")
    assert (tile["many"] == "0") == (figure is Indicator.ACTIVITIES_HELD)
    assert (tile["tone"], bar["tone"], line[1]["tone"]) == ("red", "red", "red")
    assert tile["mark"] == "✗" and bar["value"].startswith("✗")
    own = opened("performance/kpi", "leader", area=LONGWAN)
    assert cards(own)[figure]["aim"]["state"] == "missed"
    month = opened("performance/kpi", "leader", area=LONGWAN, figure=figure.value, view="month")
    assert "the pace asks for" in said(month)


def test_where_a_figure_is_not_counted_it_is_neither_zero_nor_red(lived, monkeypatch):
    indicator = Indicator.SERVICES_GIVEN
    aimed(lived, {LONGWAN: 1_000_000, LUCHENG: 1_000_000})
    counted = replace(DEFINITIONS[indicator], areas=frozenset({LONGWAN}))
    monkeypatch.setitem(DEFINITIONS, indicator, counted)
    app = opened("performance/kpi", "leader", figure="services_given")
    assert not app.exception
    tiles = {each["name"]: each for each in drawn(app, "kpi-map")["tiles"]}
    assert (tiles["Longwan"]["mark"], tiles["Longwan"]["tone"]) == ("✗", "red")
    there = tiles["Lucheng"]
    assert (there["many"], there["mark"], there["tone"]) == ("not counted here", "", "")
    assert [each["name"] for each in drawn(app, "kpi-ranked-area")["rows"]] == ["Longwan"]
    assert "Not counted in Lucheng." in said(app)


@pytest.mark.parametrize(("language", "told"), [("en", "✗ missed: further"), ("zh", "✗ 未达标：")])
def test_what_the_colours_say_stands_where_they_are_and_nowhere_else(lived, language, told):
    assert told not in said(opened("performance/kpi", "leader", language=language))
    aimed(lived, {LONGWAN: 1_000_000})
    shown = {"figure": "services_given", "language": language}
    on_map = said(opened("performance/kpi", "leader", **shown))
    on_card = said(opened("performance/kpi", "leader", area=LONGWAN, view="loop", **shown))
    assert on_map.count(told) == on_card.count(told) == 1
    both = said(opened("performance/kpi", "leader", area=LONGWAN, view="places", **shown))
    assert both.count(told) >= 1


def test_targets_carried_on_by_the_platform_are_told_and_confirmed_or_taken_back(lived):
    before = (lived.replace(day=1) - timedelta(days=1)).date()
    month_id = perform(ID["leader"], month_targets.begin, month=before)
    aimed_at = {"indicator": Indicator.SERVICES_GIVEN, "values": {"": 50, LONGWAN: 20}}
    perform(ID["leader"], month_targets.put, month_id, **aimed_at)
    assert jobs.carry_on_targets() == 1
    marked = "nobody has confirmed them yet"
    figures = opened("performance/kpi", "leader", figure="services_given")
    assert marked in said(figures) and cards(figures)["services_given"]["aim"]
    [row] = drawn(opened("home/today", "leader"), "notices")["rows"]
    assert "those of the month before were carried on" in row[0]["text"]
    assert row[0]["href"] == f"/targets?month={lived:%Y-%m}"
    seen = opened("performance/targets", "longwan", figure="services_given")
    assert marked in said(seen)
    assert not {"Confirm the targets", "Take them back"} & {each.label for each in seen.button}
    app = opened("performance/targets", "leader", figure="services_given")
    next(each for each in app.button if each.label == "Confirm the targets").click().run()
    assert not app.exception and marked not in said(app)
    assert marked not in said(opened("performance/kpi", "leader", figure="services_given"))


def test_the_citys_number_is_no_target_of_its_parts_but_its_share_is(lived):
    aimed(lived, {"": 1_000_000})
    aimed(lived, {"": 1.0}, Indicator.ON_TIME_ACCEPTANCE)
    app = opened("performance/kpi", "leader", figure="services_given")
    assert cards(app)["services_given"]["aim"]["state"] == "missed"
    assert {tile["tone"] for tile in drawn(app, "kpi-map")["tiles"]} == {""}
    shares = opened("performance/kpi", "leader", figure="on_time_acceptance")
    judged = [each for each in drawn(shares, "kpi-map")["tiles"] if each["many"] != "–"]
    assert judged and all(each["mark"] for each in judged)


def test_of_what_arrives_neither_more_nor_less_is_better_so_it_has_no_target(lived):
    with pytest.raises(NotAimedAt):
        aimed(lived, {"": 5}, Indicator.RECEIVED)
    app = opened("performance/targets", "leader", figure="received")
    assert "How many demands arrived." not in said(app)


def test_targets_are_set_on_their_page(lived):
    app = opened("performance/targets", "leader", figure="on_time_closing")
    assert not app.exception
    app.number_input[0].set_value(90.0)
    next(each for each in app.button if each.label == "Save the targets").click().run()
    assert not app.exception
    again = opened("performance/targets", "leader", figure="on_time_closing")
    assert again.number_input[0].value == 90.0
    seen = opened("performance/targets", "longwan", figure="on_time_closing")
    assert not seen.number_input and "90.0 %" in said(seen)


def test_of_two_who_set_targets_at_once_the_later_keeps_what_the_earlier_set(lived):
    indicator = Indicator.SERVICES_GIVEN
    aimed(lived, {"": 10, LONGWAN: 5, LUCHENG: 6})
    app = opened("performance/targets", "leader", figure="services_given")
    fields = {each.label: each for each in app.number_input}
    aimed(lived, {LONGWAN: 7})  # somebody else, meanwhile
    fields["Lucheng"].set_value(8.0)
    press(app, "Save the targets")

    def now():
        with snapshot() as session:
            return targets.month(session, person("leader"), lived.date().replace(day=1)).values

    assert now()[indicator] == {"": 10, LONGWAN: 7, LUCHENG: 8}
    fields = {each.label: each for each in app.number_input}
    assert fields["Longwan"].value == 7
    aimed(lived, {LONGWAN: 9})
    fields["Longwan"].set_value(4.0)
    press(app, "Save the targets")
    assert "Somebody else has set a target here" in said(app) and "Longwan 9" in said(app)
    assert now()[indicator][LONGWAN] == 9
    press(app, "Save the targets")
    assert not app.error and now()[indicator][LONGWAN] == 4


def test_of_two_who_say_why_the_later_reads_the_earlier_first(lived):
    app = opened("performance/targets", "longwan")
    app.text_area[0].set_value("台风停工三天")
    month_id = perform(ID["intake"], month_targets.begin, month=lived.date())
    theirs = {"area_code": LONGWAN, "text": "平台代录"}
    perform(ID["intake"], month_targets.note, month_id, **theirs)
    press(app, "Keep it")
    assert "Somebody else has changed this note" in said(app) and "平台代录" in said(app)
    assert app.text_area[0].value == "台风停工三天"
    press(app, "Keep it")
    assert not app.error and "台风停工三天" in said(opened("performance/targets", "leader"))


def test_a_sub_platform_says_why_on_the_targets_page_and_beside_its_figures(lived):
    app = opened("performance/targets", "longwan")
    app.text_area[0].set_value("台风停工三天")
    press(app, "Keep it")
    assert "台风停工三天" in said(opened("performance/targets", "leader"))
    beside = opened("performance/kpi", "longwan", at=LONGWAN)
    assert beside.text_area[0].value == "台风停工三天" and "台风停工三天" in said(beside)
    beside.text_area[0].set_value("台风停工三天，已补齐")
    press(beside, "Keep it")
    assert "台风停工三天，已补齐" in said(opened("performance/kpi", "leader", at=LONGWAN))
    assert not opened("performance/kpi", "longwan", at=LUCHENG).text_area
    with snapshot() as session:  # and the bulletin of the month takes it in
        told = bulletin_facts.draw(session, lived.date().replace(day=1))["notes"]
    assert [each["text"] for each in told] == ["台风停工三天，已补齐"]


def test_a_closer_look_can_be_had_at_a_unit_and_by_a_unit_at_itself(lived):
    app = opened("performance/kpi", "leader", area=LONGWAN, at=f"u{FINANCE}", period="year")
    assert not app.exception
    assert "Longwan Finance Centre" in said(app)
    hrefs = [line[0]["href"] for line in drawn(app, "kpi-place-figures")["rows"]]
    assert any(f"unit={FINANCE}" in href for href in hrefs)
    own = opened("performance/kpi", "finance_head", period="year")
    assert drawn(own, "kpi-place-figures")["rows"]
    assert drawn(opened("performance/kpi", "leader", at="u999"), "kpi-place-figures") is None


def press(app, label):
    next(each for each in app.button if each.label == label).click().run()
    assert not app.exception
