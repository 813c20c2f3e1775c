"""Mails about the turns of matches: to those concerned, in their language, without a hidden name, one in an hour."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from db.engine import snapshot, transaction
from db.models import Message, MessageAttempt, User
from db.research_vocabulary import MatchDecline, MatchStage
from db.vocabulary import MessageKind
from domain import clock, digests, jobs, my_notices
from domain import messages as outbox
from domain.command import perform
from domain.match_mails import APART, GATHER
from domain.match_notices import BY_MAIL
from domain.matchmaking import agreeing, correcting, pipeline, starting
from server import letters
from tests.domain.matchmaking.test_pipeline import begun, row
from tests.town import ID

pytestmark = pytest.mark.usefixtures("small_town")
HIDDEN = {"confidentiality": "name_hidden"}
READERS = ("valves", "liaison", "intake")


@pytest.fixture(autouse=True)
def addresses(small_town):
    with transaction() as session:
        for username in READERS:
            session.get_one(User, ID[username]).email = f"{username}@example.com"
        session.get_one(User, ID["valves"]).name = "恒泽 王总"


def waiting():
    """The mails that wait, by who reads them."""
    with snapshot() as session:
        found = select(Message).where(
            Message.kind == MessageKind.MATCH_NEWS, col(Message.sent_at).is_(None)
        )
        return {each.recipient.split("@")[0]: each for each in session.exec(found)}


def text(message):
    return letters.letter(message).get_content()


def sent(message):
    with transaction() as session:
        outbox.note_attempt(session, message, now=clock.now(), succeeded=True, answer="250")


def test_whoever_is_concerned_is_written_to_and_asked_to_agree():
    begun(**HIDDEN)
    found = waiting()
    assert set(found) == {"valves", "liaison"}
    assert "请决定是否同意公开本方名称" in text(found["valves"])
    assert "请决定是否同意" not in text(found["liaison"])  # the result is open


def test_what_happens_until_a_mail_leaves_is_told_in_it_and_the_next_waits_an_hour():
    start = clock.now()
    with clock.stopped(start):
        match_id = begun(**HIDDEN)
        perform(ID["intake"], pipeline.advance, match_id, to=MatchStage.CONTACTED)
    [first] = [each for who, each in waiting().items() if who == "liaison"]
    assert first.due_at == start + GATHER
    with clock.stopped(start + GATHER):
        told = text(first)
        assert "平台发起了对接" in told and "平台推进到：已联系" in told
        sent(first)
        perform(ID["valves"], starting.agree, match_id)
    second = waiting()["liaison"]
    assert second.due_at == start + GATHER + APART
    with clock.stopped(second.due_at):
        told = text(second)
    assert "双方均已同意" in told and "发起了对接" not in told


def test_what_happens_while_a_mail_is_being_sent_is_told_in_the_next():
    match_id = begun(**HIDDEN)
    with clock.stopped(clock.now() + GATHER):
        with transaction() as session:
            outbox.claim(session, clock.now())
        perform(ID["valves"], starting.agree, match_id)
        with snapshot() as session:
            first, second = session.exec(
                select(Message).where(Message.user_id == ID["liaison"]).order_by(Message.id)
            )
        assert "同意公开名称" not in text(first)
    with clock.stopped(clock.now() + GATHER):
        assert "同意公开名称" in text(second)


def test_no_mail_tells_a_name_before_both_have_agreed_nor_what_anybody_typed():
    match_id = begun(**HIDDEN)
    said = {"note": "恒泽来电", "next_action": "拜访恒泽", "next_on": clock.now().date()}
    perform(ID["valves"], pipeline.advance, match_id, to="contacted", **said)
    perform(ID["valves"], correcting.step_back, match_id, reason="恒泽点错")
    jobs.remind_of_matches()
    told = text(waiting()["liaison"])
    assert "撤回了误记的一步，退回到：已推荐" in told and "下一步工作已到期" in told
    assert "恒泽" not in told


def test_every_turn_has_its_words_in_both_languages():
    with transaction() as session:
        session.get_one(User, ID["liaison"]).language = "en"
    match_id = begun(**HIDDEN)
    with transaction() as session:
        session.get_one(User, ID["valves"]).is_active = False
    on = clock.now().date() - timedelta(days=190)
    said = {"side": "enterprise", "way": "letter", "on": on}
    perform(ID["intake"], agreeing.agree_for, match_id, **said)
    perform(ID["intake"], pipeline.advance, match_id, to="meeting")
    perform(ID["intake"], pipeline.sign, match_id, value=1_000, on=on)
    said = {"value": 2_000, "on": on, "reason": "少记"}
    perform(ID["intake"], correcting.correct_agreement, match_id, **said)
    jobs.remind_of_matches()
    perform(ID["intake"], pipeline.transform, match_id)
    perform(ID["intake"], correcting.step_back, match_id, reason="尚未投产")
    perform(ID["intake"], pipeline.decline, match_id, reason=MatchDecline.PRICE)
    perform(ID["intake"], pipeline.take_up_again, match_id)
    told = text(waiting()["liaison"])
    for words in (
        "brought the two together",
        "The enterprise agreed to show its name (by letter",
        "took it on: Meeting",
        "recorded the agreement: 1,000 yuan",
        "corrected the agreement: 2,000 yuan",
        "6 months after signing",
        "the result is in use",
        "it stands at: Contract",
        "ended it: ",
        "took it up again",
        f"/match?id={match_id}",
    ):
        assert words in told, words
    words = letters._texts()
    assert all(set(BY_MAIL) <= set(words[language]["match_words"]) for language in ("zh", "en"))


def test_who_has_read_it_or_does_not_want_it_gets_no_mail():
    match_id = begun(**HIDDEN)
    perform(ID["liaison"], my_notices.read_all, ID["liaison"])
    with pytest.raises(letters.OutOfDate):
        letters.letter(waiting()["liaison"])
    perform(ID["valves"], digests.want_news, ID["valves"], wanted=False)
    with pytest.raises(letters.OutOfDate):
        letters.letter(waiting()["valves"])
    for message in waiting().values():
        sent(message)
    perform(ID["intake"], pipeline.advance, match_id, to="contacted")
    assert set(waiting()) == {"liaison"}
    perform(ID["valves"], digests.want_news, ID["valves"], wanted=True)
    perform(ID["intake"], pipeline.decline, match_id, reason=MatchDecline.PRICE)
    assert set(waiting()) == {"liaison", "valves"}
    with snapshot() as session:
        assert session.exec(select(MessageAttempt)).all() and row(match_id).declined_as
