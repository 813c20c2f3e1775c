"""Alerts by mail and by a bot: whoever is told hears of them in their own language, of all that is new at once."""

from datetime import datetime

import pytest
from sqlmodel import col, select

from db.engine import snapshot, transaction
from db.indicator_vocabulary import Indicator
from db.models import Message, User
from db.subscription_vocabulary import Carrier, Crossing
from db.supervision_vocabulary import Watched
from db.vocabulary import MessageKind
from domain import alert_rules, bots, clock, figure_alerts, my_notices
from domain import messages as outbox
from domain.alert_mails import GATHER
from domain.alert_rules import Rule
from domain.bots import BotWishes
from domain.clock import LOCAL
from domain.command import perform
from domain.errors import Unclear
from domain.indicators import building
from domain.permissions import ENGINE
from domain.queries import alert_news
from domain.queries import figure_alerts as queries
from server import bots as sender
from server import letters
from tests import town
from tests.alerts import judged, take_back
from tests.server.bots.conftest import called  # noqa: F401  (a fixture)
from tests.town import ID, LONGWAN, LUCHENG, person

pytestmark = pytest.mark.usefixtures("small_town")
MONDAY = datetime(2026, 3, 9, 9, 0, tzinfo=LOCAL)
MANY_OPEN = Rule(Indicator.OPEN_NOW, Crossing.ABOVE, 2.0, 1.0)


@pytest.fixture(autouse=True)
def monday(small_town):
    with transaction() as session:
        for username in ("leader", "longwan", "finance_head"):
            session.get_one(User, ID[username]).email = f"{username}@example.com"
        session.get_one(User, ID["leader"]).language = "en"
    with clock.stopped(MONDAY):
        building.keep_up()
        yield


def laid(rule=MANY_OPEN):
    return perform(ID["leader"], alert_rules.lay_down, rule=rule)


def waiting():
    """The mails that wait, by who reads them."""
    with snapshot() as session:
        found = select(Message).where(
            Message.kind == MessageKind.ALERTS, col(Message.sent_at).is_(None)
        )
        return {each.recipient.split("@")[0]: each for each in session.exec(found)}


def mail(message):
    found = letters.letter(message)
    return found["Subject"], found.get_content()


def test_whoever_is_told_is_written_to_in_their_own_language_when_it_begins():
    laid()
    for _ in range(3):
        town.accepted()
    assert judged() == 1
    found = waiting()
    assert set(found) == {"leader", "longwan"}
    assert {each.due_at for each in found.values()} == {MONDAY + GATHER}
    subject, text = mail(found["longwan"])
    assert subject == "指标预警：1 条"
    assert "预警：龙湾区，当前在办 3（高于 2），03-09 09:00" in text
    subject, text = mail(found["leader"])
    assert subject == "Alerts of key figures: 1"
    assert "Alert: Longwan, Open now 3 (above 2), 03-09 09:00" in text
    assert "/supervision?view=alerts" in text


def test_what_comes_until_a_mail_leaves_is_told_in_it_and_the_rest_in_the_next():
    laid()
    demands = [town.accepted() for _ in range(3)]
    judged()
    for _ in range(3):
        town.accepted(area_code=LUCHENG)
    judged()
    first = waiting()["leader"]
    with clock.stopped(MONDAY + GATHER):
        with transaction() as session:
            outbox.claim(session, clock.now())
        take_back(demands[:2])
        judged()
        subject, text = mail(first)
        assert subject.endswith("2") and "Longwan" in text and "Lucheng" in text
        assert "Recovered" not in text
        with transaction() as session:
            outbox.note_attempt(session, first, now=clock.now(), succeeded=True, answer="250")
    subject, text = mail(waiting()["leader"])
    assert subject.endswith("1")
    assert "Recovered: Longwan, Open now 1 (alarming above 2), 03-09 09:02" in text


def test_of_an_alert_of_which_nothing_is_left_it_is_said():
    rule_id = laid(Rule(Indicator.OVERDUE_FOLLOWED, Crossing.BELOW, 0.8))
    found = figure_alerts.Found(rule_id, figure_alerts.Place(LONGWAN), None, None, 0.5, 20)
    perform(ENGINE, figure_alerts.begin, found=found, month=MONDAY.date().replace(day=1))
    assert judged() == 1
    assert "Longwan, nothing is left that Overdue followed" in mail(waiting()["leader"])[1]
    assert "恢复：龙湾区，已没有计入“超期跟进率”的工单" in mail(waiting()["longwan"])[1]


def test_what_has_become_worse_though_somebody_deals_with_it_is_told_once_more():
    laid()
    for _ in range(3):
        town.accepted()
    judged()
    [shown] = read_open("leader")
    with clock.stopped(MONDAY + GATHER):
        perform(ID["longwan"], figure_alerts.acknowledge, shown.id, note="已约谈")
        for message in waiting().values():
            mail(message)
            with transaction() as session:
                outbox.note_attempt(session, message, now=clock.now(), succeeded=True, answer="250")
        town.accepted()
        judged()
        assert (
            "Worse, though somebody deals with it: Longwan, Open now 4 (above 2), 03-09 09:02"
            in (mail(waiting()["leader"])[1])
        )
        assert (
            "预警加重：龙湾区，当前在办 4（高于 2），03-09 09:02" in mail(waiting()["longwan"])[1]
        )


def read_open(username):
    with snapshot() as session:
        return queries.running(session, person(username))


def test_what_was_read_on_the_platform_is_not_sent():
    laid()
    for _ in range(3):
        town.accepted()
    judged()
    perform(ID["longwan"], my_notices.read_all, ID["longwan"])
    with pytest.raises(letters.OutOfDate):
        mail(waiting()["longwan"])
    assert mail(waiting()["leader"])


def test_a_unit_is_told_of_its_own_and_not_of_what_enterprises_answered():
    laid(Rule(Indicator.OPEN_NOW, Crossing.ABOVE, 2.0, 1.0, Watched.UNIT))
    for _ in range(3):
        town.in_progress()
    judged()
    assert set(waiting()) == {"leader", "finance_head"}
    assert "高于 2" in mail(waiting()["finance_head"])[1]
    rule_id = laid(Rule(Indicator.SATISFACTION_RATE, Crossing.BELOW, 0.8))
    found = figure_alerts.Found(rule_id, figure_alerts.Place(LONGWAN), None, None, 0.5, 20)
    perform(ENGINE, figure_alerts.begin, found=found, month=MONDAY.date().replace(day=1))
    assert "longwan" not in waiting()
    assert "Satisfaction" in mail(waiting()["leader"])[1]


@pytest.mark.parametrize("carrier", [Carrier.WECOM, Carrier.DINGTALK, Carrier.FEISHU])
def test_the_group_that_a_rule_names_is_told_too(called, carrier):  # noqa: F811
    made = BotWishes("值班群", carrier, None, called.address(carrier))
    bot_id = perform(ID["admin"], bots.make, wishes=made)
    rule_id = laid(Rule(Indicator.OPEN_NOW, Crossing.ABOVE, 2.0, 1.0, bot_id=bot_id))
    with snapshot() as session:
        [shown] = queries.rules(session, person("leader"))
        assert (shown.id, shown.bot) == (rule_id, "值班群")
        assert queries.rules(session, person("tax_head"))[0].bot == ""
    for _ in range(3):
        town.accepted()
    judged()
    with clock.stopped(MONDAY + GATHER):
        assert sender.send_due() == 1
    [call] = called.calls
    assert "预警：龙湾区，当前在办 3（高于 2）" in str(call.body)
    assert "supervision?view=alerts" in str(call.body)
    perform(ID["admin"], bots.close, bot_id)
    for _ in range(3):
        town.accepted(area_code=LUCHENG)
    judged()
    assert "值班群" not in waiting()


def test_only_a_bot_of_the_whole_city_may_be_named(called):  # noqa: F811
    made = BotWishes("龙湾群", Carrier.WECOM, LONGWAN, called.address(Carrier.WECOM))
    bot_id = perform(ID["admin"], bots.make, wishes=made)
    for wrong in (bot_id, bot_id + 1):
        with pytest.raises(Unclear):
            laid(Rule(Indicator.OPEN_NOW, Crossing.ABOVE, 2.0, bot_id=wrong))


def test_many_turns_are_told_in_part_and_the_rest_is_counted(monkeypatch):
    monkeypatch.setattr(alert_news, "MOST", 1)
    laid()
    laid(Rule(Indicator.OPEN_NOW, Crossing.ABOVE, 1.0))
    for _ in range(3):
        town.accepted()
    judged()
    subject, text = mail(waiting()["leader"])
    assert subject.endswith("2") and text.count("Alert: ") == 1
    assert "And 1 more" in text
