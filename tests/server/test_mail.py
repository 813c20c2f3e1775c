"""The outbox is sent to a real mail server: once, in the reader's language, with every answer kept."""

import re
import socket
import string
import tomllib
from datetime import datetime, timedelta

import pytest
from sqlmodel import col, select

from db import engine
from db.engine import snapshot, transaction
from db.models import Message, MessageAttempt, SurveyLink, User
from db.vocabulary import MessageKind, Role, Satisfaction, Solved
from domain import accounts, clock, demands, digests, jobs, replies, surveys, work_orders
from domain import messages as outbox
from domain.clock import LOCAL
from domain.command import perform
from domain.messages import RETRIES
from domain.permissions import PUBLIC
from domain.queries import following
from domain.queries import outbox as outbox_query
from server import activity_letters, letters, mail
from tests import laboratory, town
from tests.infrastructure import mailing
from tests.town import ID, holder

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=LOCAL)
ADDRESS = "lin@hengze.example.com"
TEXTS = tomllib.loads(letters.TEXTS.read_text(encoding="utf-8"))


@pytest.fixture
def mail_server(monkeypatch):
    with mailing.mail_server() as found:
        _set(monkeypatch, f"smtp://127.0.0.1:{found.port}")
        yield found


@pytest.fixture
def mailbox(small_town_on_sqlite, mail_server):
    engine.forget()
    return mail_server


@pytest.fixture
def unused_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]


def _set(monkeypatch, smtp_url):
    monkeypatch.setenv("SMTP_URL", smtp_url)
    monkeypatch.setenv("MAIL_FROM", "desk@platform.example")
    monkeypatch.setenv("PLATFORM_PUBLIC_URL", "https://platform.example")
    engine.forget()


def messages():
    with snapshot() as session:
        return list(session.exec(select(Message).order_by(col(Message.id))).all())


def answers():
    with snapshot() as session:
        found = session.exec(select(MessageAttempt).order_by(col(MessageAttempt.id))).all()
        return [(each.succeeded, each.answer) for each in found]


def clear_outbox():
    mail.send_due()


def answered(**said):
    """A demand with an answer, whose earlier mails have gone."""
    receipt = town.ask(contact_email=ADDRESS, **said)
    demand_id = receipt.demand_id
    perform(ID["intake"], demands.accept, demand_id, **town.CLASSES)
    perform(ID["dispatcher"], work_orders.dispatch, demand_id, unit_id=town.FINANCE)
    perform(ID["finance"], work_orders.sign, demand_id)
    clear_outbox()
    perform(ID["finance"], replies.reply, demand_id, text="已协调银行续贷。", code="solved")
    perform(ID["finance_head"], replies.approve, demand_id)
    return demand_id


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


def test_the_secret_is_never_in_a_mail(mailbox):
    receipt = town.ask(contact_email=ADDRESS)
    mail.send_due()
    assert receipt.secret not in mailbox.newest.as_string() and receipt.secret not in mailbox.text


def test_an_enterprise_that_reads_english_is_written_to_in_english(mailbox):
    town.ask(contact_email=ADDRESS, language="en")
    mail.send_due()
    assert mailbox.newest["Subject"].startswith("We have received")
    assert mailbox.newest["From"].addresses[0].display_name == "Wenzhou SME Service Platform"


def test_what_people_typed_is_sent_as_text_and_fills_no_places(mailbox):
    town.ask(contact_email=ADDRESS, title="{link} <b>x</b> {0.__class__}", contact_name="{secret}")
    mail.send_due()
    assert "{link} <b>x</b> {0.__class__}" in mailbox.text and "{secret}" in mailbox.text
    assert mailbox.newest.get_content_type() == "text/plain"


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
    _set(monkeypatch, f"smtp://127.0.0.1:{unused_port}")
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
    _set(monkeypatch, "")
    town.ask(contact_email=ADDRESS)
    assert mail.send_due() == 0
    assert messages()[0].sent_at is None and answers() == []


@pytest.mark.parametrize(
    "url", ["mail.example.com", "http://mail.example.com", "smtp://user:pw@mail.example.com"]
)
def test_a_wrong_setting_is_told_and_sends_no_password_in_clear(
    small_town_on_sqlite, monkeypatch, url
):
    _set(monkeypatch, url)
    town.ask(contact_email=ADDRESS)
    assert mail.send_due() == 0
    assert answers()[0][1].startswith("Misconfigured:") and "pw" not in answers()[0][1]


def test_a_server_without_encryption_gets_nothing_where_encryption_is_asked(mailbox, monkeypatch):
    port = engine.settings().smtp_url.rsplit(":", 1)[1]
    _set(monkeypatch, f"smtp+starttls://user:pw@127.0.0.1:{port}")
    town.ask(contact_email=ADDRESS)
    assert mail.send_due() == 0 and mailbox.taken == []


def test_two_processes_do_not_send_the_same_message(small_town, mail_server):
    engine.forget()
    town.ask(contact_email=ADDRESS)
    with transaction() as session:
        assert len(outbox.claim(session, clock.now())) == 1
    assert mail.send_due() == 0
    with clock.stopped(datetime.now(LOCAL) + outbox.CLAIM + timedelta(seconds=1)):
        assert mail.send_due() == 1  # the claim of a process that died lapses


def test_the_survey_s_link_is_issued_when_it_is_sent_and_works(mailbox):
    demand_id = answered()
    with snapshot() as session:
        assert not session.exec(select(SurveyLink)).all()
    assert mail.send_due() == 1
    token = re.search(r"https://platform\.example/survey\?t=(\S+)", mailbox.text)[1]
    with snapshot() as session:
        assert following.survey_by_link(session, PUBLIC, token).demand_id == demand_id
    assert "已协调银行续贷。" in mailbox.text


def test_a_survey_answered_meanwhile_is_not_asked_for_again(mailbox):
    demand_id = answered()
    perform(
        holder(demand_id),
        surveys.evaluate,
        demand_id,
        contacted_in_time=True,
        solved=Solved.YES,
        satisfaction=Satisfaction.SATISFIED,
    )
    assert mail.send_due() == 0
    assert answers()[-1] == (False, "not sent: the survey has been answered or is over")


def test_a_silent_enterprise_gets_one_reminder_with_a_link(mailbox):
    with clock.stopped(MONDAY):
        answered()
        mail.send_due()
    with clock.stopped(MONDAY + timedelta(days=3, minutes=1)):
        assert (jobs.remind_of_surveys(), jobs.remind_of_surveys()) == (1, 0)
        assert mail.send_due() == 1
    assert "/survey?t=" in mailbox.text and "2026年3月9日 09:00" in mailbox.text


def test_a_question_is_told_with_unit_and_date(mailbox):
    with clock.stopped(MONDAY):
        demand_id = town.ask(contact_email=ADDRESS, language="en").demand_id
        perform(ID["intake"], demands.accept, demand_id, **town.CLASSES)
        perform(ID["dispatcher"], work_orders.dispatch, demand_id, unit_id=town.FINANCE)
        perform(ID["finance"], work_orders.sign, demand_id)
        clear_outbox()
        until = (MONDAY + timedelta(days=3)).date()
        perform(ID["finance"], work_orders.ask, demand_id, text="请提供合同。", until=until)
        assert mail.send_due() == 1
    assert all(
        part in mailbox.text for part in ("Longwan Finance Centre", "请提供合同。", "5 March 2026")
    )


def test_every_ending_has_its_own_letter(mailbox):
    declined, merged = (town.ask(contact_email=ADDRESS) for _ in range(2))
    kept = town.ask()
    clear_outbox()
    perform(
        ID["intake"],
        demands.decline,
        declined.demand_id,
        reason="before_a_court",
        text="法院审理中。",
    )
    perform(ID["intake"], demands.merge, merged.demand_id, into=kept.number)
    assert mail.send_due() == 2
    declined_text, merged_text = (sent.get_content() for _, sent in mailbox.taken[-2:])
    assert "法院审理中。" in declined_text and kept.number in merged_text


def test_an_invitation_brings_a_link_that_works_once(mailbox):
    perform(
        ID["admin"],
        accounts.invite,
        username="new.person",
        name="陈思",
        organisation_id=town.CITY,
        roles=[Role.INTAKE],
        email="chen@platform.example",
    )
    assert mail.send_due() == 1
    token = re.search(r"https://platform\.example/welcome\?token=(\S+)", mailbox.text)[1]
    with snapshot() as session:
        _, user = accounts.by_token(session, token)
    assert user.username == "new.person" and "new.person" in mailbox.text


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_digest_says_what_is_new_why_it_fits_and_where_to_read_on(mailbox, language):
    monday = MONDAY.replace(hour=8)
    with transaction() as session:
        liaison = session.get_one(User, ID["liaison"])
        liaison.email, liaison.language = "liaison@example.com", language
    with clock.stopped(monday - timedelta(days=30)):
        laboratory.all_results()
    with clock.stopped(monday - timedelta(days=3)):
        need = laboratory.need("seal", title_en="Cold seals leak", confidentiality="name_hidden")
    clear_outbox()
    with clock.stopped(monday):
        assert digests.send() == 1
        assert mail.send_due() == 1
    said = mailbox.text
    assert f"/need?id={need}" in said and "/account" in said and "密封" in said
    assert ("Cold seals leak" in said) == (language == "en")
    assert "恒泽" not in said + mailbox.newest["Subject"] and "Hengze" not in said
    [message] = [each for each in messages() if each.kind is MessageKind.WEEKLY_DIGEST]
    with snapshot() as session:
        shown = outbox_query.message(session, town.person("admin"), message.id)
    assert shown.about == "liaison"


def test_a_digest_that_is_not_wanted_any_more_is_not_sent(mailbox):
    monday = MONDAY.replace(hour=8)
    with transaction() as session:
        session.get_one(User, ID["liaison"]).email = "liaison@example.com"
    with clock.stopped(monday - timedelta(days=3)):
        laboratory.all_results()
        laboratory.need("seal")
    clear_outbox()
    with clock.stopped(monday):
        digests.send()
        perform(ID["liaison"], digests.want, ID["liaison"], wanted=False)
        assert mail.send_due() == 0
    assert mailbox.taken == []


def test_the_administrator_sees_what_waits_and_what_was_given_up(mailbox, monkeypatch):
    mailbox.refusals["nobody@example.com"] = "550 5.1.1 No such mailbox"
    town.ask(contact_email="nobody@example.com")
    mail.send_due()
    _set(monkeypatch, "")
    town.ask(contact_email=ADDRESS)
    with snapshot() as session:
        seen = outbox_query.outbox(session, town.person("admin"))
        assert outbox_query.outbox(session, town.person("intake")) is None
    assert (seen.is_set_up, seen.waiting) == (False, 1) and seen.oldest_at is not None
    assert [each.answer for each in seen.given_up] == ["550 5.1.1 No such mailbox"]


def test_every_kind_of_message_has_its_words():
    several = {
        MessageKind.ANSWERED: set(letters.ENDINGS.values()),
        MessageKind.WEEKLY_DIGEST: {"weekly_digest_need", "weekly_digest_result"},
        MessageKind.DOCKING_CHANGE: {
            "docking_change",
            "docking_day_changed",
            "docking_called_off",
            "docking_untold",
        },
    }
    several[MessageKind.CONTEST_ENTRY] = {
        f"entry_{turn}"
        for turn in ("submitted", "accepted", "incomplete", "refused", "withdrawn")
        + ("goes_on", "out", "awarded", "unawarded")
    }
    several[MessageKind.SERVICE_BOOKING] = {
        f"{whose}_{turn}"
        for whose in ("booking", "provided")
        for turn in ("booked", "withdrawn", "called_off")
    }
    several[MessageKind.SERVICE_REMINDER] = {"booking_reminder"}
    elsewhere = {MessageKind.FIGURES, MessageKind.BOT_TEST}  # see test_figure_letters.py
    elsewhere |= set(activity_letters.OF_INVITED)  # see test_invitation_letters.py
    kinds = set(MessageKind) - elsewhere
    names = {each for kind in kinds for each in several.get(kind, {kind.value})}
    assert names == set(TEXTS["zh"]) - {
        "platform",
        "foot",
        "alert_words",
        "digest_words",
        "docking_words",
        "match_words",
        "registration_words",
    }


@pytest.mark.parametrize("name", sorted(TEXTS["zh"]))
def test_both_languages_say_the_same(name):
    places = [_places(TEXTS[language][name]) for language in ("zh", "en")]
    assert places[0] == places[1]
    assert TEXTS["zh"].keys() == TEXTS["en"].keys()


def _places(text) -> set[str]:
    parts = text.values() if isinstance(text, dict) else [text]
    return {
        f"{n}:{name}"
        for n, part in enumerate(parts)
        for _, name, _, _ in string.Formatter().parse(part)
        if name
    }
