"""The pictures of the key figures show what is counted; every number in them leads to a list that counts the same."""

import json
from dataclasses import replace
from urllib.parse import parse_qs, parse_qsl

import pytest
from sqlmodel import func, select

from components import kpi_filters
from db.engine import snapshot
from db.indicator_vocabulary import By, Ended, Half, Indicator, Reached
from db.models import Demand
from db.vocabulary import Channel, ServiceField
from domain import clock, month_targets
from domain.command import perform
from domain.indicators import building, metric, pace, parts, reading
from domain.indicators.reading import Scope
from domain.indicators.steps import SHARES, TIMES
from domain.permissions import ENGINE
from domain.queries import indicator_records as records
from domain.workflow import OPEN
from tests.pages.kpi_page import cards
from tests.pages.visiting import drawn, opened, said
from tests.town import FINANCE, ID, LONGWAN, LUCHENG, person

pytestmark = pytest.mark.usefixtures("small_town_on_sqlite")


@pytest.fixture
def lived(monkeypatch, lived_town):
    """A history whose end is now; the scope of its year."""
    at = lived_town(4, 160)
    monkeypatch.setattr(clock, "now", lambda: at)
    period = kpi_filters.period_of("year")
    return Scope(period.first, period.last)


def table(indicators, scope, by=None):
    with snapshot() as session:
        return metric.table(session, ENGINE, indicators, scope, by)


def behind(href):
    """How many records the list has that an address leads to."""
    path, _, query = href.partition("?")
    asked = parse_qs(query)
    one = {name: values[0] for name, values in asked.items()}
    assert path == "/figure-records"
    period = kpi_filters.period_of(one.get("period") or f"{clock.now():%Y-%m}")
    scope = Scope(
        period.first,
        period.last,
        one.get("area"),
        int(one["unit"]) if "unit" in one else None,
        ServiceField(one["field"]) if "field" in one else None,
        Channel(one["channel"]) if "channel" in one else None,
    )
    indicator, half = Indicator(one["of"]), Half(one.get("half", "all"))
    with snapshot() as session:
        who = person("leader")
        return records.count(session, who, indicator, scope, half, parts.read(asked))


def numbers(grid):
    """Every cell of a table that leads somewhere: (what it says, how many its list has)."""
    cells = [cell for row in grid["rows"] for cell in row["cells"] if cell["href"]]
    assert cells
    return [(int(cell["text"].replace(",", "")), behind(cell["href"])) for cell in cells]


def curves(app):
    """The curves of the one chart on the page: name → [(day, value)]."""
    [chart] = app.get("plotly_chart")
    found = json.loads(chart.proto.spec)["data"]
    return {each["name"]: dict(zip(each["x"], each["y"], strict=True)) for each in found}


def test_the_ranking_and_the_map_show_each_place_with_its_records(lived):
    app = opened("performance/kpi", "leader", period="year")
    expected = {
        code: figures[Indicator.ON_TIME_CLOSING]
        for code, figures in table((Indicator.ON_TIME_CLOSING,), lived, By.AREA).items()
    }
    bars = drawn(app, "kpi-ranked-area")["rows"]
    assert {bar["name"] for bar in bars} == {"Longwan", "Lucheng"}
    assert [bar["share"] for bar in bars] == sorted(e.value for e in expected.values())[::-1]
    for bar in bars:
        figure = expected[LONGWAN if bar["name"] == "Longwan" else LUCHENG]
        assert bar["share"] == figure.value
        assert bar["more"] == f"{figure.top} of {figure.n}"
        assert behind(bar["more_href"]) == figure.n
    told = {tile["name"]: (tile["many"], tile["of"]) for tile in drawn(app, "kpi-map")["tiles"]}
    figure = expected[LONGWAN]
    assert told["Longwan"] == (f"{100 * figure.value:.1f} %", f"{figure.top} of {figure.n}")


@pytest.mark.parametrize(
    ("view", "key"), [("trend", "kpi-trend-months"), ("load", "kpi-load"), ("places", None)]
)
def test_a_list_leads_back_to_the_page_as_it_stood(lived, view, key):
    stood = {"period": "quarter", "view": view, "figure": "received", "at": LONGWAN}
    app = opened("performance/kpi", "leader", **stood)
    hrefs = [each["href"] for each in cards(app).values()]
    if key:
        hrefs = [
            cell["href"] for row in drawn(app, key)["rows"] for cell in row["cells"] if cell["href"]
        ]
    asked = dict(parse_qsl(hrefs[-1].partition("?")[2]))
    records = opened("performance/records", "leader", **asked)
    assert back(records) == stood
    assert back(opened("performance/records", "leader", period="year", of="received")) == {
        "period": "year",
        "figure": "received",
    }


def back(app):
    [link] = [each for each in app.get("page_link") if each.label == "Back to the key figures"]
    return dict(parse_qsl(link.proto.query_string))


def test_what_an_address_says_beside_how_the_page_stood_is_left_out(lived):
    said = "view=loop&embed=true&do=sign"
    app = opened("performance/records", "leader", of="received", **{"from": said})
    assert back(app) == {"view": "loop"}


def test_a_closer_look_leads_to_the_failing_records_and_to_all(lived):
    app = opened("performance/kpi", "leader", period="year", at=LONGWAN)
    figures = table(tuple(Indicator), replace(lived, area=LONGWAN))[None]
    lines = {row[0]["text"]: row for row in drawn(app, "kpi-place-figures")["rows"]}
    for name, indicator in (
        ("On time closing", Indicator.ON_TIME_CLOSING),
        ("On time acceptance", Indicator.ON_TIME_ACCEPTANCE),
    ):
        figure, line = figures[indicator], lines[name]
        missed = figure.n - figure.top
        assert missed and line[2]["text"] == f"{missed} fall short"
        assert behind(line[2]["href"]) == missed and behind(line[3]["href"]) == figure.n
        assert line[0]["href"] == line[2]["href"]


def test_the_trend_shows_the_months_with_of_how_many_each_is(lived):
    app = opened("performance/kpi", "leader", view="trend", figure="on_time_acceptance")
    expected = table((Indicator.ON_TIME_ACCEPTANCE,), lived, By.MONTH)
    shown = curves(app)["Last twelve months"]
    for first, figures in expected.items():
        assert shown[f"{first}"] == figures[Indicator.ON_TIME_ACCEPTANCE].value
    row = drawn(app, "kpi-trend-months")["rows"][0]
    months = [cell for cell in row["cells"] if cell["href"]]
    assert len(months) == len(expected)
    for cell in months:
        assert cell["sub"] == f"n = {behind(cell['href'])}"
        assert cell["text"].startswith("·") == (int(cell["sub"].split()[-1]) < 10)


def test_the_month_adds_up_to_its_figure_beside_the_pace_to_its_target(lived):
    month = kpi_filters.period_of(f"{clock.now():%Y-%m}")
    scope = Scope(month.first, month.last)
    given = table((Indicator.SERVICES_GIVEN,), scope)[None][Indicator.SERVICES_GIVEN].value
    month_id = perform(ID["leader"], month_targets.begin, month=month.first)
    aimed = {"indicator": Indicator.SERVICES_GIVEN, "values": {"": 300}}
    perform(ID["leader"], month_targets.put, month_id, **aimed)
    app = opened("performance/kpi", "leader", view="month", figure="services_given")
    shown = curves(app)
    so_far = next(values for name, values in shown.items() if name.startswith("October"))
    assert so_far[f"{month.until}"] == given > 0
    assert list(shown["pace"].values())[-1] == 300 and list(shown["pace"].values())[0] == 0
    assert "target of the month: 300" in said(app)
    alone = drawn(app, "kpi-month-days")["rows"][0]["cells"]
    assert sum(int(cell["text"]) for cell in alone if cell["text"]) == given
    assert all(one == other for one, other in numbers(drawn(app, "kpi-month-days")))
    before = next(values for name, values in shown.items() if name.startswith("The month before"))
    assert len(before) == len(pace.days_of(month.first))


def test_the_loop_counts_how_far_the_demands_came_and_from_where_to_where(lived):
    app = opened("performance/kpi", "leader", period="year", view="loop")
    with snapshot() as session:
        sums = reading.sums(session, lived)[None]
    steps = drawn(app, "kpi-funnel")["rows"]
    expected = [sums["received"], *(sums[step.value] for step in Reached)]
    assert [int(bar["value"].replace(",", "")) for bar in steps] == expected
    assert [behind(bar["href"]) for bar in steps] == expected
    for key in ("kpi-came", "kpi-became"):
        told = numbers(drawn(app, key))
        assert all(one == other for one, other in told)
        assert sum(one for one, _ in told) == sums["received"]
    ends = [column["name"] for column in drawn(app, "kpi-became")["columns"]]
    assert len(ends) == len(Ended)
    [chart] = app.get("plotly_chart")
    flow = json.loads(chart.proto.spec)["data"][0]["link"]
    assert sum(flow["value"]) == 2 * sums["received"]


def test_the_load_shows_where_work_piles_up_unit_by_unit_and_handler_by_handler(lived):
    app = opened("performance/kpi", "leader", view="load")
    with snapshot() as session:
        unit = func.coalesce(Demand.unit_id, 0)
        asked = select(unit, func.count()).where(Demand.stage.in_(OPEN)).group_by(unit)
        held = dict(session.exec(asked).all())
    grid = drawn(app, "kpi-load")
    opens = {row["name"]: row["cells"][0] for row in grid["rows"]}
    assert {int(cell["text"]) for cell in opens.values()} == set(held.values())
    assert int(opens["Longwan Finance Centre"]["text"]) == held[FINANCE]
    assert all(behind(cell["href"]) == int(cell["text"]) for cell in opens.values())
    for row in grid["rows"]:
        late, done = row["cells"][1], row["cells"][3]
        assert not late["text"] or behind(late["href"]) == int(late["text"])
        assert not done["text"] or behind(done["href"]) == int(done["text"])
    inside = opened("performance/kpi", "leader", view="load", unit=str(FINANCE))
    bars = drawn(inside, "kpi-handlers")["rows"]
    assert bars and all(behind(bar["href"]) == int(bar["value"]) for bar in bars)
    assert all(
        behind(bar["more_href"]) == int(bar["more"].split()[0]) for bar in bars if bar["more"]
    )


@pytest.mark.parametrize("period", ["year", "2026-09"])
def test_what_arrives_stands_by_place_and_day_or_week(lived, period):
    app = opened("performance/kpi", "leader", view="arrivals", period=period)
    grid = drawn(app, "kpi-arrivals")
    told = numbers(grid)
    assert all(one == other for one, other in told)
    whole, *places = grid["rows"]
    total = sum(int(cell["text"]) for cell in whole["cells"] if cell["text"])
    asked = kpi_filters.period_of(period)
    scope = Scope(asked.first, asked.last)
    assert total == table((Indicator.RECEIVED,), scope)[None][Indicator.RECEIVED].value
    assert total == sum(int(c["text"]) for row in places for c in row["cells"] if c["text"])
    marked = [column["told"] for column in grid["columns"] if column["sub"] == "◆"]
    assert any("Mid-Autumn" in each or "Mid-autumn" in each for each in marked)


def test_the_handling_times_are_those_of_the_answers(lived):
    app = opened("performance/kpi", "leader", view="times", period="year")
    with snapshot() as session:
        spread = reading.times(session, lived)[None]
    for key, steps, place in (("kpi-times", TIMES, 0), ("kpi-shares", SHARES, 1)):
        expected = [0] * len(steps)
        for step, many in spread.items():
            expected[step[place]] += many
        bars = drawn(app, key)["rows"]
        shown = [int(bar["value"]) for bar in bars]
        first = next(n for n, many in enumerate(expected) if many)
        assert shown == expected[first : first + len(shown)] and sum(shown) == sum(expected)
        assert [behind(bar["href"]) for bar in bars if bar["href"]] == [n for n in shown if n]
    late = sum(int(bar["value"]) for bar in drawn(app, "kpi-shares")["rows"] if bar["is_hatched"])
    assert f"{late} of {sum(spread.values())} took longer than their limit." in said(app)


@pytest.mark.parametrize("view", ["places", "month", "trend", "loop", "load", "arrivals", "times"])
def test_every_picture_is_there_for_a_unit_in_chinese_and_leads_nowhere_it_may_not(lived, view):
    for username, asked in (("finance_head", {}), ("lucheng", {"area": LONGWAN})):
        said_ = {"view": view, "period": "quarter"} | asked
        app = opened("performance/kpi", username, language="zh", **said_)
        assert not app.exception
        if asked:
            shown = [json.loads(each.proto.json) for each in app.get("bidi_component")]
            assert "figure-records" not in json.dumps(shown)


def test_without_a_past_or_days_a_figure_says_so():
    building.keep_up()
    for figure, view, words in (
        ("open_now", "trend", "it has no past"),
        ("handling_time", "month", "not told day by day"),
        ("received", "month", "Nothing was counted here"),
        ("received", "loop", "No demand arrived"),
        ("received", "load", "No order is open here"),
        ("received", "arrivals", "No demand arrived"),
        ("received", "times", "No answer was given"),
    ):
        assert words in said(opened("performance/kpi", "leader", view=view, figure=figure))
