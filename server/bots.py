"""Sending the outbox by the bots of groups: WeCom, DingTalk and Feishu, each in its own words, each answer kept.

WeCom:     the key stands in the address; markdown of at most 4,096 bytes.
DingTalk:  signed by timestamp and HMAC-SHA256 in the address; markdown of at most 20,000 bytes.
Feishu:    signed in the body; a card of at most 20,000 bytes.

A provider answers 200 also when it refuses: what counts is its own code. Nobody is followed to another address.
"""

import base64
import hashlib
import hmac
import json
import time
from dataclasses import replace
from datetime import timedelta
from http.client import HTTPException
from urllib.error import HTTPError, URLError
from urllib.parse import parse_qsl, quote_plus, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from db.engine import snapshot, transaction
from db.models import Message
from db.subscription_vocabulary import Carrier
from db.vocabulary import MessageKind
from domain import bot_addresses, clock, messages, sealed
from domain import bots as keys
from domain.bots import Key
from server import bot_words, figure_letters, figure_pictures, letters, outcomes
from server.outcomes import Outcome

TIMEOUT_S = 10  # for one answer, all of it
MOST_BYTES = 64 * 1024  # of an answer
SPARE = timedelta(minutes=1)  # before a claim lapses nothing new is begun
# What a provider says when it is asked too often or cannot answer now: to be tried again.
LATER = {
    Carrier.WECOM: {-1, 45009, 45033},
    Carrier.DINGTALK: {-1, 130101, 410100, 90030},
    Carrier.FEISHU: {11232, 99991400},
}


class _NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *_args, **_more):
        return None  # what is said goes where it was sent, and nowhere else


_opener = build_opener(_NoRedirect)


def send_due() -> int:
    """Send the messages that are due; returns how many the providers took.

    A bot that is asked too often or does not answer is left alone until the next tick: the claims of what else it was
    to send lapse by themselves.
    """
    with transaction() as session:
        claimed = messages.claim(session, clock.now(), by_bot=True)
    sent, tired = 0, set()
    for message in claimed:
        if message.bot_id in tired or clock.now() > message.claimed_until - SPARE:
            continue
        outcome = _sent(message)
        outcomes.note(message, outcome)
        sent += outcome.succeeded
        if not (outcome.succeeded or outcome.is_final):
            tired.add(message.bot_id)
    return sent


def _sent(message: Message) -> Outcome:
    try:
        with snapshot() as session:
            key = keys.key(session, message.bot_id)
    except sealed.Unreadable:
        return Outcome(
            False, "not sent: the address was sealed with another key; enter it anew", True
        )
    if key is None:
        return Outcome(False, "not sent: the bot was closed", True)
    if not bot_addresses.is_allowed(key.carrier, key.address):
        return Outcome(False, "not sent: bots may not be called at this place any more", True)
    try:
        body, picture = _bodies(message, key.carrier)
    except letters.OutOfDate as reason:
        return Outcome(False, f"not sent: {reason}", True)
    outcome = _post(key, body)
    if picture and outcome.succeeded:
        outcome = _with_picture(outcome, _post(key, picture))
    return _without_key(outcome, key)


def _bodies(message: Message, carrier: Carrier) -> tuple[dict, dict | None]:
    """What is said, in the provider's own form, and the picture of it where its bots may send one. Raises OutOfDate."""
    if message.kind is MessageKind.BOT_TEST:
        return bot_words.line(carrier, *figure_letters.test_said(message)), None
    if message.kind is MessageKind.ALERTS:
        said = letters.alerts(message)
        return bot_words.lines(carrier, said.title, said.lines, said.link), None
    view = letters.view_of(message)
    told = figure_letters.said(view, message.language)
    told = replace(told, rows=figure_pictures.lines(view, message.language))
    png = figure_pictures.png(view, message.language) if carrier in bot_words.PICTURED else None
    return bot_words.view(carrier, told, message.language), bot_words.picture(carrier, png)


def _with_picture(said: Outcome, shown: Outcome) -> Outcome:
    """What was said has arrived: it is not said again for the sake of its picture."""
    return Outcome(True, f"{said.answer}; picture: {shown.answer}")


def _post(key: Key, body: dict) -> Outcome:
    address, body = _signed(key, body, int(clock.now().timestamp()))
    data = json.dumps(body, ensure_ascii=False).encode()
    headers = {"Content-Type": "application/json; charset=utf-8"}
    request = Request(address, data, headers)  # noqa: S310  (see bot_addresses)
    try:
        with _opener.open(request, timeout=TIMEOUT_S) as answer:
            return _judged(key.carrier, _read(answer))
    except HTTPError as refusal:
        is_final = refusal.code < 500 and refusal.code != 429
        return Outcome(False, f"HTTP {refusal.code}", is_final)
    except URLError as fault:
        return Outcome(False, f"{type(fault.reason).__name__}: no connection")
    except (OSError, HTTPException) as fault:
        return Outcome(False, f"{type(fault).__name__}: no answer")


def _signed(key: Key, body: dict, seconds: int) -> tuple[str, dict]:
    """The address and the body, with the signature that the provider asks for."""
    if key.signing is None:
        return key.address, body
    if key.carrier is Carrier.DINGTALK:
        stamp = str(seconds * 1000)
        sign = _mac(key.signing.encode(), f"{stamp}\n{key.signing}".encode())
        joint = "&" if urlsplit(key.address).query else "?"
        return f"{key.address}{joint}timestamp={stamp}&sign={quote_plus(sign)}", body
    if key.carrier is Carrier.FEISHU:
        stamp = str(seconds)
        sign = _mac(f"{stamp}\n{key.signing}".encode(), b"")
        return key.address, {"timestamp": stamp, "sign": sign, **body}
    return key.address, body


def _mac(secret: bytes, text: bytes) -> str:
    return base64.b64encode(hmac.new(secret, text, hashlib.sha256).digest()).decode()


def _read(answer) -> bytes:
    """The whole answer within its time: one that drips is no answer."""
    until, found = time.monotonic() + TIMEOUT_S, b""
    while len(found) <= MOST_BYTES:
        if time.monotonic() > until:
            raise TimeoutError
        part = answer.read1(8192)
        if not part:
            return found
        found += part
    return found[:MOST_BYTES]


def _judged(carrier: Carrier, said: bytes) -> Outcome:
    """What the provider's own code means."""
    try:
        told = json.loads(said)
        code = _code(carrier, told)
    except (ValueError, TypeError, KeyError):
        return Outcome(False, f"not an answer of a bot: {said[:120].decode('utf-8', 'replace')}")
    words = str(told.get("errmsg") or told.get("msg") or told.get("StatusMessage") or "")
    answer = f"{code} {words}".strip()
    if code == 0:
        return Outcome(True, answer)
    return Outcome(False, answer, is_final=code not in LATER[carrier])


def _code(carrier: Carrier, told: dict) -> int:
    if carrier is Carrier.FEISHU:  # older ones answer StatusCode
        return int(told["code"] if "code" in told else told["StatusCode"])
    return int(told["errcode"])


def _without_key(outcome: Outcome, key: Key) -> Outcome:
    """The answer, in which whoever answers may repeat what was sent: never the key."""
    parts = urlsplit(key.address)
    secrets = [key.address, key.signing or "", parts.query, parts.path.rsplit("/", 1)[-1]]
    secrets += [value for _, value in parse_qsl(parts.query)]
    answer = outcome.answer
    for each in sorted(secrets, key=len, reverse=True):
        if len(each) >= 8:
            answer = answer.replace(each, "…")
    return Outcome(outcome.succeeded, answer, outcome.is_final)
