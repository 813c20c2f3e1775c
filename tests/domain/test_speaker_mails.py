"""Which speakers are to hear of what happens to an activity: what is put into the outbox, and what is spared."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import col, select, update

from db.engine import snapshot, transaction
from db.models import Message
from db.vocabulary import MessageKind
from domain import activities, activity_moves, activity_repeats, clock, experts
from domain.activity_plans import Speaker
from domain.command import perform
from domain.errors import AlreadyDone
from tests.contests import expert
from tests.happenings import NOW, STARTS, activity, drafted, in_review, plan_now, published
from tests.town import ID, TAX

pytestmark = pytest.mark.usefixtures("small_town")

ASKED, CHANGED, CANCELLED = (
    MessageKind.SPEAKER_ASKED,
    MessageKind.SPEAKER_CHANGED,
    MessageKind.SPEAKER_CANCELLED,
)
WEEK = timedelta(weeks=1)


@pytest.fixture(autouse=True)
def in_march():
    with clock.stopped(NOW):
        yield


def speaker():
    return Speaker(expert("周明", email="zhou@example.com"), "合规要点")


def weekly(*speakers):
    first = drafted(speakers=speakers)
    others = perform(ID["organiser"], activity_repeats.recur, first, rule="FREQ=WEEKLY;COUNT=3")
    perform(ID["organiser"], activities.hand_in, first)
    perform(ID["admin"], activities.publish, first)
    return [first, *others]


def put():
    """What is in the outbox for speakers: (kind, activity), the oldest first."""
    with snapshot() as session:
        found = select(Message.kind, Message.activity_id).where(col(Message.expert_id).is_not(None))
        return [tuple(row) for row in session.exec(found.order_by(col(Message.id)))]


def go_out():
    """All that waits is sent."""
    with transaction() as session:
        session.exec(update(Message).values(sent_at=clock.now()))


def on_their_way():
    with transaction() as session:
        session.exec(update(Message).values(claimed_until=clock.now() + timedelta(minutes=5)))


def named(activity_id, *speakers, **said):
    plan = replace(plan_now(activity_id), speakers=speakers)
    perform(ID["organiser"], activities.correct, activity_id, plan=plan, **said)


def move(activity_id, n, **said):
    """By `n` days from where it stands."""
    starts = activity(activity_id).starts_at + timedelta(days=n)
    with clock.stopped(clock.now() + timedelta(minutes=1)):
        perform(ID["organiser"], activity_moves.move, activity_id, starts_at=starts, **said)


def test_a_draft_and_a_review_tell_nobody_and_a_double_click_tells_once():
    activity_id = drafted(speakers=(speaker(),))
    move(activity_id, 1)
    perform(ID["organiser"], activities.hand_in, activity_id)
    assert put() == []
    perform(ID["admin"], activities.publish, activity_id, nonce="n1")
    with pytest.raises(AlreadyDone):
        perform(ID["admin"], activities.publish, activity_id, nonce="n1")
    assert put() == [(ASKED, activity_id)]


def test_of_a_series_that_is_moved_again_before_the_mail_one_message_tells():
    ids = weekly(speaker())
    go_out()
    move(ids[1], 1, with_following=True)
    with clock.stopped(NOW + timedelta(minutes=5)):
        move(ids[1], 1, with_following=True)
    assert put() == [(ASKED, ids[0]), (CHANGED, ids[1])]
    with clock.stopped(NOW + timedelta(minutes=9)):
        move(ids[0], 1, with_following=True)  # the first is in no message that waits
    assert put()[2:] == [(CHANGED, ids[0])]


def test_what_is_on_its_way_may_say_what_was_before_so_that_another_follows():
    activity_id = published(speakers=(speaker(),))
    on_their_way()
    move(activity_id, 1)
    assert put() == [(ASKED, activity_id), (CHANGED, activity_id)]


def test_nothing_is_taken_back_of_what_was_never_told():
    who = speaker()
    ids = weekly(who)
    with clock.stopped(NOW + timedelta(minutes=1)):
        named(ids[1])
        perform(ID["organiser"], activities.cancel, ids[2], reason="讲师生病")
    assert put() == [(ASKED, ids[0])]
    go_out()
    with clock.stopped(NOW + timedelta(minutes=2)):
        named(ids[0])
    assert put()[1:] == [(CANCELLED, ids[0])]


def test_taken_off_and_named_again_before_the_mail_is_asked_once_more():
    who = speaker()
    activity_id = published(speakers=(who,))
    go_out()
    for minutes, speakers in enumerate(((), (who,), (), (who,)), start=1):
        with clock.stopped(NOW + timedelta(minutes=minutes)):
            named(activity_id, *speakers)
    assert put()[1:] == [(CANCELLED, activity_id), (ASKED, activity_id)]


def test_what_is_corrected_in_review_is_told_with_the_publication():
    who = speaker()
    activity_id = in_review(starts_at=STARTS + WEEK)
    named(activity_id, who)
    assert put() == []
    perform(ID["admin"], activities.publish, activity_id)
    assert put() == [(ASKED, activity_id)]


def address(expert_id, email, minutes):
    with clock.stopped(NOW + timedelta(minutes=minutes)):
        said = {"name": "周明", "email": email}
        perform(ID["intake"], experts.change, TAX, expert_id=expert_id, **said)


def recipients():
    with snapshot() as session:
        return session.exec(select(Message.recipient).order_by(col(Message.id))).all()


def test_what_waits_is_put_anew_for_another_address_once_and_tells_of_the_same():
    who = speaker()
    ids = weekly(who)
    address(who.expert_id, "zhou@example.net", 1)
    move(ids[1], 1)  # the mail that waits says it
    address(who.expert_id, "zhou@example.com", 2)
    address(who.expert_id, "", 3)
    assert put() == [(ASKED, ids[0])] * 2
    assert recipients() == ["zhou@example.com", "zhou@example.net"]


def test_who_was_told_at_a_former_address_hears_that_it_is_called_off():
    who = speaker()
    activity_id = published(speakers=(who,))
    go_out()
    move(activity_id, 1)
    address(who.expert_id, "zhou@example.net", 2)
    assert put()[1:] == [(CHANGED, activity_id)] * 2
    perform(ID["organiser"], activities.cancel, activity_id, reason="讲师生病")
    assert put()[3:] == [(CANCELLED, activity_id)]
    assert recipients()[2:] == ["zhou@example.net"] * 2
