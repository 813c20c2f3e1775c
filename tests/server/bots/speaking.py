"""Bots of groups, what is told by them, and what the provider heard."""

import base64
import subprocess
from dataclasses import replace
from datetime import datetime

from sqlmodel import col, select

from db.engine import snapshot
from db.indicator_vocabulary import Indicator
from db.models import Message
from db.subscription_vocabulary import Carrier
from domain import bots, clock, figure_sending
from domain import figure_subscriptions as subscriptions
from domain.bots import BotWishes
from domain.clock import LOCAL
from domain.command import perform
from domain.figure_wishes import Wishes
from server import bots as sender
from tests.town import ID

FRIDAY = datetime(2026, 3, 6, 16, 0, tzinfo=LOCAL)


MONDAY = datetime(2026, 3, 9, 8, 0, tzinfo=LOCAL)


CARRIERS = [Carrier.WECOM, Carrier.DINGTALK, Carrier.FEISHU]


SIGNING = "SEC0123456789abcdef0123456789"


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


def openssl_mac(key: bytes, text: bytes) -> str:
    """HMAC-SHA256 as another programme computes it."""
    said = subprocess.run(
        ["openssl", "dgst", "-sha256", "-mac", "HMAC", "-macopt", f"hexkey:{key.hex()}", "-binary"],
        input=text,
        capture_output=True,
        check=True,
    )
    return base64.b64encode(said.stdout).decode()
