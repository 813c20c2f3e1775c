"""The outbox as the administrator sees it, and sending again what could not be sent."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import select

from db.engine import snapshot, transaction
from db.models import Event, Message
from db.vocabulary import MessageKind
from domain import clock, messages, outbox
from domain.clock import LOCAL
from domain.command import perform
from domain.errors import Forbidden
from domain.queries import outbox as queries
from domain.queries.outbox import MessageState
from tests import town
from tests.town import ID

pytestmark = pytest.mark.usefixtures("small_town")

NOW = datetime(2026, 3, 9, 9, 0, tzinfo=LOCAL)
ADDRESS = "lin.xiao@hengze.cn"


@pytest.fixture(autouse=True)
def now():
    with clock.stopped(NOW):
        yield


def put(kind=MessageKind.RECEIVED, *answers, sent=False, is_final=False, **about):
    """A message with these answers of the mail server."""
    with transaction() as session:
        row = Message(kind=kind, recipient=ADDRESS, created_at=NOW, due_at=NOW, **about)
        session.add(row)
        session.flush()
        for answer in answers:
            is_last = answer == answers[-1]
            messages.note_attempt(
                session,
                row,
                now=NOW,
                succeeded=sent and is_last,
                answer=answer,
                is_final=is_final and is_last,
            )
        return row.id


def given_up():
    return put(MessageKind.ANSWERED, f"550 <{ADDRESS.upper()}>: user unknown", is_final=True)


def shown(*asked, username="admin"):
    with snapshot() as session:
        return queries.messages(session, town.person(username), *asked)


def one(message_id, username="admin"):
    with snapshot() as session:
        return queries.message(session, town.person(username), message_id)


def test_messages_are_listed_by_state_and_kind():
    waiting, retrying = put(), put(MessageKind.SURVEY, "421 busy")
    sent, lost = put(MessageKind.SURVEY, "421 busy", "250 Ok", sent=True), given_up()
    by_state = {state: [each.id for each in shown(state)] for state in MessageState}
    assert by_state == {
        MessageState.WAITING: [waiting],
        MessageState.RETRYING: [retrying],
        MessageState.SENT: [sent],
        MessageState.GIVEN_UP: [lost],
    }
    assert {each.id: each.state for each in shown()} == {
        ids[0]: state for state, ids in by_state.items()
    }
    assert [each.id for each in shown(None, MessageKind.SURVEY)] == [sent, retrying]
    assert [each.id for each in shown(MessageState.SENT, MessageKind.RECEIVED)] == []


def test_every_attempt_is_shown_with_the_answer_the_newest_first():
    message = one(put(MessageKind.SURVEY, "421 busy", "250 Ok", sent=True))
    assert [(each.succeeded, each.answer) for each in message.attempts] == [
        (True, "250 Ok"),
        (False, "421 busy"),
    ]
    assert (message.tries, message.answer) == (2, "250 Ok")


def test_addresses_are_masked_also_in_the_answers_until_one_is_asked_for():
    message = one(given_up())
    assert message.recipient == "l***@hengze.cn"
    assert message.answer == "550 <l***@hengze.cn>: user unknown"
    with snapshot() as session:
        assert queries.address(session, town.person("admin"), message.id) == ADDRESS
        assert queries.address(session, town.person("intake"), message.id) == ""


def test_of_whom_a_mail_would_tell_whether_they_answered_no_address_is_shown():
    for kind in queries.UNNAMED:
        message_id = put(kind, f"550 <{ADDRESS}>: user unknown", is_final=True)
        with snapshot() as session:
            assert queries.address(session, town.person("admin"), message_id) == ""
            failures = queries.outbox(session, town.person("admin")).given_up
        told = f"{failures}{one(message_id)}{shown()}"
        assert ADDRESS not in told and queries.masked(ADDRESS) not in told


def test_a_message_says_what_it_is_about():
    demand_id = town.ask(contact_email=ADDRESS).demand_id
    [message] = shown()
    assert message.demand == message.about != ""
    assert message.kind is MessageKind.RECEIVED
    invitation = one(put(MessageKind.INVITATION, user_id=ID["leader"]))
    assert (invitation.about, invitation.demand) == ("leader", "")
    assert demand_id


def test_the_list_is_counted_and_paged():
    ids = [put() for _ in range(queries.PAGE + 3)]
    with snapshot() as session:
        counted = queries.count(session, town.person("admin"))
    assert (counted.many, counted.pages, counted.is_more) == (28, 2, False)
    assert [each.id for each in shown(None, None, 2)] == [ids[2], ids[1], ids[0]]
    assert shown(None, None, 99) == ()


def test_a_message_that_was_given_up_is_sent_once_more():
    message_id = given_up()
    later = NOW + timedelta(hours=1)
    with clock.stopped(later):
        perform(ID["admin"], outbox.send_again, message_id)
    assert one(message_id).state is MessageState.RETRYING
    with transaction() as session:
        assert [each.id for each in messages.claim(session, later)] == [message_id]
        messages.note_attempt(
            session, session.get_one(Message, message_id), now=later, succeeded=True, answer="250"
        )
    assert one(message_id).state is MessageState.SENT
    assert [each.answer for each in one(message_id).attempts][0] == "250"
    with snapshot() as session:
        event = session.exec(select(Event).where(Event.subject_kind == "message")).one()
    assert (event.action, event.actor_id) == ("sent_again", ID["admin"])


def test_only_what_was_given_up_is_sent_again():
    for message_id in (
        put(),
        put(MessageKind.SURVEY, "421 busy"),
        put(MessageKind.SURVEY, "250 Ok", sent=True),
    ):
        with pytest.raises(outbox.NotGivenUp):
            perform(ID["admin"], outbox.send_again, message_id)


def test_nobody_else_sees_or_sends():
    message_id = given_up()
    assert shown(username="intake") == ()
    assert one(message_id, "intake") is None
    with pytest.raises(Forbidden):
        perform(ID["intake"], outbox.send_again, message_id)
    with snapshot() as session:
        assert queries.count(session, town.person("intake")).many == 0
