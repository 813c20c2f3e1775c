"""The outbox is sent to a real mail server: once, with every answer kept, again later or given up in the end."""

import socket
from datetime import datetime, timedelta

import pytest

from db import engine
from db.engine import snapshot, transaction
from domain import clock
from domain import messages as outbox
from domain.clock import LOCAL
from domain.messages import RETRIES
from domain.queries import outbox as outbox_query
from server import letters, mail
from tests import town
from tests.infrastructure import mailing
from tests.outbox import answers, messages

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=LOCAL)
ADDRESS = "lin@hengze.example.com"


@pytest.fixture
def unused_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]


def test_a_receipt_goes_out_once_with_the_server_s_own_answer(mailbox):
    receipt = town.ask(contact_email=ADDRESS)
    assert (mail.send_due(), mail.send_due()) == (1, 0)

    envelope, sent = mailbox.taken[0]
    assert (envelope.mail_from, envelope.rcpt_tos) == ("desk@platform.example", [ADDRESS])
    assert sent["Subject"] == f"已收到您的诉求 {receipt.number}"
    assert (
        "专利质押贷款续贷困难" in mailbox.text and "https://platform.example/follow" in mailbox.text
    )
    assert answers() == [(True, "250 2.0.0 Queued as Q1")]


def test_a_refused_reader_is_not_tried_again(mailbox):
    mailbox.refusals[ADDRESS] = "550 5.1.1 No such mailbox"
    town.ask(contact_email=ADDRESS)
    assert mail.send_due() == 0
    assert answers() == [(False, "550 5.1.1 No such mailbox")]
    assert messages()[0].given_up_at is not None


def test_one_refused_reader_does_not_keep_the_others_from_their_mail(mailbox):
    mailbox.refusals["nobody@example.com"] = "550 5.1.1 No such mailbox"
    town.ask(contact_email="nobody@example.com")
    town.ask(contact_email=ADDRESS)
    assert mail.send_due() == 1
    assert [envelope.rcpt_tos for envelope, _ in mailbox.taken] == [[ADDRESS]]


def test_a_busy_mailbox_is_tried_again_later_under_the_same_message_id(mailbox):
    mailbox.refusals[ADDRESS] = "451 4.3.0 Try again later"
    with clock.stopped(MONDAY):
        town.ask(contact_email=ADDRESS)
        assert mail.send_due() == 0
        first = letters.letter(messages()[0])["Message-ID"]
    mailbox.refusals.clear()
    with clock.stopped(MONDAY + RETRIES[0] - timedelta(seconds=1)):
        assert mail.send_due() == 0
    with clock.stopped(MONDAY + RETRIES[0]):
        assert mail.send_due() == 1
    assert mailbox.newest["Message-ID"] == first
    assert answers() == [(False, "451 4.3.0 Try again later"), (True, "250 2.0.0 Queued as Q1")]


def test_a_mail_server_that_is_down_is_tried_again_and_given_up_in_the_end(
    small_town_on_sqlite, monkeypatch, unused_port
):
    mailing.use(monkeypatch, f"smtp://127.0.0.1:{unused_port}")
    at = MONDAY
    with clock.stopped(at):
        town.ask(contact_email=ADDRESS)
        mail.send_due()
    for wait in RETRIES:
        assert messages()[0].given_up_at is None
        at += wait
        with clock.stopped(at):
            mail.send_due()
    assert messages()[0].given_up_at is not None
    assert len(answers()) == len(RETRIES) + 1
    assert all(answer.startswith("ConnectionRefusedError") for _, answer in answers())


def test_without_a_mail_server_messages_wait(small_town_on_sqlite, monkeypatch):
    mailing.use(monkeypatch, "")
    town.ask(contact_email=ADDRESS)
    assert mail.send_due() == 0
    assert messages()[0].sent_at is None and answers() == []


@pytest.mark.parametrize(
    "url", ["mail.example.com", "http://mail.example.com", "smtp://user:pw@mail.example.com"]
)
def test_a_wrong_setting_is_told_and_sends_no_password_in_clear(
    small_town_on_sqlite, monkeypatch, url
):
    mailing.use(monkeypatch, url)
    town.ask(contact_email=ADDRESS)
    assert mail.send_due() == 0
    assert answers()[0][1].startswith("Misconfigured:") and "pw" not in answers()[0][1]


def test_a_server_without_encryption_gets_nothing_where_encryption_is_asked(mailbox, monkeypatch):
    port = engine.settings().smtp_url.rsplit(":", 1)[1]
    mailing.use(monkeypatch, f"smtp+starttls://user:pw@127.0.0.1:{port}")
    town.ask(contact_email=ADDRESS)
    assert mail.send_due() == 0 and mailbox.taken == []


def test_two_processes_do_not_send_the_same_message(small_town, mail_server):
    town.ask(contact_email=ADDRESS)
    with transaction() as session:
        assert len(outbox.claim(session, clock.now())) == 1
    assert mail.send_due() == 0
    with clock.stopped(datetime.now(LOCAL) + outbox.CLAIM + timedelta(seconds=1)):
        assert mail.send_due() == 1  # the claim of a process that died lapses


def test_the_administrator_sees_what_waits_and_what_was_given_up(mailbox, monkeypatch):
    mailbox.refusals["nobody@example.com"] = "550 5.1.1 No such mailbox"
    town.ask(contact_email="nobody@example.com")
    mail.send_due()
    mailing.use(monkeypatch, "")
    town.ask(contact_email=ADDRESS)
    with snapshot() as session:
        seen = outbox_query.outbox(session, town.person("admin"))
        assert outbox_query.outbox(session, town.person("intake")) is None
    assert (seen.is_set_up, seen.waiting) == (False, 1) and seen.oldest_at is not None
    assert [each.answer for each in seen.given_up] == ["550 5.1.1 No such mailbox"]
