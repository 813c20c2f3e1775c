"""Each provider is told in its own form, signed in its own manner, no longer than it takes."""

import base64
import hashlib
import json
from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from db.indicator_vocabulary import Indicator
from db.subscription_vocabulary import Carrier, Rhythm
from domain import bots, clock
from domain.command import perform
from domain.indicators import rollups
from server import bot_words
from server import bots as sender
from server.figure_letters import Said
from tests import town
from tests.outbox import answers
from tests.server.bots.speaking import (
    CARRIERS,
    FRIDAY,
    SIGNING,
    a_bot,
    message,
    openssl_mac,
    sent,
    subscribed,
    text_of,
)
from tests.town import ID


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
