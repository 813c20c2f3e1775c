"""Subscribing beside the key figures, and the page of one's subscriptions and bots, in both languages."""

from dataclasses import replace
from datetime import datetime

import pytest
from sqlmodel import select

from components.texts import WORD_JOINER
from db.engine import snapshot, transaction
from db.indicator_vocabulary import Indicator
from db.models import Bot, FigureSubscription, Message, User, UserRole
from db.subscription_vocabulary import Carrier, Crossing, EndReason, Rhythm, Span
from db.vocabulary import Role
from domain import bots, clock, figure_sending
from domain import figure_subscriptions as subscriptions
from domain.bots import BotWishes
from domain.clock import LOCAL
from domain.command import perform
from domain.figure_wishes import Wishes
from domain.indicators import building
from tests.pages.visiting import drawn, labelled, opened, said
from tests.town import FINANCE, ID, LONGWAN

pytestmark = pytest.mark.usefixtures("small_town_on_sqlite")
PAGE, KPI = "performance/subscriptions", "performance/kpi"
NOW = datetime(2026, 3, 6, 16, 0, tzinfo=LOCAL)
KEY = "5f1c2a34-77de-4d1b-a994-790f21fc8d30"
ADDRESS = f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={KEY}"
FEISHU = f"https://open.feishu.cn/open-apis/bot/v2/hook/{KEY}"
WEEK = Wishes("每周看板", (Indicator.RECEIVED, Indicator.ON_TIME_CLOSING))


@pytest.fixture(autouse=True)
def now(small_town_on_sqlite, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    building.keep_up()
    with transaction() as session:
        for username in ("leader", "longwan", "finance_head"):
            session.get_one(User, ID[username]).email = f"{username}@example.com"


def subscribed(username="leader", **changes):
    return perform(ID[username], subscriptions.subscribe, wishes=replace(WEEK, **changes))


def a_bot(name="领导群", username="admin"):
    wishes = BotWishes(name, Carrier.WECOM, None, ADDRESS)
    return perform(ID[username], bots.make, wishes=wishes)


def press(app, label):
    next(each for each in app.button if each.label == label).click().run()
    assert not app.exception
    return app


def field(app, kind, label):
    return next(each for each in getattr(app, kind) if each.label == label)


def rows():
    with snapshot() as session:
        return session.exec(select(FigureSubscription)).all()


def test_a_view_is_subscribed_to_with_the_filters_that_are_looked_at():
    looked_at = {"area": LONGWAN, "unit": str(FINANCE), "field": "financing", "period": "quarter"}
    app = opened(KPI, "leader", subscribe="view", **looked_at)
    assert not app.exception
    assert "Last three months · Longwan · Longwan Finance Centre · Financing" in said(app)
    assert field(app, "selectbox", "Sent by").options == ["By mail to leader@example.com"]
    press(app, "Begin the subscription")
    [row] = rows()
    assert (row.area_code, row.unit_id, row.field, row.span) == (
        LONGWAN,
        FINANCE,
        "financing",
        Span.QUARTER,
    )
    assert (row.rhythm, row.weekday, row.hour, row.bot_id) == (Rhythm.WEEKLY, 0, 8, None)
    assert row.name == "Key figures, Longwan Finance Centre"


@pytest.mark.parametrize("view", ["trend", "load"])
def test_the_view_that_is_looked_at_is_subscribed_to_with_its_figure(view):
    app = opened(KPI, "leader", subscribe="view", view=view, figure="handling_time")
    press(app, "Begin the subscription")
    [row] = rows()
    assert row.view == view and row.indicators[0] == "handling_time"
    page = opened(PAGE, "leader", language="zh")
    assert {"trend": "趋势", "load": "工作负荷"}[view] in said(page)


def test_where_a_bot_takes_no_pictures_the_form_says_so():
    perform(ID["admin"], bots.make, wishes=BotWishes("飞书群", Carrier.FEISHU, None, FEISHU))
    for language, words in (("zh", "无法接收本平台的图片"), ("en", "take no pictures from here")):
        assert words in said(opened(KPI, "leader", subscribe="view", language=language))


def test_the_form_is_opened_by_its_button_and_closes_when_it_is_done():
    app = opened(KPI, "leader", area=LONGWAN)
    assert "Begin the subscription" not in [each.label for each in app.button]
    press(app, "Subscribe")
    assert dict(app.query_params) == {"area": LONGWAN, "subscribe": "view"}
    press(app, "Begin the subscription")
    assert "Begin the subscription" not in [each.label for each in app.button]
    assert len(rows()) == 1


@pytest.mark.parametrize(
    ("period", "span"),
    [
        (None, Span.LAST_WEEK),
        ("2026-02", Span.LAST_MONTH),
        ("2025-07", Span.LAST_MONTH),
        ("2026Q1", Span.THIS_QUARTER),
        ("2025Q4", Span.LAST_QUARTER),
        ("2026H1", Span.THIS_HALF),
        ("2025H2", Span.LAST_HALF),
        ("2025-07-03..2025-07-20", Span.LAST_WEEK),
        ("2026", Span.THIS_YEAR),
        ("2025", Span.THIS_YEAR),
    ],
)
def test_a_month_is_subscribed_to_as_one_that_moves_on(period, span):
    app = opened(KPI, "leader", subscribe="view", **({"period": period} if period else {}))
    assert labelled(app, "Period").value == span
    press(app, "Begin the subscription")
    assert rows()[0].span == span


@pytest.mark.parametrize(
    ("rhythm", "figure", "span"),
    [
        (Rhythm.WEEKLY, "received", Span.LAST_WEEK),
        (Rhythm.MONTHLY, "received", Span.LAST_MONTH),
        (Rhythm.MONTHLY, "open_now", Span.THIS_MONTH),
    ],
)
def test_of_this_month_what_will_have_ended_is_proposed(rhythm, figure, span):
    app = opened(KPI, "leader", subscribe="view", figure=figure)
    next(e for e in app.button_group if e.label == "How often").set_value(rhythm).run()
    assert "has only begun in the week or month of sending" in said(app)
    press(app, "Begin the subscription")
    [row] = rows()
    assert (row.rhythm, row.span) == (rhythm, span) and row.indicators[0] == figure
    page = opened(PAGE, "leader", change=str(row.id))
    press(page, "Save")
    assert "Nothing about the subscription was changed" in said(page)


@pytest.mark.parametrize("rhythm", list(Rhythm))
def test_of_a_selection_of_which_nothing_is_counted_it_says_what_to_take_away(rhythm):
    app = opened(KPI, "leader", subscribe="view", industry="none", field="financing")
    next(e for e in app.button_group if e.label == "How often").set_value(rhythm).run()
    assert not app.exception
    assert "Nothing is counted of this" in said(app)
    assert "Begin the subscription" not in [each.label for each in app.button]


def test_a_threshold_of_a_share_is_typed_in_per_cent():
    app = opened(KPI, "leader", subscribe="view", figure="on_time_closing")
    next(e for e in app.button_group if e.label == "How often").set_value(Rhythm.THRESHOLD).run()
    assert not app.exception
    assert field(app, "selectbox", "Side").value == Crossing.BELOW
    field(app, "number_input", "Threshold in per cent").set_value(90.0)
    field(app, "number_input", "Margin in points").set_value(2.0)
    press(app, "Begin the subscription")
    [row] = rows()
    assert (row.watched, row.crossing, row.bound, row.margin) == (
        Indicator.ON_TIME_CLOSING,
        Crossing.BELOW,
        0.9,
        0.02,
    )


def test_without_a_threshold_it_says_what_is_missing():
    app = opened(KPI, "leader", subscribe="view")
    next(e for e in app.button_group if e.label == "How often").set_value(Rhythm.THRESHOLD).run()
    press(app, "Begin the subscription")
    assert "Please fill in: Threshold" in said(app) and rows() == []


def test_without_an_address_and_a_bot_it_says_what_to_do():
    app = opened(KPI, "editor", subscribe="view")
    assert not app.exception
    assert "no e-mail address, and there is no bot" in said(app)
    press(app, "Begin the subscription")
    assert "An administrator can enter one" in said(app) and rows() == []


@pytest.mark.parametrize(("language", "told"), [("zh", "您还没有订阅"), ("en", "You have no")])
def test_without_any_it_says_what_to_do(language, told):
    app = opened(PAGE, "leader", language=language)
    assert not app.exception
    assert told in said(app)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_one_s_own_are_listed_with_when_and_what(language):
    subscribed(area=LONGWAN, bot_id=a_bot())
    subscribed(rhythm=Rhythm.MONTHLY, span=Span.LAST_MONTH)
    subscribed(
        rhythm=Rhythm.THRESHOLD,
        watched=Indicator.ON_TIME_CLOSING,
        crossing=Crossing.BELOW,
        bound=0.9,
        margin=0.02,
    )
    perform(ID["leader"], subscriptions.end, subscribed(name="旧的"))
    app = opened(PAGE, "leader", language=language)
    assert not app.exception
    found = said(app).replace("\\", "").replace(WORD_JOINER, "")
    expected = {
        "en": (
            "Every Monday 8:00",
            "next Mon 9 Mar 08:00",
            "next Wed 1 Apr 08:00",
            "This month so far · Longwan · Every unit · Every field · Every channel",
            "falls below 90.0 %; again after it was 2.0 points above",
            "watching",
            "领导群 · WeCom · Nothing was sent yet.",
            "旧的",
        ),
        "zh": (
            "每周一 8:00",
            "每月第一个工作日 8:00",
            "本月（截至发送日） · 龙湾区",
            "监测中",
            "本人退订",
        ),
    }[language]
    for told in expected:
        assert told in found


def test_it_is_paused_resumed_sent_and_ended_by_its_buttons():
    subscribed()
    app = opened(PAGE, "leader")
    press(app, "Send now")
    press(app, "Pause")
    assert "paused" in said(app) and "On its way since" in said(app).replace("\\", "")
    press(app, "Resume")
    assert "next Mon" in said(app)
    press(app, "Do not send it any more")
    [row] = rows()
    assert row.ended_because is EndReason.BY_HAND
    with snapshot() as session:
        assert len(session.exec(select(Message)).all()) == 1


def test_the_view_itself_is_one_click_away():
    subscribed(area=LONGWAN, span=Span.LAST_MONTH)
    app = press(opened(PAGE, "leader"), "Open the view")
    assert "Key figures" in said(app)
    assert dict(app.query_params) == {"period": "2026-02", "area": LONGWAN}


def test_it_is_changed_in_a_window():
    id = subscribed()
    app = opened(PAGE, "leader", change=str(id))
    assert not app.exception
    field(app, "text_input", "Name of the subscription").set_value("Renamed")
    press(app, "Save")
    assert rows()[0].name == "Renamed"


@pytest.mark.parametrize("change", ["999", "x", "-1"])
def test_the_window_of_somebody_else_s_does_not_open(change):
    subscribed("longwan")
    app = opened(PAGE, "leader", change=change if change != "999" else str(rows()[0].id))
    assert not app.exception
    assert not app.text_input


def test_a_unit_has_no_bots_and_sees_itself():
    app = opened(KPI, "finance_head", subscribe="view")
    assert "Longwan Finance Centre" in said(app)
    press(app, "Begin the subscription")
    page = opened(PAGE, "finance_head")
    assert "Bots of groups" not in said(page)
    assert "Key figures, Longwan Finance Centre" in said(page)


@pytest.mark.parametrize("username", ["valves", "liaison", "tax"])
def test_for_others_there_is_no_such_page(username):
    assert "for other roles" in said(opened(PAGE, username))


def test_a_bot_is_entered_and_its_address_is_not_shown_again():
    app = opened(PAGE, "longwan")
    field(app, "text_input", "Name of the bot").set_value("龙湾群")
    field(app, "text_input", "Webhook address").set_value(ADDRESS)
    press(app, "Enter it")
    assert field(app, "text_input", "Webhook address").value == ""
    found = said(app).replace("\\", "")
    assert "address ending in 8d30" in found and "龙湾群" in found
    assert KEY not in str(app) and KEY not in found
    with snapshot() as session:
        assert session.exec(select(Bot.area_code)).all() == [LONGWAN]
    again = opened(PAGE, "longwan")
    assert KEY not in str(again) and KEY not in said(again)


def test_an_address_elsewhere_is_refused_with_what_to_do():
    app = opened(PAGE, "admin")
    field(app, "text_input", "Name of the bot").set_value("x")
    field(app, "text_input", "Webhook address").set_value("https://10.0.0.1/hook?key=123456789")
    press(app, "Enter it")
    assert "called at their provider only" in said(app)


def test_a_bot_is_tried_and_closed_by_its_buttons():
    bot_id = a_bot()
    app = opened(PAGE, "admin")
    press(app, "Send a test")
    with snapshot() as session:
        assert session.exec(select(Message.bot_id)).all() == [bot_id]
    press(app, "Close it")
    assert "1 closed" in [each.label for each in app.expander]


def test_what_people_typed_is_shown_letter_by_letter():
    a_bot("[x](http://evil.example)")
    subscribed(name="[x](http://evil.example)")
    for username in ("admin", "leader"):
        found = "\n".join(each.value for each in opened(PAGE, username).markdown)
        assert "](http" not in found


def test_the_end_of_one_is_told_among_the_notices(monkeypatch):
    subscribed()
    with transaction() as session:
        session.delete(session.get_one(UserRole, (ID["leader"], Role.LEADER)))
        session.add(UserRole(user_id=ID["leader"], role=Role.UNIT_HANDLER))
    monday = datetime(2026, 3, 9, 8, tzinfo=LOCAL)
    monkeypatch.setattr(clock, "now", lambda: monday)
    figure_sending.send()
    app = opened("home/today", "leader")
    assert not app.exception
    [row] = drawn(app, "notices")["rows"]
    assert row[0]["text"] == "A subscription ended: your roles no longer see key figures."
    assert row[0]["href"].startswith("/subscriptions?")


def test_the_outbox_tells_the_bot_by_its_name():
    perform(ID["admin"], bots.test, a_bot())
    with snapshot() as session:
        id = session.exec(select(Message.id)).one()
    app = opened("administration/outbox", "admin", message=str(id))
    assert not app.exception
    assert "By the bot 领导群" in said(app)
