"""Alerts: told once when the figure of a sub-platform or a unit crosses its threshold, again when it has come back."""

from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Barrier

import pytest

from db.engine import snapshot
from db.indicator_vocabulary import Indicator
from db.subscription_vocabulary import Crossing
from db.supervision_vocabulary import AlertEnd, Watched
from domain import alert_rules, clock, figure_alerts, my_notices
from domain.alert_rules import NotWatchable, Rule, RuleEnded, TooManyRules, WatchedAlready
from domain.clock import LOCAL
from domain.command import perform
from domain.errors import Forbidden, Missing
from domain.figure_alerts import Place
from domain.figure_thresholds import BoundOutOfRange
from domain.indicators import building
from domain.permissions import ENGINE
from domain.queries import figure_alerts as queries
from domain.queries import notices as notice_queries
from tests import town
from tests.alerts import (
    LATE_CLOSING,
    MANY_OPEN,
    MONDAY,
    alerts,
    asked,
    judged,
    read,
    take_back,
    told,
    watched,
)
from tests.town import FINANCE, ID, LONGWAN, LUCHENG, TAX, person

pytestmark = pytest.mark.usefixtures("small_town")


DAY = timedelta(days=1)
APRIL = datetime(2026, 4, 1, 9, 0, tzinfo=LOCAL)


@pytest.fixture(autouse=True)
def monday(small_town):
    with clock.stopped(MONDAY):
        building.keep_up()
        yield


def test_an_alert_begins_once_and_is_told_to_the_leader_and_the_sub_platform():
    watched()
    asked(3)
    assert judged() == 1
    assert judged() == 0
    [alert] = alerts()
    assert (alert.area_code, alert.value, alert.ended_at) == (LONGWAN, 3.0, None)
    assert told("alert_began") == sorted([ID["leader"], ID["longwan"]])


def test_it_stays_quiet_until_the_margin_and_recovers_once():
    watched()
    demands = asked(3)
    judged()
    take_back(demands[:1])
    assert judged() == 0  # 2 is not above 2, but not back by the margin either
    take_back(demands[1:2])
    assert judged() == 1
    [alert] = alerts()
    assert (alert.ended_as, alert.end_value) == (AlertEnd.RECOVERED, 1.0)
    assert told("alert_recovered") == sorted([ID["leader"], ID["longwan"]])
    asked(2)
    assert judged() == 1 and len(alerts()) == 2  # armed again


def test_each_sub_platform_is_judged_by_itself():
    watched()
    asked(3)
    asked(3, area_code=LUCHENG)
    assert judged() == 2
    assert {alert.area_code for alert in alerts()} == {LONGWAN, LUCHENG}
    assert [each.area_code for each in read(queries.running, "longwan")] == [LONGWAN]
    assert len(read(queries.running, "leader")) == 2
    assert read(queries.running, "finance") == read(queries.running, "valves") == ()


def test_with_a_new_month_an_alert_on_a_figure_of_the_month_ends_without_a_word():
    rule_id = watched(LATE_CLOSING)
    found = figure_alerts.Found(rule_id, Place(LONGWAN), None, None, 0.5, 20)
    perform(ENGINE, figure_alerts.begin, found=found, month=MONDAY.date().replace(day=1))
    assert judged() == 0
    with clock.stopped(APRIL):
        assert judged() == 1
        assert alerts()[0].ended_as is AlertEnd.MONTH_OVER and judged() == 0
    assert told("alert_ended") == []


def test_an_alert_on_a_figure_of_this_moment_goes_on_in_a_new_month_and_recovers_there():
    watched()
    demands = asked(3)
    judged()
    with clock.stopped(APRIL):
        assert judged() == 0 and alerts()[0].ended_at is None
        take_back(demands[:2])
        assert judged() == 1 and alerts()[0].ended_as is AlertEnd.RECOVERED
    assert len(alerts()) == 1


def test_every_unit_is_watched_by_itself_and_hears_of_its_own():
    watched(replace(MANY_OPEN, watched=Watched.UNIT))
    demands = [town.dispatched() for _ in range(3)]
    town.dispatched(unit_id=TAX)
    asked(4)  # of no unit yet: nobody's
    assert judged() == 1 and judged() == 0
    [alert] = alerts()
    assert (alert.unit_id, alert.area_code, alert.value) == (FINANCE, None, 3.0)
    heard = sorted(ID[name] for name in ("leader", "finance", "finance_head"))
    assert told("alert_began") == heard
    [shown] = read(queries.running, "finance_head")
    assert (shown.unit_id, shown.place) == (FINANCE, "龙湾金融服务中心")
    assert len(read(queries.running, "longwan")) == 1  # a unit of its area
    assert read(queries.running, "lucheng") == read(queries.running, "tax_head") == ()
    [mine] = [n for n in read(notice_queries.notices, "finance").told if n.action == "alert_began"]
    assert mine.title == "龙湾金融服务中心"
    take_back(demands)  # nothing is open there any more: no figure of the unit is told
    assert judged() == 1 and alerts()[0].end_value == 0.0


def test_the_same_threshold_is_watched_in_sub_platforms_and_in_units():
    watched()
    watched(replace(MANY_OPEN, watched=Watched.UNIT))
    with pytest.raises(WatchedAlready):
        watched(replace(MANY_OPEN, watched=Watched.UNIT))
    with pytest.raises(NotWatchable):
        watched(Rule(Indicator.ENTERPRISES_SERVED, Crossing.BELOW, 3.0, watched=Watched.UNIT))


def test_of_few_and_of_none_nothing_is_said():
    watched(Rule(Indicator.ON_TIME_ACCEPTANCE, Crossing.BELOW, 0.9, 0.05))
    town.dispatched()
    with clock.stopped(MONDAY + 3 * DAY):
        assert judged() == 0


def test_a_share_of_nothing_alarms_nobody_and_ends_the_alert_that_is_open():
    watched(Rule(Indicator.OVERDUE_FOLLOWED, Crossing.BELOW, 0.8, 0.05))
    assert judged() == 0  # nothing is late anywhere
    demands = [town.dispatched() for _ in range(10)]
    with clock.stopped(MONDAY + 15 * DAY):
        assert judged() == 1 and alerts()[0].value == 0.0
        take_back(demands[:-1])
        assert judged() == 0  # of one it is not said
        take_back(demands[-1:])
        assert judged() == 1 and judged() == 0
    [alert] = alerts()
    assert (alert.ended_as, alert.end_value) == (AlertEnd.RECOVERED, None)
    assert told("alert_recovered") == sorted([ID["leader"], ID["longwan"]])
    with snapshot() as session:
        found = notice_queries.notices(session, person("leader")).told
    [last] = [each for each in found if each.action == "alert_recovered"]
    assert last.said["value"] is None


def test_what_enterprises_answered_is_told_to_the_city_alone():
    watched(Rule(Indicator.SATISFACTION_RATE, Crossing.BELOW, 0.9, 0.05))
    with snapshot() as session:
        rule = queries.rules(session, person("leader"))[0]
    found = figure_alerts.Found(rule.id, Place(LONGWAN), None, None, 0.5, 20)
    perform(ENGINE, figure_alerts.begin, found=found, month=MONDAY.date().replace(day=1))
    assert told("alert_began") == [ID["leader"]]
    assert read(queries.running, "longwan") == () and len(read(queries.running, "leader")) == 1


def test_a_rule_that_ends_takes_its_alerts_with_it():
    rule_id = watched()
    asked(3)
    judged()
    perform(ID["leader"], alert_rules.end, rule_id)
    assert alerts()[0].ended_as is AlertEnd.RULE_ENDED and judged() == 0
    assert read(queries.ended, "leader").count == 1
    with pytest.raises(RuleEnded):
        perform(ID["leader"], alert_rules.end, rule_id)


def test_four_that_tick_at_once_raise_one_alert():
    watched()
    asked(3)
    building.keep_up()
    together = Barrier(4)

    def tick():
        together.wait(30)
        return figure_alerts.judge()

    with ThreadPoolExecutor(4) as pool:
        runs = [pool.submit(copy_context().run, tick) for _ in range(4)]
        assert sum(run.result() for run in runs) >= 1
    assert len(alerts()) == 1 and told("alert_began") == sorted([ID["leader"], ID["longwan"]])


def test_what_is_wrong_about_a_rule_is_said():
    watched()
    for rule, refusal in (
        (MANY_OPEN, WatchedAlready),
        (Rule(Indicator.RECEIVED, Crossing.ABOVE, 3.0), NotWatchable),
        (Rule(Indicator.ON_TIME_CLOSING, Crossing.BELOW, 90.0), BoundOutOfRange),
        (Rule(Indicator.ON_TIME_CLOSING, Crossing.BELOW, None), Missing),
    ):
        with pytest.raises(refusal):
            watched(rule)
    for username in ("longwan", "intake", "finance", "valves"):
        with pytest.raises(Forbidden):
            watched(Rule(Indicator.OPEN_NOW, Crossing.ABOVE, 9.0), username)
    for n in range(alert_rules.MOST - 1):
        watched(Rule(Indicator.OPEN_NOW, Crossing.ABOVE, 10.0 + n))
    with pytest.raises(TooManyRules):
        watched(Rule(Indicator.OPEN_NOW, Crossing.ABOVE, 99.0))


def test_the_notice_tells_the_area_and_can_be_taken_note_of():
    watched()
    asked(3)
    judged()
    [mine] = [n for n in read(notice_queries.notices, "longwan").told if n.action == "alert_began"]
    assert (mine.title, mine.title_en) == ("龙湾区", "Longwan")
    assert mine.said["indicator"] == "open_now"
    of = {"about": mine.about, "one_id": mine.subject_id}
    perform(ID["longwan"], my_notices.read_of, ID["longwan"], **of)
    [mine] = [n for n in read(notice_queries.notices, "longwan").told if n.action == "alert_began"]
    assert not mine.is_new
