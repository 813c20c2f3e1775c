"""What a provider answers: taken, busy, refused, silent, not there."""

import json
from datetime import timedelta

import pytest

from db.engine import snapshot, transaction
from db.settings import settings
from db.subscription_vocabulary import Carrier
from domain import clock, figure_sending, messages, outbox
from domain.command import perform
from domain.indicators import building
from domain.messages import RETRIES
from domain.queries import outbox as outbox_queries
from server import bots as sender
from tests import town
from tests.infrastructure import bot_provider
from tests.outbox import answers
from tests.server.bots.speaking import MONDAY, a_bot, message, sent, subscribed
from tests.town import ID


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
    answers = [each.answer for each in shown.attempts]
    assert answers == ["0 ok; picture: 0 ok", "93000 invalid webhook url"]


def test_two_processes_do_not_send_the_same_message(small_town, called):
    building.keep_up()
    subscribed(a_bot(called))
    with clock.stopped(MONDAY):
        figure_sending.send()
        with transaction() as session:
            assert len(messages.claim(session, clock.now(), by_bot=True)) == 1
        assert sender.send_due() == 0
    assert sent(MONDAY + messages.CLAIM + timedelta(seconds=1)) == 1
    assert [each.body["msgtype"] for each in called.calls] == ["markdown", "image"]
