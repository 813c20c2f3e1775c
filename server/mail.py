"""Sending the outbox by mail: each message once, every attempt kept with the mail server's own answer."""

import smtplib
import ssl
from datetime import timedelta
from urllib.parse import unquote, urlsplit

from db.engine import transaction
from db.models import Message
from db.settings import settings
from domain import clock, messages
from server import letters, outcomes
from server.outcomes import Outcome

TIMEOUT_S = 20
SPARE = timedelta(minutes=1)  # before a claim lapses nothing new is begun
PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
LOOPBACK = ("localhost", "127.0.0.1", "::1")


class Misconfigured(Exception):
    """SMTP_URL does not say how to send."""


def send_due() -> int:
    """Send the messages that are due; returns how many the mail server took.

    Without SMTP_URL they wait. A link in a message is issued only when the mail server is there to take it.
    """
    if not settings().smtp_url:
        return 0
    with transaction() as session:
        claimed = messages.claim(session, clock.now())
    if not claimed:
        return 0
    try:
        server = _connect(settings().smtp_url)
    except (OSError, smtplib.SMTPException, Misconfigured) as fault:
        for message in claimed:
            outcomes.note(message, Outcome(False, _told(fault)))
        return 0
    with server:
        return sum(_send(server, message) for message in claimed)


def _send(server: smtplib.SMTP, message: Message) -> bool:
    if clock.now() > message.claimed_until - SPARE:
        return False  # the claim lapses by itself
    try:
        mail = letters.letter(message)
    except letters.OutOfDate as reason:
        outcome = Outcome(False, f"not sent: {reason}", is_final=True)
    else:
        outcome = _hand_over(server, message.recipient, mail.as_bytes())
    outcomes.note(message, outcome)
    return outcome.succeeded


def _hand_over(server: smtplib.SMTP, recipient: str, mail: bytes) -> Outcome:
    """One mail over an open connection; what the server says about this mail or its reader may be final."""
    try:
        said = server.mail(settings().mail_from)
        if said[0] >= 400:
            return _refused(server, said, is_final=False)
        said = server.rcpt(recipient)
        if said[0] >= 400:
            return _refused(server, said, is_final=said[0] >= 500)
        said = server.data(mail)
        if said[0] >= 400:
            return _refused(server, said, is_final=said[0] >= 500)
        return Outcome(True, _answer(*said))
    except (OSError, smtplib.SMTPException) as fault:
        return Outcome(False, _told(fault))


def _refused(server: smtplib.SMTP, said: tuple[int, bytes], *, is_final: bool) -> Outcome:
    server.rset()
    return Outcome(False, _answer(*said), is_final)


def _connect(url: str) -> smtplib.SMTP:
    """A connection that is ready to take mail: smtp://host, smtp+starttls://user:password@host, smtps://…"""
    parts = urlsplit(url)
    if parts.scheme not in PORTS or not parts.hostname:
        raise Misconfigured("SMTP_URL must begin with smtp://, smtp+starttls:// or smtps://")
    if parts.password and parts.scheme == "smtp" and parts.hostname not in LOOPBACK:
        raise Misconfigured("a password is sent only over smtp+starttls:// or smtps://")
    at = (parts.hostname, parts.port or PORTS[parts.scheme])
    if parts.scheme == "smtps":
        server = smtplib.SMTP_SSL(*at, timeout=TIMEOUT_S, context=ssl.create_default_context())
    else:
        server = smtplib.SMTP(*at, timeout=TIMEOUT_S)
    try:
        server.ehlo()
        if parts.scheme == "smtp+starttls":
            server.starttls(context=ssl.create_default_context())
            server.ehlo()
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
    except BaseException:
        server.close()
        raise
    return server


def _answer(code: int, text: bytes) -> str:
    return f"{code} {text.decode('utf-8', 'replace')}"


def _told(fault: Exception) -> str:
    if isinstance(fault, smtplib.SMTPResponseException):
        return _answer(fault.smtp_code, _bytes(fault.smtp_error))
    return f"{type(fault).__name__}: {fault}"


def _bytes(text: bytes | str) -> bytes:
    return text if isinstance(text, bytes) else text.encode()
