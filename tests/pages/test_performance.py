"""The key figures, the lists behind them and the targets as pages, in both languages and for each who may open them."""

from datetime import datetime

import pytest

from db.indicator_vocabulary import Indicator
from domain import clock, month_targets
from domain.clock import LOCAL
from domain.command import perform
from domain.indicators import building, rollups
from tests.domain.indicators.histories import History
from tests.pages.visiting import drawn, opened, said
from tests.town import FINANCE, ID, LONGWAN, LUCHENG

pytestmark = pytest.mark.usefixtures("small_town_on_sqlite")

NOW = datetime(2026, 11, 13, 17, 55, tzinfo=LOCAL)


@pytest.fixture
def lived(monkeypatch):
    """A random history whose end is now, also for the thread of the page."""
    building.keep_up()
    history = History(4)
    history.live(160)
    monkeypatch.setattr(clock, "now", lambda: history.at)
    rollups.fold_all()
    return history.at


def cards(app):
    assert not app.exception
    found = drawn(app, "kpi-cards")["groups"]
    return {card["id"]: card for group in found for card in group["cards"]}


def test_the_cards_tell_the_figures_of_the_month_with_what_lies_behind_them(lived):
    app = opened("performance/kpi", "leader", period="year")
    assert not app.exception
    closing = cards(app)["on_time_closing"]
    assert closing["n"] >= closing["top"] > 0
    assert (
        closing["href"].startswith("/figure-records?") and "of=on_time_closing" in closing["href"]
    )
    assert len(closing["trend"]) == 12
    assert "working days" in said(app)


def test_the_list_behind_a_card_counts_the_same(lived):
    found = cards(opened("performance/kpi", "leader", period="year"))
    for name in ("on_time_closing", "on_time_acceptance", "satisfaction_rate", "received"):
        app = opened("performance/records", "leader", period="year", of=name)
        assert f"{found[name]['n']} records" in said(app)
        rows = drawn(app, "figure-records")["rows"]
        assert len(rows) == min(found[name]["n"], 50)
    rest = opened("performance/records", "leader", period="year", of="on_time_closing", half="rest")
    missing = found["on_time_closing"]["n"] - found["on_time_closing"]["top"]
    assert (f"{missing} records" in said(rest)) if missing else True


@pytest.mark.parametrize("view", ["places", "trend", "loop", "load", "times"])
@pytest.mark.parametrize(
    "narrowed", [{}, {"area": LONGWAN}, {"unit": str(FINANCE)}, {"field": "financing"}]
)
def test_every_picture_is_drawn(lived, view, narrowed):
    language = "zh" if narrowed else "en"
    asked = {"view": view, "period": "year"} | narrowed
    app = opened("performance/kpi", "leader", language=language, **asked)
    assert not app.exception


def test_an_empty_platform_has_dashes_and_no_zeros_for_shares():
    building.keep_up()
    app = opened("performance/kpi", "leader")
    assert not app.exception
    assert cards(app)["satisfaction_rate"]["value"] is None
    assert "Nothing was counted here" in said(app)


def test_a_filter_narrows_everything(lived):
    every = cards(opened("performance/kpi", "leader", period="year"))["received"]["value"]
    parts = [
        cards(opened("performance/kpi", "leader", period="year", area=area))["received"]["value"]
        for area in (LONGWAN, LUCHENG)
    ]
    assert sum(parts) == every and all(parts)


def test_a_unit_sees_itself_and_a_sub_platform_opens_its_own_records_only(lived):
    head = cards(opened("performance/kpi", "finance_head", period="year"))
    every = cards(opened("performance/kpi", "leader", period="year"))
    assert 0 < head["on_time_acceptance"]["n"] < every["on_time_acceptance"]["n"]
    everywhere = cards(opened("performance/kpi", "longwan", period="year"))
    assert everywhere["received"]["value"] == every["received"]["value"]
    assert not everywhere["received"]["href"]
    own = cards(opened("performance/kpi", "longwan", period="year", area=LONGWAN))
    assert own["received"]["href"]
    refused = opened("performance/records", "longwan", of="received", area=LUCHENG, period="year")
    assert "not open to you" in said(refused)


def test_what_enterprises_said_this_month_is_kept_back_from_units(lived):
    card = cards(opened("performance/kpi", "finance_head"))["satisfaction_rate"]
    assert card["hidden"] and card["value"] is None


@pytest.mark.parametrize("username", ["valves", "liaison", "tax"])
def test_for_others_there_is_no_such_page(username):
    app = opened("performance/kpi", username)
    assert "for other roles" in said(app)


@pytest.mark.parametrize(
    "asked",
    [
        {"period": "1066-10"},
        {"period": "x"},
        {"area": "999999"},
        {"unit": "-5"},
        {"figure": "gold"},
        {"view": "moon"},
    ],
)
def test_an_address_that_means_nothing_is_taken_for_the_usual_one(asked):
    building.keep_up()
    assert not opened("performance/kpi", "leader", **asked).exception


def test_a_target_marks_its_card_and_the_map(lived):
    month_id = perform(ID["leader"], month_targets.begin, month=lived.date())
    said_ = {"indicator": Indicator.RECEIVED, "values": {"": 1_000_000}}
    perform(ID["leader"], month_targets.put, month_id, **said_)
    app = opened("performance/kpi", "leader", figure="received")
    badges = [words for words, _ in cards(app)["received"]["badges"]]
    assert any(words.startswith("✗ missed") for words in badges)
    tiles = drawn(app, "kpi-map")["tiles"]
    assert {tile["tone"] for tile in tiles if tile["tone"]} == {"red"}


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


def test_a_sub_platform_says_why(lived):
    app = opened("performance/targets", "longwan")
    app.text_area[0].set_value("台风停工三天")
    next(each for each in app.button if each.label == "Keep it").click().run()
    assert "台风停工三天" in said(opened("performance/targets", "leader"))
