"""Supervising on the pages: from a figure to the orders, one order's way, a case, an alert; in both languages."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlmodel import select

from components import alert_view
from db.engine import snapshot
from db.indicator_vocabulary import Indicator
from db.models import CoordinationCase, Demand, SupervisionOrder
from db.research_vocabulary import MatchFigure
from db.subscription_vocabulary import Crossing
from db.supervision_vocabulary import OrderStage, Watched
from domain import alert_rules, clock, coordination, figure_alerts, supervision
from domain.alert_rules import Rule
from domain.clock import LOCAL
from domain.command import perform
from domain.indicators import building
from domain.permissions import ENGINE
from domain.queries import figure_alerts as alerts
from tests import town
from tests.pages.visiting import drawn, opened, said
from tests.town import FINANCE, ID, LONGWAN, TAX, person

pytestmark = pytest.mark.usefixtures("small_town_on_sqlite")
NOW = datetime(2026, 3, 9, 9, 0, tzinfo=LOCAL)
BEHIND = {"of": "open_now", "period": "2026-03"}


@pytest.fixture(autouse=True)
def monday(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


def waiting(many):
    found = [town.in_progress() for _ in range(many)]
    building.keep_up()
    return found


def laid(demand_id):
    by = (NOW + timedelta(days=3)).date()
    return perform(ID["leader"], supervision.lay, demand_id, text="请说明逾期原因", reply_by=by)


def called(demand_id):
    return perform(
        ID["leader"],
        coordination.call,
        question="续贷材料由谁出具？",
        demand_ids=(demand_id,),
        unit_ids=(TAX, FINANCE),
        meets_at=NOW + timedelta(days=1),
    )


def number(demand_id):
    with snapshot() as session:
        return session.get_one(Demand, demand_id).number


def rows_of(table):
    with snapshot() as session:
        return list(session.exec(select(table)))


def links(app):
    return [each.proto.label for each in app.get("page_link")]


def press(app, label):
    next(button for button in app.button if button.label == label).click().run()
    assert not app.exception
    return app


def test_orders_are_laid_on_all_that_wait_behind_a_figure_and_the_rest_is_told():
    first, *_ = waiting(3)
    laid(first)
    app = opened("performance/records", "leader", do="supervise", **BEHIND)
    assert "3" in said(app) and not app.exception
    app.text_area[0].set_value("请三日内说明")
    press(app, "Lay supervision orders")
    assert len(rows_of(SupervisionOrder)) == 3
    told = " ".join(each.value for each in app.toast)
    assert "2 supervision orders laid." in told and "1 left out" in told


def test_a_window_without_a_word_says_so_and_lays_nothing():
    waiting(2)
    app = opened("performance/records", "leader", do="supervise", **BEHIND)
    press(app, "Lay supervision orders")
    assert "Please fill in" in " ".join(each.value for each in app.error)
    assert rows_of(SupervisionOrder) == []


def test_units_are_called_from_a_figure_and_the_case_is_opened():
    waiting(2)
    app = opened("performance/records", "leader", do="coordinate", **BEHIND)
    app.text_area[0].set_value("续贷材料由谁出具？")
    press(app, "Call")
    [case] = rows_of(CoordinationCase)
    assert case.question == "续贷材料由谁出具？"


@pytest.mark.parametrize("username", ["finance_head", "officer"])
def test_who_may_not_supervise_is_offered_nothing(username):
    waiting(1)
    app = opened("performance/records", username, do="supervise", unit=str(FINANCE), **BEHIND)
    assert not app.exception
    assert "Supervise" not in [button.label for button in app.button]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("username", ["leader", "longwan", "finance", "tax", "liaison"])
@pytest.mark.parametrize("view", ["orders", "cases", "alerts"])
def test_every_view_stands_empty_and_full_for_everybody(language, username, view):
    assert not opened("performance/supervision", username, language=language, view=view).exception
    [demand_id] = waiting(1)
    laid(demand_id)
    case_id = called(demand_id)
    rule = Rule(Indicator.OPEN_NOW, Crossing.ABOVE, 0.5)
    perform(ID["leader"], alert_rules.lay_down, rule=rule)
    figure_alerts.judge()
    assert not opened("performance/supervision", username, language=language, view=view).exception
    shown = opened("performance/coordination", username, language=language, id=str(case_id))
    assert not shown.exception


def test_one_order_goes_its_way_on_the_demand_s_page():
    [demand_id] = waiting(1)
    order_id = laid(demand_id)
    app = opened("demands/demand", "finance", number=number(demand_id), do=f"answer-{order_id}")
    assert "请说明逾期原因" in said(app)
    next(each for each in app.text_area if "until when" in each.label).set_value("周三办结")
    answers = [button for button in app.button if button.label == "Answer"]
    answers[-1].click().run()
    assert rows_of(SupervisionOrder)[0].stage is OrderStage.ANSWERED
    app = opened("demands/demand", "leader", number=number(demand_id), do=f"settle-{order_id}")
    assert "周三办结" in said(app)
    [button for button in app.button if button.label == "Settle"][-1].click().run()
    assert rows_of(SupervisionOrder)[0].stage is OrderStage.SETTLED


def test_the_unit_reads_on_today_that_an_order_waits():
    [demand_id] = waiting(1)
    laid(demand_id)
    assert "Supervision orders that wait for your answer: 1" in links(
        opened("home/today", "finance")
    )
    assert not [each for each in links(opened("home/today", "tax")) if "Supervision" in each]


def test_an_alert_stands_on_the_key_figures_and_leads_to_its_records():
    waiting(1)
    rule = Rule(Indicator.OPEN_NOW, Crossing.ABOVE, 0.5)
    perform(ID["leader"], alert_rules.lay_down, rule=rule)
    assert figure_alerts.judge() == 1
    app = opened("performance/kpi", "longwan", language="zh")
    assert not app.exception
    text = str(drawn(app, "alerts")["rows"])
    assert "龙湾区" in text and "高于" in text and "of=open_now" in text


def test_somebody_says_that_they_deal_with_an_alert_and_all_who_are_told_read_it():
    waiting(1)
    rule = Rule(Indicator.OPEN_NOW, Crossing.ABOVE, 0.5)
    perform(ID["leader"], alert_rules.lay_down, rule=rule)
    figure_alerts.judge()
    page = ("performance/supervision", "longwan")
    [row] = drawn(opened(*page, view="alerts"), "alerts-open")["rows"]
    assert "Seen, I deal with it" in str(row) and "Nobody yet" in str(row)
    app = opened(*page, view="alerts", do="seen-1")
    app.text_input[0].set_value("已约谈承办单位")
    press(app, "Seen, I deal with it")
    for who, language in (("leader", "zh"), ("longwan", "en"), ("officer", "zh")):
        app = opened("performance/supervision", who, view="alerts", language=language)
        text = str(drawn(app, "alerts-open")["rows"])
        assert "longwan" in text and "已约谈承办单位" in text
        assert ("do=seen-1" in text) == (who != "officer")
    strip = drawn(opened("performance/kpi", "leader", language="zh"), "alerts")["rows"]
    assert "longwan正在跟进" in str(strip) and "orange" in str(strip)


def test_an_alert_of_which_nothing_is_left_is_told_as_over():
    rule = Rule(Indicator.OVERDUE_FOLLOWED, Crossing.BELOW, 0.8)
    rule_id = perform(ID["leader"], alert_rules.lay_down, rule=rule)
    begun = figure_alerts.Found(rule_id, figure_alerts.Place(LONGWAN), None, None, 0.5, 20)
    perform(ENGINE, figure_alerts.begin, found=begun, month=NOW.date().replace(day=1))
    building.keep_up()
    assert figure_alerts.judge() == 1
    for language, words in (
        ("en", "in Longwan nothing is left"),
        ("zh", "龙湾区已没有计入“超期跟进率”"),
    ):
        notices = drawn(opened("home/today", "leader", language=language), "notices")
        assert words in str(notices["rows"])
    assert not opened("performance/supervision", "leader", view="alerts").exception


def test_an_alert_of_a_unit_leads_a_sub_platform_to_the_records_of_its_area():
    waiting(1)
    rule = Rule(Indicator.OPEN_NOW, Crossing.ABOVE, 0.5, watched=Watched.UNIT)
    perform(ID["leader"], alert_rules.lay_down, rule=rule)
    figure_alerts.judge()
    with snapshot() as session:
        [alert] = alerts.running(session, person("leader"))
    assert alert.unit_id == FINANCE
    for who, area in (("leader", None), ("longwan", LONGWAN), ("finance_head", None)):
        behind = dict(alert_view._list_behind(person(who), alert).query)
        assert behind.get("area") == area and behind["unit"] == str(FINANCE)
        app = opened("performance/records", who, **behind)
        assert not app.exception and "1 record" in said(app)
    assert alert_view._list_behind(person("tax_head"), alert) is None
    closer = opened("performance/kpi", "longwan", view="places", at=f"u{FINANCE}")
    assert not closer.exception
    assert f"area={LONGWAN}" in str(drawn(closer, "kpi-place-figures")["rows"])


def test_an_alert_of_matches_leads_to_the_matches():
    told = {"crossing": Crossing.BELOW, "bound": 0.5, "area_code": LONGWAN, "unit_id": None}
    told |= {"place": "龙湾区", "place_en": "Longwan", "month": NOW.date().replace(day=1)}
    told |= {"began_at": NOW, "ended_at": None, "ended_as": None, "end_value": None}
    alert = alerts.Alert(id=1, indicator=Indicator.MATCH_ACCEPTANCE, value=0.4, n=20, **told)
    link = alert_view._list_behind(person("leader"), alert)
    assert link.path == "matches" and ("area", LONGWAN) in link.query
    assert ("figure", MatchFigure.DECLINED_BEFORE.value) in link.query  # what speaks against it
    assert alert_view._list_behind(person("officer"), alert) is None
    long_ago = replace(alert, indicator=Indicator.RECEIVED, month=date(2020, 1, 1))
    assert alert_view._list_behind(person("leader"), long_ago) is None


def test_a_rule_is_laid_down_in_per_cent_and_ended():
    app = opened("performance/supervision", "leader", view="alerts", do="watch")
    app.number_input[0].set_value(85.0)
    press(app, "Watch")
    with snapshot() as session:
        rule = session.exec(select(alert_rules.AlertRule)).one()
    assert (rule.indicator, rule.bound) == (Indicator.ON_TIME_ACCEPTANCE, 0.85)
    app = opened("performance/supervision", "leader", view="alerts")
    press(app, "Watch no more")
    with snapshot() as session:
        assert session.exec(select(alert_rules.AlertRule)).one().ended_at


@pytest.mark.parametrize(
    ("crossing", "told"),
    [
        (Crossing.BELOW, "below 85.0 %; over when risen again by 3.0 points"),
        (Crossing.ABOVE, "above 85.0 %; over when fallen again by 3.0 points"),
    ],
)
def test_a_rule_says_which_way_and_how_far_the_figure_must_come_back(crossing, told):
    rule = Rule(Indicator.ON_TIME_ACCEPTANCE, crossing, 0.85, 0.03)
    perform(ID["leader"], alert_rules.lay_down, rule=rule)
    page = said(opened("performance/supervision", "leader", view="alerts"))
    assert told in page.replace("\\", "")  # its signs are escaped


def test_a_foreign_case_is_told_apart_from_none_to_nobody():
    [demand_id] = waiting(1)
    case_id = called(demand_id)
    for asked in (str(case_id), "999", "x"):
        app = opened("performance/coordination", "lucheng", id=asked)
        assert "There is no such record" in " ".join(each.value for each in app.warning)
