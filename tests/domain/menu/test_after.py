"""What follows a booked service: what became of it, by when it is followed up, and what those who came say of it."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from db.activity_vocabulary import Mark
from db.engine import snapshot
from db.models import ActivityFeedback, Event, FeedbackLink, Message, ServiceMenu, ServiceSlot
from db.service_vocabulary import BookingOutcome
from db.vocabulary import MessageKind
from domain import clock, jobs, verification
from domain.activity_feedback import OPEN, REMIND_AFTER, FeedbackOver, SaidAlready
from domain.command import perform
from domain.errors import Forbidden, Missing, NotFound, Unclear
from domain.menu import after, door, feedback, mails, menus
from domain.menu.after import FollowedUpBefore
from domain.menu.bookings import BookingMovedOn
from domain.permissions import PUBLIC
from domain.queries import activity_feedback as query
from domain.queries import activity_outcome, booked, notices, service_days
from tests.menus import FIRST, NOW, begun, book, booking, offered
from tests.town import FINANCE, ID, person

pytestmark = pytest.mark.usefixtures("small_town")
B = BookingOutcome
ENDED = FIRST + timedelta(days=1)
MARKS = {"usefulness": 5, "organisation": 4, "speakers": 3, "venue": None}


@pytest.fixture(autouse=True)
def in_march():
    with clock.stopped(NOW):
        yield


def came(many=1, **said):
    """(menu, bookings) of services of the finance centre that were given."""
    menu_id = begun()
    offered(menu_id, many, provider_id=FINANCE)
    perform(ID["organiser"], menus.publish, menu_id)
    with snapshot() as session:
        slots = session.exec(select(ServiceSlot.id).order_by(ServiceSlot.id)).all()
    ids = [book(menu_id, each, "organiser", **said).booking_id for each in slots]
    with clock.stopped(FIRST + timedelta(hours=many)):
        for each in ids:
            perform(ID["finance"], door.note, menu_id, booking_id=each, came=True)
    return menu_id, ids


def conclude(menu_id, booking_id, outcome, who="finance", **said):
    known = {"booking_id": booking_id, "outcome": outcome, **said}
    perform(ID[who], after.conclude, menu_id, **known)


def told(who):
    with snapshot() as session:
        return [each.action for each in notices.notices(session, person(who)).told]


def asked(ask, who, *said):
    with snapshot() as session:
        return ask(session, person(who), *said)


def test_what_became_of_a_service_is_noted_by_those_who_give_or_keep_it():
    menu_id, [one] = came()
    with clock.stopped(ENDED):
        for who in ("tax", "longwan", "intake"):
            with pytest.raises(Forbidden):
                conclude(menu_id, one, "settled", who)
        for wrong, refusal in (
            ({"outcome": ""}, Missing),
            ({"outcome": "won"}, Unclear),
            ({"outcome": "referred"}, Missing),
            ({"outcome": "goes_on", "note": "送合同样本"}, Missing),
            ({"outcome": "goes_on", "note": "送", "next_on": FIRST.date()}, FollowedUpBefore),
        ):
            with pytest.raises(refusal):
                conclude(menu_id, one, **wrong)
        conclude(menu_id, one, "referred", note="转市贷款协会", next_on=ENDED.date())
    assert (booking(one).outcome, booking(one).next_on) == (B.REFERRED, None)
    with snapshot() as session:
        series_id = session.get_one(ServiceMenu, menu_id).series_id
    assert asked(activity_outcome.of_series, "organiser", series_id).became == ((B.REFERRED, 1),)
    with clock.stopped(ENDED):
        perform(ID["finance"], door.take_back, menu_id, booking_id=one)
        assert booking(one).outcome is None
        with pytest.raises(BookingMovedOn):
            conclude(menu_id, one, "settled")
    assert verification.verify() == []


def test_what_goes_on_is_said_to_be_due_once_to_whoever_gives_the_service_and_who_noted_it():
    menu_id, [one] = came(enterprise_name="鹿城鞋业")
    until = ENDED.date() + timedelta(days=3)
    with clock.stopped(ENDED):
        conclude(menu_id, one, "goes_on", "organiser", note="送合同样本", next_on=until)
        jobs.look_after_bookings()
        [line] = asked(service_days.followed, "finance")
        assert (line.outcome_note, line.next_on, line.is_late) == ("送合同样本", until, False)
        assert asked(service_days.followed, "tax") == ()
        assert "booking_due" not in told("finance")
    with clock.stopped(ENDED + timedelta(days=4)):
        for _ in range(2):
            jobs.look_after_bookings()
        assert asked(service_days.followed, "finance")[0].is_late
        for who in ("finance", "organiser"):
            assert told(who).count("booking_due") == 1
        assert told("tax") == []
        conclude(menu_id, one, "settled")
        assert asked(service_days.followed, "finance") == ()


def test_who_came_is_asked_once_reminded_once_and_answers_without_a_name():
    menu_id, [one] = came(email="lin@example.com")
    token = mails.feedback_token(menu_id, booking(one).ticket)
    with clock.stopped(ENDED):
        for _ in range(2):
            jobs.look_after_bookings()
        found = asked(query.by_token, "finance", token)
        assert (found.menu_id, found.activity_id, found.title) == (menu_id, None, "合同审查")
    with clock.stopped(ENDED + REMIND_AFTER):
        for _ in range(2):
            jobs.look_after_bookings()
        with pytest.raises(NotFound):
            answer(menu_id, "guessed")
        with pytest.raises(Missing):
            answer(menu_id, token, marks={})
        answer(menu_id, token, words="讲得很清楚")
        with pytest.raises(SaidAlready):
            answer(menu_id, token)
    with snapshot() as session:
        kinds = session.exec(select(Message.kind).order_by(col(Message.id))).all()
        row = session.exec(select(ActivityFeedback)).one()
        given = session.exec(select(Event).where(Event.action == "feedback_given")).one()
    assert kinds[-2:] == [MessageKind.FEEDBACK_ASKED, MessageKind.FEEDBACK_REMINDER]
    assert (row.menu_id, row.activity_id, row.usefulness) == (menu_id, None, 5)
    assert (given.actor_id, given.particulars) == (None, {})
    assert verification.verify() == []


def test_nobody_answers_after_the_time_or_of_a_service_to_which_they_did_not_come():
    menu_id, [one, other] = came(2)
    tokens = [mails.feedback_token(menu_id, booking(each).ticket) for each in (one, other)]
    with clock.stopped(ENDED):
        jobs.look_after_bookings()
        perform(ID["finance"], door.note, menu_id, booking_id=one, came=False)
        with pytest.raises(FeedbackOver):
            answer(menu_id, tokens[0])
    with clock.stopped(ENDED + OPEN), pytest.raises(FeedbackOver):
        answer(menu_id, tokens[1])


def test_what_was_said_is_told_to_the_keepers_from_five_answers_on():
    menu_id, ids = came(5)
    with clock.stopped(ENDED):
        jobs.look_after_bookings()
        for n, each in enumerate(ids, start=1):
            answer(menu_id, mails.feedback_token(menu_id, booking(each).ticket))
            said = asked(query.said_of_menu, "organiser", menu_id)
            assert (said.answered, said.is_kept_back) == (n, n < 5)
    assert {each.mark: each.mean for each in said.marks}[Mark.SPEAKERS] == 3
    assert asked(query.said_of_menu, "finance", menu_id) is None


def test_who_booked_with_an_account_finds_the_questions_inside():
    menu_id = begun()
    offered(menu_id, 1, provider_id=FINANCE)
    with snapshot() as session:
        slot_id = session.exec(select(ServiceSlot.id)).one()
    perform(ID["organiser"], menus.publish, menu_id)
    one = book(menu_id, slot_id, "valves", email="").booking_id
    with clock.stopped(ENDED):
        perform(ID["finance"], door.note, menu_id, booking_id=one, came=True)
        assert asked(booked.own, "valves") == ()
        jobs.look_after_bookings()
        assert "booking_asked" in told("valves")
        [mine] = asked(booked.own, "valves")
        answer(menu_id, mine.feedback, who="valves")
        assert asked(booked.own, "valves") == ()
    with snapshot() as session:
        assert session.exec(select(FeedbackLink)).one().is_used


def answer(menu_id, token, marks=MARKS, who=PUBLIC, **said):
    actor = ID[who] if isinstance(who, str) else who
    perform(actor, feedback.answer, menu_id, token=token, marks=marks, **said)
