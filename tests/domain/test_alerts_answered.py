"""Somebody says that they deal with an alert: who may, who reads it, and when it is told again."""

from dataclasses import replace

import pytest

from db.indicator_vocabulary import Indicator
from db.subscription_vocabulary import Crossing
from db.supervision_vocabulary import AlertEnd, Watched
from domain import clock, figure_alerts
from domain.alert_rules import Rule
from domain.command import perform
from domain.errors import Forbidden, NotFound, TooLong
from domain.figure_alerts import AlertMovedOn, Place
from domain.figure_thresholds import Threshold
from domain.indicators import building
from domain.permissions import ENGINE
from domain.queries import figure_alerts as queries
from domain.queries import notices
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
from tests.town import ID, LONGWAN

pytestmark = pytest.mark.usefixtures("small_town")


@pytest.fixture(autouse=True)
def monday(small_town):
    with clock.stopped(MONDAY):
        building.keep_up()
        yield


def seen(alert_id, username="longwan", note="已约谈，周三前清理"):
    perform(ID[username], figure_alerts.acknowledge, alert_id, note=note)


def test_who_answers_for_a_figure_says_that_they_deal_with_it_and_all_who_are_told_read_so():
    watched()
    asked(3)
    judged()
    [alert] = alerts()
    for username in ("lucheng", "intake", "finance_head", "valves"):
        with pytest.raises(Forbidden):
            seen(alert.id, username)
    seen(alert.id)
    for reader in ("leader", "longwan"):
        [shown] = read(queries.running, reader)
        told_ = (shown.seen_by, shown.seen_at, shown.seen_note, shown.may_see)
        assert told_ == ("longwan", MONDAY, "已约谈，周三前清理", True)
    seen(alert.id, "leader", note="")
    assert read(queries.running, "longwan")[0].seen_by == "leader"  # who said so last
    assert told("alert_taken_over") == [ID["longwan"]]  # and nobody else
    assert told("alert_seen") == []
    [mine] = [n for n in read(notices.notices, "longwan").told if n.action == "alert_taken_over"]
    assert (mine.actor, mine.said["note"]) == ("leader", "")
    seen(alert.id, "leader", note="复核")  # again, by whom it is already
    assert told("alert_taken_over") == [ID["longwan"]]
    with pytest.raises(TooLong):
        seen(alert.id, note="长" * 201)


def test_while_somebody_deals_with_it_nothing_is_said_until_it_is_clearly_worse():
    watched(replace(MANY_OPEN, margin=2.0))
    asked(3)
    judged()
    [alert] = alerts()
    asked(2)
    assert judged() == 0  # nobody has seen it: it stands there still
    seen(alert.id)
    assert judged() == 1  # from three to five
    assert told("alert_worsened") == sorted([ID["leader"], ID["longwan"]])
    [alert] = alerts()
    assert (alert.value, alert.worse_at, alert.seen_at, alert.seen_note) == (5.0, MONDAY, None, "")
    asked(3)
    assert judged() == 0  # it waits for somebody again
    seen(alert.id, "leader")
    asked(1)
    assert judged() == 1 and alerts()[0].value == 9.0
    assert judged() == 0


def test_whoever_deals_with_it_recovery_and_arming_are_as_ever():
    watched()
    demands = asked(3)
    judged()
    seen(alerts()[0].id, "admin")  # who hears of no other alert
    take_back(demands[:2])
    assert judged() == 1
    [alert] = alerts()
    assert (alert.ended_as, alert.end_value) == (AlertEnd.RECOVERED, 1.0)
    assert told("alert_recovered") == sorted([ID["leader"], ID["longwan"], ID["admin"]])
    with pytest.raises(AlertMovedOn):
        seen(alert.id)
    asked(2)
    assert judged() == 1
    assert [each.seen_at is None for each in alerts()] == [False, True]


def test_a_units_people_deal_with_its_alert_and_nobody_with_what_they_may_not_read():
    watched(replace(MANY_OPEN, watched=Watched.UNIT))
    for _ in range(3):
        town.dispatched()
    judged()
    [alert] = alerts()
    for username in ("tax_head", "longwan"):
        with pytest.raises(Forbidden):
            seen(alert.id, username)
    seen(alert.id, "finance_head")
    rule_id = watched(Rule(Indicator.SATISFACTION_RATE, Crossing.BELOW, 0.9, 0.05))
    found = figure_alerts.Found(rule_id, Place(LONGWAN), None, None, 0.5, 20)
    hidden = perform(ENGINE, figure_alerts.begin, found=found, month=MONDAY.date().replace(day=1))
    with pytest.raises(NotFound):
        seen(hidden, "longwan")
    seen(hidden, "leader")


@pytest.mark.parametrize(
    ("rule", "than", "worse", "not_yet"),
    [
        (LATE_CLOSING, 0.80, 0.77, 0.78),
        (Rule(Indicator.ON_TIME_CLOSING, Crossing.BELOW, 0.5), 0.4, 0.35, 0.36),
        (Rule(Indicator.OVERDUE_NOW, Crossing.ABOVE, 0.0), 1, 2, 1.5),
        (Rule(Indicator.OPEN_NOW, Crossing.ABOVE, 50.0, 5.0), 60, 65, 64),
    ],
)
def test_it_is_worse_by_the_margin_or_by_a_tenth_of_the_threshold(rule, than, worse, not_yet):
    found = Threshold(rule.indicator, rule.crossing, rule.bound, rule.margin)
    assert found.is_worse(worse, than) and not found.is_worse(not_yet, than)
