"""What the letters of a demand, an account and a digest say, in the reader's language; both languages say the same."""

import re
import string
import tomllib
from datetime import datetime, timedelta

import pytest
from sqlmodel import select

from db.engine import snapshot, transaction
from db.models import SurveyLink, User
from db.vocabulary import MessageKind, Role, Satisfaction, Solved
from domain import accounts, clock, demands, digests, jobs, replies, surveys, work_orders
from domain.clock import LOCAL
from domain.command import perform
from domain.permissions import PUBLIC
from domain.queries import following
from domain.queries import outbox as outbox_query
from server import activity_letters, letters, mail
from tests import laboratory, town
from tests.outbox import answers, messages
from tests.town import ID, holder

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=LOCAL)
ADDRESS = "lin@hengze.example.com"
TEXTS = tomllib.loads(letters.TEXTS.read_text(encoding="utf-8"))


def answered(**said):
    """A demand with an answer, whose earlier mails have gone."""
    receipt = town.ask(contact_email=ADDRESS, **said)
    demand_id = receipt.demand_id
    perform(ID["intake"], demands.accept, demand_id, **town.CLASSES)
    perform(ID["dispatcher"], work_orders.dispatch, demand_id, unit_id=town.FINANCE)
    perform(ID["finance"], work_orders.sign, demand_id)
    mail.send_due()
    perform(ID["finance"], replies.reply, demand_id, text="已协调银行续贷。", code="solved")
    perform(ID["finance_head"], replies.approve, demand_id)
    return demand_id


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
        mail.send_due()
        until = (MONDAY + timedelta(days=3)).date()
        perform(ID["finance"], work_orders.ask, demand_id, text="请提供合同。", until=until)
        assert mail.send_due() == 1
    assert all(
        part in mailbox.text for part in ("Longwan Finance Centre", "请提供合同。", "5 March 2026")
    )


def test_every_ending_has_its_own_letter(mailbox):
    declined, merged = (town.ask(contact_email=ADDRESS) for _ in range(2))
    kept = town.ask()
    mail.send_due()
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
    mail.send_due()
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
    mail.send_due()
    with clock.stopped(monday):
        digests.send()
        perform(ID["liaison"], digests.want, ID["liaison"], wanted=False)
        assert mail.send_due() == 0
    assert mailbox.taken == []


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
        + ("goes_on", "out", "reopened", "called_off", "awarded", "unawarded")
    }
    several[MessageKind.CONTEST_JUDGING] = {"contest_judging", "judging_called_off"}
    several[MessageKind.SERVICE_BOOKING] = {
        f"{whose}_{turn}"
        for whose in ("booking", "provided")
        for turn in ("booked", "withdrawn", "called_off")
    }
    several[MessageKind.SERVICE_CHANGED] = {
        *("booking_changed", "provided_changed", "provided_passed_on"),
    }
    several[MessageKind.SERVICE_REMINDER] = {"booking_reminder"}
    several[MessageKind.SPEAKER_CANCELLED] = {"speaker_cancelled", "speaker_taken_off"}
    for kind in (MessageKind.FEEDBACK_ASKED, MessageKind.FEEDBACK_REMINDER):
        several[kind] = {kind.value, f"booking_{kind.value}"}
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
        "speaker_words",
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
