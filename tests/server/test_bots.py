"""The bots of groups, over a real HTTP server that plays the three providers: each in its own words, once, with the
provider's own answer kept, and nothing of the key anywhere."""

import base64
import hashlib
import json
import logging
import subprocess
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import pytest
from sqlmodel import SQLModel, col, select

from db import backups, engine
from db.engine import snapshot, transaction
from db.indicator_vocabulary import Indicator
from db.models import BotSecret, Event, Message, MessageAttempt
from db.settings import settings
from db.subscription_vocabulary import Carrier, Rhythm
from domain import bot_addresses, bots, clock, figure_sending, messages, outbox
from domain import figure_subscriptions as subscriptions
from domain.bots import BotWishes, Key
from domain.clock import LOCAL
from domain.command import perform
from domain.errors import Missing, TooLong, TooOften, Unclear
from domain.figure_subscriptions import Wishes
from domain.indicators import building, rollups
from domain.messages import RETRIES
from domain.queries import outbox as outbox_queries
from domain.queries import subscriptions as queries
from server import bot_words
from server import bots as sender
from server.figure_letters import Said
from tests import town
from tests.infrastructure import bot_provider
from tests.town import ID

FRIDAY = datetime(2026, 3, 6, 16, 0, tzinfo=LOCAL)
MONDAY = datetime(2026, 3, 9, 8, 0, tzinfo=LOCAL)
CARRIERS = [Carrier.WECOM, Carrier.DINGTALK, Carrier.FEISHU]
SIGNING = "SEC0123456789abcdef0123456789"


@pytest.fixture
def called(monkeypatch):
    """The provider; on whichever database the test has asked for."""
    with bot_provider.provider() as found:
        monkeypatch.setenv("PLATFORM_BOT_ORIGINS", f"https://im.gov.example, {found.origin}")
        monkeypatch.setenv("PLATFORM_PUBLIC_URL", "https://platform.example")
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        engine.forget()
        yield found


@pytest.fixture
def provider(small_town_on_sqlite, called):
    engine.forget()
    building.keep_up()
    return called


def a_bot(provider, carrier=Carrier.WECOM, **changes):
    wishes = BotWishes("领导群", carrier, None, provider.address(carrier))
    with clock.stopped(FRIDAY):
        return perform(ID["admin"], bots.make, wishes=replace(wishes, **changes))


def subscribed(bot_id, **changes):
    wishes = replace(Wishes("每周看板", (Indicator.RECEIVED, Indicator.ON_TIME_CLOSING)), **changes)
    with clock.stopped(FRIDAY):
        return perform(ID["leader"], subscriptions.subscribe, wishes=replace(wishes, bot_id=bot_id))


def sent(at=MONDAY):
    with clock.stopped(at):
        figure_sending.send()
        return sender.send_due()


def answers():
    with snapshot() as session:
        found = session.exec(select(MessageAttempt).order_by(col(MessageAttempt.id))).all()
        return [(each.succeeded, each.answer) for each in found]


def message():
    with snapshot() as session:
        return session.exec(select(Message).order_by(col(Message.id).desc())).first()


def text_of(call):
    body = call.body
    if "card" in body:
        return body["card"]["header"]["title"]["content"], body["card"]["elements"][0]["content"]
    return body["markdown"].get("title"), body["markdown"].get("content") or body["markdown"][
        "text"
    ]


@pytest.mark.parametrize("carrier", CARRIERS)
def test_each_provider_is_told_in_its_own_form_once(provider, carrier):
    with clock.stopped(FRIDAY):
        town.ask()
        rollups.fold_all()
    subscribed(a_bot(provider, carrier))
    assert (sent(), sent()) == (1, 0)
    call, *pictures = provider.calls
    assert call.path == urlsplit(provider.address(carrier)).path
    assert call.content_type.startswith("application/json")
    assert call.body.get("msgtype", call.body.get("msg_type")) == (
        "interactive" if carrier is Carrier.FEISHU else "markdown"
    )
    title, text = text_of(call)
    assert (title or text).count("每周看板")
    for told in ("筛选条件：期间：2026年3月", "数据截至：2026年3月9日 08:00", "- **收到诉求** 1"):
        assert told in text
    assert "(https://platform.example/kpi?period=2026-03)" in text
    ok = "0 success" if carrier is Carrier.FEISHU else "0 ok"
    assert message().sent_at is not None
    if carrier is not Carrier.WECOM:  # their bots may send no picture
        assert (pictures, answers()) == ([], [(True, ok)])
        return
    assert answers() == [(True, f"{ok}; picture: {ok}")]
    [shown] = [each.body["image"] for each in pictures]
    png = base64.b64decode(shown["base64"])
    assert png.startswith(b"\x89PNG")
    assert hashlib.md5(png, usedforsecurity=False).hexdigest() == shown["md5"]


def openssl_mac(key: bytes, text: bytes) -> str:
    """HMAC-SHA256 as another programme computes it."""
    said = subprocess.run(
        ["openssl", "dgst", "-sha256", "-mac", "HMAC", "-macopt", f"hexkey:{key.hex()}", "-binary"],
        input=text,
        capture_output=True,
        check=True,
    )
    return base64.b64encode(said.stdout).decode()


def test_dingtalk_is_signed_in_the_address(provider):
    perform(ID["admin"], bots.test, a_bot(provider, Carrier.DINGTALK, signing=SIGNING))
    with clock.stopped(clock.now()):
        assert sender.send_due() == 1
    query = {name: value[0] for name, value in provider.calls[0].query.items()}
    assert abs(int(query["timestamp"]) / 1000 - clock.now().timestamp()) < 60
    told = f"{query['timestamp']}\n{SIGNING}".encode()
    assert query["sign"] == openssl_mac(SIGNING.encode(), told)
    assert query["access_token"] == "dingtalk-token-0123456789-7c6d"


def test_feishu_is_signed_in_the_body(provider):
    perform(ID["admin"], bots.test, a_bot(provider, Carrier.FEISHU, signing=SIGNING))
    assert sender.send_due() == 1
    body = provider.calls[0].body
    assert abs(int(body["timestamp"]) - clock.now().timestamp()) < 60
    assert body["sign"] == openssl_mac(f"{body['timestamp']}\n{SIGNING}".encode(), b"")


@pytest.mark.parametrize("carrier", CARRIERS)
def test_without_a_signing_secret_nothing_is_signed(provider, carrier):
    perform(ID["admin"], bots.test, a_bot(provider, carrier))
    assert sender.send_due() == 1
    assert "sign" not in provider.calls[0].query and "sign" not in provider.calls[0].body


@pytest.mark.parametrize(
    ("carrier", "says"),
    [
        (Carrier.WECOM, {"errcode": 45009, "errmsg": "api freq out of limit"}),
        (Carrier.WECOM, {"errcode": -1, "errmsg": "system busy"}),
        (Carrier.DINGTALK, {"errcode": 130101, "errmsg": "send too fast"}),
        (Carrier.FEISHU, {"code": 11232, "msg": "frequency limited psm"}),
        (Carrier.WECOM, 500),
        (Carrier.WECOM, 429),
        (Carrier.WECOM, b"<html>sign in to the network</html>"),
        (Carrier.FEISHU, {"errcode": 0}),
        (Carrier.WECOM, []),
    ],
    ids=str,
)
def test_who_is_busy_is_asked_again_later(provider, carrier, says):
    subscribed(a_bot(provider, carrier))
    provider.says = json.dumps(says).encode() if says == [] else says
    assert sent() == 0
    assert message().given_up_at is None and message().due_at == MONDAY + RETRIES[0]
    provider.says = None
    assert sent(MONDAY + RETRIES[0] - timedelta(seconds=1)) == 0
    assert sent(MONDAY + RETRIES[0]) == 1
    assert [succeeded for succeeded, _ in answers()] == [False, True]


@pytest.mark.parametrize(
    ("carrier", "says", "kept"),
    [
        (Carrier.WECOM, {"errcode": 93000, "errmsg": "invalid webhook url"}, "93000 invalid"),
        (Carrier.DINGTALK, {"errcode": 310000, "errmsg": "sign not match"}, "310000 sign"),
        (Carrier.DINGTALK, {"errcode": 300001, "errmsg": "token is not exist"}, "300001"),
        (Carrier.FEISHU, {"code": 19021, "msg": "sign match fail"}, "19021 sign match fail"),
        (Carrier.FEISHU, {"code": 9499, "msg": "Bad Request"}, "9499 Bad Request"),
        (Carrier.WECOM, 404, "HTTP 404"),
        (Carrier.WECOM, 302, "HTTP 302"),
        (Carrier.WECOM, 307, "HTTP 307"),
    ],
    ids=str,
)
def test_who_refuses_is_not_asked_again_and_not_followed_elsewhere(provider, carrier, says, kept):
    subscribed(a_bot(provider, carrier))
    provider.says = says
    assert sent() == 0
    assert message().given_up_at is not None
    [(succeeded, answer)] = answers()
    assert not succeeded and answer.startswith(kept)
    assert len(provider.calls) == 1  # nobody was sent to /elsewhere


@pytest.mark.parametrize("says", ["hang", "drip"])
def test_who_does_not_answer_in_time_holds_nobody_up(provider, monkeypatch, says):
    monkeypatch.setattr(sender, "TIMEOUT_S", 0.3)
    bot_id = a_bot(provider)
    for _ in range(3):
        subscribed(bot_id)
    provider.says = says
    assert sent() == 0
    assert len(provider.calls) == 1  # the others wait until it is well again
    assert answers() == [(False, "TimeoutError: no answer")]
    provider.says = None
    assert sent(MONDAY + messages.CLAIM + timedelta(seconds=1)) == 3


def test_nobody_there_is_tried_again_and_given_up_in_the_end(provider, monkeypatch):
    with bot_provider.provider() as gone:
        nowhere = gone.origin
    monkeypatch.setattr(settings(), "bot_origins", nowhere)
    subscribed(a_bot(provider, address=f"{nowhere}/cgi-bin/webhook/send?key=1234567890"))
    at = MONDAY
    sent(at)
    for wait in RETRIES:
        assert message().given_up_at is None
        at += wait
        sent(at)
    assert message().given_up_at is not None
    assert {answer for _, answer in answers()} == {"ConnectionRefusedError: no connection"}


def test_what_was_given_up_is_sent_again_from_the_outbox(small_town, called):
    building.keep_up()
    subscribed(a_bot(called))
    called.says = {"errcode": 93000, "errmsg": "invalid webhook url"}
    sent()
    called.says = None
    with clock.stopped(MONDAY + timedelta(minutes=3)):
        perform(ID["admin"], outbox.send_again, message().id)
    assert sent(MONDAY + timedelta(minutes=3)) == 1
    with snapshot() as session:
        shown = outbox_queries.message(session, town.person("admin"), message().id)
    assert (shown.recipient, shown.about) == ("领导群", "leader")
    assert [each.answer for each in shown.attempts] == ["0 ok", "93000 invalid webhook url"]


def test_two_processes_do_not_send_the_same_message(small_town, called):
    building.keep_up()
    subscribed(a_bot(called))
    with clock.stopped(MONDAY):
        figure_sending.send()
        with transaction() as session:
            assert len(messages.claim(session, clock.now(), by_bot=True)) == 1
        assert sender.send_due() == 0
    assert sent(MONDAY + messages.CLAIM + timedelta(seconds=1)) == 1
    assert len(called.calls) == 1


@pytest.mark.parametrize(
    ("carrier", "address", "refusal"),
    [
        (Carrier.WECOM, "http://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=12345678", "host"),
        (Carrier.WECOM, "https://oapi.dingtalk.com/robot/send?access_token=12345678", "host"),
        (Carrier.WECOM, "https://evil.example/cgi-bin/webhook/send?key=12345678", "host"),
        (Carrier.WECOM, "https://qyapi.weixin.qq.com.evil.example/x?key=12345678", "host"),
        (Carrier.WECOM, "https://qyapi.weixin.qq.com:8443/cgi-bin/webhook/send?key=1234", "host"),
        (Carrier.WECOM, "https://127.0.0.1/cgi-bin/webhook/send?key=12345678", "host"),
        (Carrier.WECOM, "http://169.254.169.254/latest/meta-data", "host"),
        (Carrier.WECOM, "http://im.gov.example/cgi-bin/webhook/send?key=1", "host"),  # https only
        (Carrier.WECOM, "file:///etc/passwd", "host"),
        (Carrier.WECOM, "https://qyapi.weixin.qq.com@evil.example/x?key=12345678", "not"),
        (Carrier.WECOM, "https://evil.example\\@qyapi.weixin.qq.com/x?key=12345678", "not"),
        (Carrier.WECOM, "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1#x", "not"),
        (Carrier.WECOM, "https://qyapi.weixin.qq.com/cgi-bin/message/send?key=1234", "not"),
        (Carrier.WECOM, "https://qyapi.weixin.qq.com/cgi-bin/webhook/send", "not"),
        (Carrier.DINGTALK, "https://oapi.dingtalk.com/robot/send?key=12345678", "not"),
        (Carrier.FEISHU, "https://open.feishu.cn/open-apis/im/v1/messages", "not"),
        (Carrier.WECOM, "https://[::1", "host"),
        (Carrier.WECOM, "你好", "not"),
    ],
)
def test_a_bot_is_called_at_its_provider_and_nowhere_else(provider, carrier, address, refusal):
    kind = {"host": bot_addresses.ForbiddenHost, "not": bot_addresses.NotAnAddress}[refusal]
    with pytest.raises(kind):
        a_bot(provider, carrier, address=address)
    assert not bot_addresses.is_allowed(carrier, address) or refusal == "not"


@pytest.mark.parametrize(
    ("carrier", "address"),
    [
        (Carrier.WECOM, "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=5f1c2a34-77de"),
        (Carrier.WECOM, "https://QYAPI.weixin.qq.com:443/cgi-bin/webhook/send?key=5f1c2a34"),
        (Carrier.DINGTALK, "https://oapi.dingtalk.com/robot/send?access_token=5f1c2a34"),
        (Carrier.FEISHU, "https://open.feishu.cn/open-apis/bot/v2/hook/5f1c2a34-77de"),
        (Carrier.FEISHU, "https://open.larksuite.com/open-apis/bot/v2/hook/5f1c2a34"),
        (Carrier.FEISHU, "https://im.gov.example/own/bots/5f1c2a34"),
    ],
)
def test_its_own_addresses_are_taken(provider, carrier, address):
    assert a_bot(provider, carrier, address=f" {address} ")


def test_a_place_that_is_named_no_more_is_not_called(provider, monkeypatch):
    subscribed(a_bot(provider))
    monkeypatch.setattr(settings(), "bot_origins", "")
    assert sent() == 0
    assert answers()[0][1].startswith("not sent: bots may not be called")
    assert provider.calls == []


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"name": ""}, Missing),
        ({"address": ""}, Missing),
        ({"address": "https://qyapi.weixin.qq.com/" + "x" * 500}, TooLong),
        ({"carrier": "mail"}, Unclear),
        ({"carrier": "pigeon"}, Unclear),
        ({"signing": SIGNING}, bots.NoSigning),
        ({"area": "999999"}, Unclear),
    ],
    ids=str,
)
def test_what_is_typed_wrongly_is_refused(provider, changes, refusal):
    with pytest.raises(refusal):
        a_bot(provider, **changes)


def test_the_key_is_nowhere_but_with_who_sends(small_town, called, caplog, tmp_path, capsys):
    """Not in events, messages, attempts, pages' queries, logs, backups; not even in the table that holds it."""
    building.keep_up()
    caplog.set_level(logging.DEBUG)
    address = called.address("dingtalk")
    key = "dingtalk-token-0123456789-7c6d"
    bot_id = a_bot(called, Carrier.DINGTALK, signing=SIGNING)
    subscribed(bot_id)
    # A provider that repeats what it was sent, key and all.
    called.says = {"errcode": 310000, "errmsg": f"bad request {address} {key} {SIGNING}"}
    sent()
    perform(ID["admin"], bots.change, bot_id, wishes=BotWishes("新名", signing=f"{SIGNING}x"))
    with snapshot() as session:
        shown = [
            repr(queries.kept(session, town.person("admin"))),
            repr(queries.ways(session, town.person("leader"))),
            repr(queries.mine(session, town.person("leader"))),
            repr(outbox_queries.message(session, town.person("admin"), message().id)),
            repr(bots.key(session, bot_id)),
        ]
        for table in SQLModel.metadata.sorted_tables:
            shown += [repr(tuple(row)) for row in session.connection().execute(table.select())]
        assert session.exec(select(Event).where(Event.subject_kind == "bot")).all()
    archive = tmp_path / "archive.tar.gz"
    backups.backup(archive)
    subprocess.run(["tar", "xzf", archive, "-C", tmp_path], check=True)
    shown += [path.read_text("utf-8") for path in tmp_path.rglob("*.json*")]
    out = capsys.readouterr()
    shown += [caplog.text, out.out, out.err, repr(BotWishes("x", address=address, signing=SIGNING))]
    every = "\n".join(shown)
    assert key not in every and SIGNING not in every
    assert "7c6d" in every  # its last four characters, by which its keeper knows it
    with snapshot() as session:
        kept = bots.key(session, bot_id)
    assert (kept.address, kept.signing) == (address, f"{SIGNING}x")


def test_another_address_forgets_the_old_secret(provider):
    bot_id = a_bot(provider, Carrier.DINGTALK, signing=SIGNING)
    elsewhere = "https://oapi.dingtalk.com/robot/send?access_token=abcdefgh1234"
    with pytest.raises(bots.NothingAboutBot):
        perform(ID["admin"], bots.change, bot_id, wishes=BotWishes("领导群"))
    perform(ID["admin"], bots.change, bot_id, wishes=BotWishes("领导群", address=elsewhere))
    with snapshot() as session:
        assert bots.key(session, bot_id) == Key(Carrier.DINGTALK, elsewhere, None)
        [shown] = queries.kept(session, town.person("admin"))
    assert (shown.host, shown.address_end, shown.is_signed) == ("oapi.dingtalk.com", "1234", False)


def test_a_closed_bot_has_no_key_any_more_and_sends_nothing(provider):
    bot_id = a_bot(provider)
    perform(ID["admin"], bots.test, bot_id)
    perform(ID["admin"], bots.close, bot_id)
    assert sender.send_due() == 0 and provider.calls == []
    assert answers() == [(False, "not sent: the bot was closed")]
    with snapshot() as session:
        assert session.exec(select(BotSecret)).all() == []


def test_with_another_key_of_the_installation_it_is_entered_anew(provider, monkeypatch):
    bot_id = a_bot(provider)
    perform(ID["admin"], bots.test, bot_id)
    monkeypatch.setenv("PLATFORM_SECRET", "another key")
    engine.forget()
    assert sender.send_due() == 0
    assert answers() == [
        (False, "not sent: the address was sealed with another key; enter it anew")
    ]


def test_a_bot_is_tried_so_often_in_an_hour(provider):
    bot_id = a_bot(provider)
    for _ in range(bots.MOST_TRIALS):
        perform(ID["admin"], bots.test, bot_id)
    with pytest.raises(TooOften):
        perform(ID["admin"], bots.test, bot_id)
    assert sender.send_due() == bots.MOST_TRIALS
    assert "“领导群”已接入" in text_of(provider.calls[0])[1]


@pytest.mark.parametrize("carrier", CARRIERS)
def test_what_is_too_long_is_left_to_the_page_and_said_to_be(carrier):
    told = Said(
        "题" * 80,
        "",
        ("开头",),
        "筛选条件",
        "数据截至",
        tuple((f"指标{n}", "值" * 600) for n in range(1, 13)),
        (),
        ("在看板中查看", "https://platform.example/kpi"),
        ("管理", "https://platform.example/subscriptions"),
    )
    body = bot_words.view(carrier, told, "zh")
    text = json.dumps(body, ensure_ascii=False)
    counted = body["markdown"]["content"] if carrier is Carrier.WECOM else text
    assert len(counted.encode()) <= bot_words.MOST[carrier]
    assert "项指标未列出" in text and "https://platform.example/kpi" in text
    assert "指标1" in text and "指标12" not in text


def test_what_somebody_typed_is_no_markup_and_calls_nobody(provider):
    subscribed(a_bot(provider), name="[x](http://evil.example) <@all> **b**")
    sent()
    _, text = text_of(provider.calls[0])
    assert "](http://evil" not in text and "<@all>" not in text and "**b**" not in text


def test_a_group_hears_of_a_crossing(provider):
    subscribed(
        a_bot(provider, Carrier.FEISHU),
        rhythm=Rhythm.THRESHOLD,
        watched=Indicator.RECEIVED,
        crossing="above",
        bound=0.0,
    )
    with clock.stopped(FRIDAY):
        town.ask()
        rollups.fold_all()
    assert sent(FRIDAY + timedelta(minutes=1)) == 1
    title, text = text_of(provider.calls[0])
    assert title == "越过阈值：收到诉求 1（每周看板）" and "已高于阈值 0" in text
