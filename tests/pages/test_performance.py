"""The key figures, of any time, and the lists behind them as pages, for each who may open them."""

from datetime import datetime, timedelta
from urllib.parse import unquote

import pytest

from components import heartbeat, kpi_filters, session
from db.engine import snapshot
from db.indicator_vocabulary import Indicator
from domain import answers, clock, organisations
from domain.clock import LOCAL
from domain.command import perform
from domain.indicators import building, metric, rollups
from domain.indicators.reading import Scope
from domain.kpi_views.views import ON_PAGE
from domain.queries import indicators as queries
from domain.queries import load
from tests import town
from tests.pages.kpi_page import cards
from tests.pages.visiting import drawn, opened, said, so_many
from tests.town import FINANCE, ID, LONGWAN, LUCHENG, person

pytestmark = pytest.mark.usefixtures("small_town_on_sqlite")

NOW = datetime(2026, 11, 13, 17, 55, tzinfo=LOCAL)


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
        assert so_many(found[name]["n"], "records") in said(app)
        rows = drawn(app, "figure-records")["rows"]
        assert len(rows) == min(found[name]["n"], 50)
    rest = opened("performance/records", "leader", period="year", of="on_time_closing", half="rest")
    missing = found["on_time_closing"]["n"] - found["on_time_closing"]["top"]
    assert missing and so_many(missing, "records") in said(rest)


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


def test_what_is_kept_back_is_not_said_to_be_nothing(lived):
    for view in ("places", "month"):
        asked = {"figure": "satisfaction_rate", "view": view}
        app = opened("performance/kpi", "longwan", **asked)
        assert not app.exception and "once the month is published" in said(app), view
        assert "Nothing was counted" not in said(app), view
        if view == "places":
            assert {tile["many"] for tile in drawn(app, "kpi-map")["tiles"]} == {"once published"}
        told = said(opened("performance/kpi", "leader", **asked))
        assert "once the month is published" not in told, view


def test_the_list_of_what_enterprises_said_this_month_tells_units_nothing(lived):
    month = f"{lived:%Y-%m}"
    for username, of in (("finance_head", {}), ("longwan", {"area": LONGWAN})):
        for half in ("all", "rest", "good"):
            asked = {"of": "satisfaction_rate", "half": half, "period": month} | of
            app = opened("performance/records", username, **asked)
            assert not app.exception
            assert "once the month is published" in said(app)
            assert drawn(app, "figure-records") is None and "0 of 0" not in said(app)
    assert " record" in said(opened("performance/records", "leader", of="satisfaction_rate"))


def test_a_piece_of_a_picture_opens_its_records_and_can_be_left_again(lived):
    asked = {"period": "year", "of": "received"}
    whole = len(drawn(opened("performance/records", "leader", **asked), "figure-records")["rows"])
    app = opened("performance/records", "leader", **asked, reached="finished")
    assert not app.exception and "Finished" in said(app)
    part = len(drawn(app, "figure-records")["rows"])
    assert 0 < part < whole and so_many(part, "records") in said(app)
    assert "Show all of them" in [each.label for each in app.get("page_link")]
    for more in ({"week": "2026-09-02"}, {"weekday": "2"}, {"lacks": "field"}, {"ended": "open"}):
        assert not opened("performance/records", "leader", language="zh", **asked, **more).exception
    app = opened("performance/records", "leader", period="year", of="services_given", time="0")
    assert "working days" in said(app)


def test_the_bar_of_a_handler_opens_their_orders_under_their_name(lived):
    asked = {"of": "open_now", "unit": str(FINANCE)}
    with snapshot() as session:
        period = kpi_filters.period_of("year")
        scope = Scope(period.first, period.last, unit_id=FINANCE)
        first, *_ = load.by_handler(session, person("leader"), scope)
    app = opened("performance/records", "leader", handler=str(first.id), **asked)
    assert first.name in said(app) and so_many(first.open, "records") in said(app)
    nobody = opened("performance/records", "leader", handler=str(ID["leader"]), **asked)
    assert not nobody.exception and "One handler" in said(nobody)


def test_new_enterprises_are_listed_with_the_day_of_their_registration(lived):
    with clock.stopped(lived):
        made = {"name": "新登记的企业", "area_code": LONGWAN}
        perform(ID["intake"], organisations.register, **made)
    card = cards(opened("performance/kpi", "leader"))["new_registrations"]
    assert card["value"] == 1 and "of=new_registrations" in card["href"]
    app = opened("performance/records", "leader", of="new_registrations")
    [row] = drawn(app, "figure-enterprises")["rows"]
    assert "新登记的企业" in str(row)


def questions(query, indicator):
    """What the database was asked for this: an answer that is still good is held under the same key."""
    name = f"{query.__module__}.{query.__qualname__}"
    return {
        (asked, state)
        for asked, state in answers.held()
        if asked[1] == name and indicator in asked[3][0]
    }


def test_registrations_are_counted_anew_when_the_directory_changes_and_not_with_the_orders(
    monkeypatch,
):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    building.keep_up()
    new, received = Indicator.NEW_REGISTRATIONS, Indicator.RECEIVED
    assert cards(opened("performance/kpi", "leader"))["received"]["value"] == 0
    before = {each: questions(queries.figures, each) for each in (new, received)}
    town.accepted()
    building.keep_up()
    assert cards(opened("performance/kpi", "leader"))["received"]["value"] == 1
    assert not questions(queries.figures, received) <= before[received]
    assert questions(queries.figures, new) == before[new] != set()
    made = {"name": "新登记的企业", "area_code": LONGWAN}
    perform(ID["intake"], organisations.register, **made)
    assert cards(opened("performance/kpi", "leader"))["new_registrations"]["value"] == 1


def test_of_a_year_the_period_before_is_not_asked_for_beside_the_year_before(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    building.keep_up()
    answers.forget()
    for period, is_asked in (("year", False), ("quarter", True)):
        found = cards(opened("performance/kpi", "leader", period=period))
        assert len(found["received"]["before"]) == 1 + is_asked
        asked = questions(queries.before, Indicator.ENTERPRISES_SERVED)
        told = {name[3][2] for name, _ in asked}
        assert len(told) == 1 + is_asked, told
        answers.forget()


@pytest.mark.parametrize(
    ("period", "named"),
    [
        ("2026Q4", "Quarter 4 of 2026, unfinished"),
        ("2026", "January 2026 to November 2026, unfinished"),
        ("2025Q3", "Quarter 3 of 2025, complete"),
        ("2025", "The year 2025, complete"),
    ],
)
def test_quarters_and_years_of_the_calendar_are_looked_at_by_name(monkeypatch, period, named):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    building.keep_up()
    town.accepted()
    building.keep_up()
    for view in (each.value for each in ON_PAGE):
        app = opened("performance/kpi", "leader", period=period, view=view)
        assert not app.exception and named in said(app)
    received, is_running = cards(app)["received"], period.startswith("2026")
    assert received["value"] == (1 if is_running else None)  # before there was a platform
    assert received["trend"][-1] == 1 or not is_running


def test_a_finished_month_says_how_many_working_days_it_and_the_others_have(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    building.keep_up()
    for language, told in (
        ("en", "The period has 18 working days, against 22 before it and 18 a year before."),
        ("zh", "本期有 18 个工作日，上期 22 个，上年同期 18 个。"),
    ):
        app = opened("performance/kpi", "leader", period="2026-10", language=language)
        assert told in said(app)
        assert all(told in card["about"] for card in cards(app).values())
    running = opened("performance/kpi", "leader")
    assert "The period has" not in said(running)


@pytest.mark.parametrize(
    ("day", "asked", "ended", "named"),
    [
        ((11, 2), {"area": LONGWAN, "view": "trend"}, "2026-10", "October 2026"),
        ((10, 8), {"period": "2026Q4"}, "2026Q3", "Quarter 3 of 2026"),
    ],
)
def test_until_a_working_day_is_over_one_step_leads_to_the_period_that_has_just_ended(
    monkeypatch, day, asked, ended, named
):
    building.keep_up()
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, *day, 9, tzinfo=LOCAL))
    app = opened("performance/kpi", "leader", **asked)
    assert app.button(key="kpi-ended").label == f"Look at {named}, which has just ended"
    assert all(not card["before"] for card in cards(app).values())
    app.button(key="kpi-ended").click().run()
    assert {**app.query_params, **asked, "period": ended} == dict(app.query_params)
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, *day, 18, tzinfo=LOCAL))
    later = opened("performance/kpi", "leader", **asked)
    assert "kpi-ended" not in {each.key for each in later.button}


def test_a_card_shows_a_number_with_today_and_compares_it_without_until_the_office_closes(
    monkeypatch,
):
    building.keep_up()
    for month, day, many in ((10, 8, 1), (11, 2, 2), (11, 3, 3)):
        with clock.stopped(datetime(2026, month, day, 10, tzinfo=LOCAL)):
            for _ in range(many):
                town.ask()
    rollups.fold_all()
    for hour, compared in ((17, 2), (18, 5)):
        monkeypatch.setattr(clock, "now", lambda at=hour: datetime(2026, 11, 3, at, tzinfo=LOCAL))
        app = opened("performance/kpi", "leader")
        card = cards(app)["received"]
        assert (card["value"], card["compared"], card["running"]) == (5, compared, "not over")
        assert card["before"][0]["value"] == 1
        assert (
            "Until the office closes, changes of numbers are told without today" in said(app)
        ) is (hour == 17)
        assert cards(app)["open_now"]["running"] == ""
        served = cards(app)["enterprises_served"]  # of which there is no part
        assert (served["before"], served["later"]) == ([], "compared once it is over")
        assert not card["later"]


def test_a_page_left_open_is_drawn_anew_when_the_office_closes_and_when_a_day_begins(monkeypatch):
    building.keep_up()
    beats, drawn_anew, at = [], [], [datetime(2026, 11, 30, 17, 29, tzinfo=LOCAL)]
    beat = heartbeat._beat
    monkeypatch.setattr(clock, "now", lambda: at[0])
    monkeypatch.setattr(heartbeat, "_beat", lambda *given: beats.append(given))
    monkeypatch.setattr(heartbeat, "_state", lambda _: "nothing has changed")
    app = opened("performance/kpi", "leader")

    def is_drawn_anew():
        with monkeypatch.context() as meanwhile:
            meanwhile.setattr(session, "in_fragment", lambda: True)
            meanwhile.setattr(session, "is_signed_in", lambda: True)
            meanwhile.setattr(session, "rerun_by_itself", lambda: drawn_anew.append(at[0]))
            beat(*beats[-1])
        return at[0] in drawn_anew

    assert not is_drawn_anew()
    at[0] = datetime(2026, 11, 30, 17, 31, tzinfo=LOCAL)
    assert is_drawn_anew()
    app.run()
    assert not drawn_anew.clear() and not is_drawn_anew()
    assert "since=2026-11-01" in drawn(app, "kpi-cards")["url"]
    at[0] = datetime(2026, 12, 1, 0, 1, tzinfo=LOCAL)
    assert is_drawn_anew()
    app.run()
    assert "since=2026-12-01" in drawn(app, "kpi-cards")["url"]  # this month is another
    assert "period" not in app.query_params


def test_figures_without_a_card_are_named_with_the_reason(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    building.keep_up()
    whole = said(opened("performance/kpi", "leader"))
    assert "Not counted" not in whole
    narrowed = said(opened("performance/kpi", "leader", industry="none"))
    assert "Not counted by industry: Quality, At this moment" in narrowed
    assert "would move figures that are published" in narrowed
    of_unit = said(opened("performance/kpi", "leader", unit=str(FINANCE)))
    assert "Not counted in this selection: " in of_unit and "Activities" in of_unit


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


def days_until(at):
    """Three weeks some weeks ago, as the address has them."""
    since, until = ((at - timedelta(days=n)).astimezone(LOCAL).date() for n in (40, 20))
    return f"{since}..{until}"


def test_any_days_can_be_looked_at_and_stay_in_the_address(lived):
    days = days_until(lived)
    app = opened("performance/kpi", "leader", period=days)
    assert f"{days.replace('..', ' to ')}, complete." in said(app)
    period = kpi_filters.period_of(days)
    with snapshot() as session:
        scope = Scope(period.first, period.last)
        told = metric.table(session, person("leader"), tuple(Indicator), scope)[None]
    shown = cards(app)
    assert shown["received"]["value"] == told[Indicator.RECEIVED].value
    assert f"period={days}" in unquote(shown["received"]["href"])
    assert "handling_time" not in shown and "told of whole months only" in said(app)
    [chosen] = app.date_input
    assert chosen.value == (period.first, period.last)
    sooner = period.last - timedelta(days=3)
    chosen.set_value((period.first, sooner)).run()
    assert dict(app.query_params)["period"] == f"{period.first}..{sooner}"
    app.selectbox(key=next(e.key for e in app.selectbox if e.label == "Period")).set_value(
        f"{lived.year - 1}H1"
    ).run()
    assert dict(app.query_params)["period"] == f"{lived.year - 1}H1" and not app.date_input


@pytest.mark.parametrize(
    "typed", ["2026-09-20..2026-09-02", "2019-01-01..2019-02-02", "..", "x..y"]
)
def test_days_that_cannot_be_meant_are_this_month(lived, typed):
    app = opened("performance/kpi", "leader", period=typed)
    assert not app.exception and not app.date_input


def test_what_is_told_of_whole_months_says_so_of_other_days(lived):
    days = days_until(lived)
    for page, asked in (
        ("kpi", {"view": "times"}),
        ("kpi", {"figure": "handling_time"}),
        ("records", {"of": "enterprises_served"}),
    ):
        app = opened(f"performance/{page}", "leader", period=days, **asked)
        assert not app.exception and "This is told of whole months only" in said(app)
    for view in ("places", "month", "trend", "loop", "load", "arrivals"):
        assert not opened("performance/kpi", "leader", period=days, view=view).exception
