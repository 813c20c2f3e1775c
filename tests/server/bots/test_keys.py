"""Where a bot may be called, and who ever has its key."""

import logging
import subprocess

import pytest
from sqlmodel import SQLModel, select

from db import backups, engine
from db.engine import snapshot
from db.models import BotSecret, Event
from db.settings import settings
from db.subscription_vocabulary import Carrier
from domain import bot_addresses, bots
from domain.bots import BotWishes, Key
from domain.command import perform
from domain.errors import Missing, TooLong, TooOften, Unclear
from domain.indicators import building
from domain.queries import outbox as outbox_queries
from domain.queries import subscriptions as queries
from server import bots as sender
from tests import town
from tests.outbox import answers
from tests.server.bots.speaking import SIGNING, a_bot, message, sent, subscribed, text_of
from tests.town import ID


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
