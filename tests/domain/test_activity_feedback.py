"""What those who came say: asked once each, answered once, never by name, told only when enough have answered."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from db.activity_vocabulary import Mark
from db.engine import snapshot
from db.models import ActivityFeedback, Event, FeedbackLink, Message
from db.vocabulary import MessageKind
from domain import activities, activity_feedback, attendance, clock, jobs
from domain.activity_feedback import (
    OPEN,
    FeedbackOver,
    NobodyToAsk,
    NobodyToRemind,
    NotOverYet,
    SaidAlready,
    token_of,
)
from domain.attendance import OnTheList
from domain.command import perform
from domain.errors import Forbidden, Missing, NotFound, Unclear
from domain.permissions import ENGINE, PUBLIC
from domain.queries import activity_feedback as query
from domain.queries import notices
from domain.tokens import hashed
from tests.happenings import NOW, STARTS, check_in, published, register
from tests.town import ID, SHOES, person

pytestmark = pytest.mark.usefixtures("small_town")

ENDED = STARTS + timedelta(hours=3)
MARKS = {"usefulness": 5, "organisation": 4, "speakers": None, "venue": 3}


@pytest.fixture(autouse=True)
def in_march():
    with clock.stopped(NOW):
        yield


def came(activity_id, who=PUBLIC, **said):
    receipt = register(activity_id, who, **said)
    check_in(activity_id, registration_id=receipt.registration_id)
    return token_of(activity_id, receipt.ticket)


def asked(activity_id):
    with clock.stopped(ENDED):
        jobs.look_after_activities()
    return activity_id


def answer(activity_id, token, at=ENDED, who=PUBLIC, marks=MARKS, **said):
    with clock.stopped(at):
        perform(who, activity_feedback.answer, activity_id, token=token, marks=marks, **said)


def said(activity_id, username="organiser"):
    with snapshot() as session:
        return query.said(session, person(username), (activity_id,))


def test_once_it_is_over_everybody_who_came_is_asked_once_and_nobody_else():
    activity_id = published()
    came(activity_id)
    came(activity_id, email="")
    register(activity_id)  # stayed away
    with clock.stopped(STARTS):
        perform(ID["organiser"], activities.hold, activity_id)
        with pytest.raises(NotOverYet):
            perform(ID["organiser"], activity_feedback.ask, activity_id)
        walked = {"person_name": "王五", "email": "wang@example.com"}
        perform(ID["organiser"], attendance.walk_in, activity_id, **walked)
    for _ in range(2):
        asked(activity_id)
    with snapshot() as session:
        assert len(session.exec(select(FeedbackLink)).all()) == 3
        mails = select(Message.recipient).where(Message.kind == MessageKind.FEEDBACK_ASKED)
        assert (
            "wang@example.com" in session.exec(mails).all() and len(session.exec(mails).all()) == 2
        )
    with clock.stopped(ENDED):
        with pytest.raises(NobodyToAsk):
            perform(ID["organiser"], activity_feedback.ask, activity_id)
        register_late = {"person_name": "赵六", "phone": "13900000009"}
        perform(ID["organiser"], attendance.walk_in, activity_id, **register_late)
    asked(activity_id)
    with snapshot() as session:
        assert len(session.exec(select(FeedbackLink)).all()) == 4


def test_whoever_walks_in_with_a_known_address_is_not_written_down_twice():
    activity_id = published()
    register(activity_id, email="known@example.com")
    with clock.stopped(STARTS), pytest.raises(OnTheList):
        walked = {"person_name": "王五", "email": "Known@Example.com"}
        perform(ID["organiser"], attendance.walk_in, activity_id, **walked)


def test_a_link_answers_once_in_time_and_for_its_own_activity():
    activity_id, other = published(), published(starts_at=STARTS + timedelta(days=1))
    token, late = came(activity_id), came(activity_id)
    with pytest.raises(NotFound):
        answer(activity_id, token)  # nobody was asked yet
    asked(activity_id)
    with pytest.raises(NotFound):
        answer(other, token)
    with pytest.raises(Missing):
        answer(activity_id, token, marks=MARKS | {"usefulness": None})
    with pytest.raises(Unclear):
        answer(activity_id, token, marks=MARKS | {"venue": 6})
    answer(activity_id, token)
    with pytest.raises(SaidAlready):
        answer(activity_id, token)
    with pytest.raises(FeedbackOver):
        answer(activity_id, late, at=ENDED + OPEN)


def test_whose_check_in_was_a_mistake_is_not_heard():
    activity_id = published()
    receipt = register(activity_id)
    check_in(activity_id, registration_id=receipt.registration_id)
    asked(activity_id)
    with clock.stopped(ENDED):
        ids = {"registration_id": receipt.registration_id}
        perform(ID["organiser"], attendance.take_back, activity_id, **ids)
    with pytest.raises(FeedbackOver):
        answer(activity_id, token_of(activity_id, receipt.ticket))


def test_who_has_not_answered_after_a_week_is_reminded_once_and_nobody_else():
    activity_id = published()
    token = came(activity_id, email="said@example.com")
    came(activity_id, "valves", email="silent@example.com")
    mistaken = register(activity_id, email="absent@example.com")
    check_in(activity_id, registration_id=mistaken.registration_id)
    asked(activity_id)
    answer(activity_id, token)
    with clock.stopped(ENDED):
        ids = {"registration_id": mistaken.registration_id}
        perform(ID["organiser"], attendance.take_back, activity_id, **ids)
    for days in (6, 7, 8):
        with clock.stopped(ENDED + timedelta(days=days)):
            jobs.look_after_activities()
        with snapshot() as session:
            mails = select(Message.recipient).where(Message.kind == MessageKind.FEEDBACK_REMINDER)
            expected = [] if days == 6 else ["silent@example.com"]
            assert session.exec(mails).all() == expected, days
    with clock.stopped(ENDED + timedelta(days=8)), snapshot() as session:
        told = notices.notices(session, person("valves")).told
        assert [each.action for each in told].count("feedback_reminded") == 1
        event = session.exec(select(Event).where(Event.action == "feedback_reminded")).one()
        assert event.particulars == {}  # not even how many
    with clock.stopped(ENDED + timedelta(days=8)), pytest.raises(NobodyToRemind):
        perform(ENGINE, activity_feedback.remind, activity_id)


def test_neither_the_answer_nor_its_event_leads_to_who_it_was():
    activity_id = published()
    token = came(activity_id, "valves")
    asked(activity_id)
    answer(activity_id, token, who=ID["valves"], words="很好")
    with snapshot() as session:
        row = session.exec(select(ActivityFeedback)).one()
        assert set(row.model_dump()) == {
            *(each.value for each in Mark),
            *("id", "activity_id", "menu_id", "wanted", "words", "came_up"),
        }
        event = session.exec(select(Event).order_by(col(Event.id).desc())).first()
        assert (event.action, event.actor_id, event.particulars) == ("feedback_given", None, {})
        assert token not in row.id and session.get_one(FeedbackLink, hashed(token)).is_used


def test_few_answers_are_kept_back_and_enough_are_told_together_to_those_who_hold_it():
    activity_id = published()
    tokens = [came(activity_id) for _ in range(7)]
    asked(activity_id)
    for token in tokens[:4]:
        answer(activity_id, token, wanted="更多案例", words="很好", came_up=True)
    few = said(activity_id)
    assert (few.asked, few.answered, few.is_kept_back) == (7, 4, True)
    assert (few.marks, few.wanted, few.words, few.came_up) == ((), (), (), 0)
    answer(activity_id, tokens[4], marks={"usefulness": 1})
    told = said(activity_id)
    assert [each.mark for each in told.marks] == [Mark.USEFULNESS]  # four gave the others
    [useful] = told.marks
    assert (useful.answers, useful.mean, useful.counts) == (5, 4.2, (1, 0, 0, 0, 4))
    assert (told.came_up, told.wanted, told.words) == (4, ("更多案例",) * 4, ("很好",) * 4)
    assert said(activity_id, "valves") is said(activity_id, "longwan") is None
    with pytest.raises(Forbidden):
        perform(ID["valves"], activity_feedback.ask, activity_id)


def test_who_answers_is_counted_among_those_whom_the_question_reaches():
    activity_id = published()
    token = came(activity_id)
    came(activity_id, "valves", email="")  # has an account
    came(activity_id, "organiser", email="", organisation_id=SHOES)  # whose people find it inside
    for _ in range(2):
        came(activity_id, email="")
    asked(activity_id)
    answer(activity_id, token)
    told = said(activity_id)
    assert (told.asked, told.not_reached, told.answered) == (3, 2, 1)


def test_who_has_an_account_is_told_inside_and_finds_the_way_while_it_is_open():
    activity_id = published()
    token = came(activity_id, "valves", email="")
    asked(activity_id)
    with clock.stopped(ENDED), snapshot() as session:
        told = notices.notices(session, person("valves")).told
        assert "feedback_asked" in [each.action for each in told]
        assert query.own_token(session, person("valves"), activity_id) == token
        assert query.own_token(session, person("shoes"), activity_id) == ""
        assert query.own_token(session, PUBLIC, activity_id) == ""
    answer(activity_id, token)
    with clock.stopped(ENDED), snapshot() as session:
        assert query.own_token(session, person("valves"), activity_id) == ""
        assert query.by_token(session, PUBLIC, token).is_used
        assert query.by_token(session, PUBLIC, "guessed") is None


def test_of_several_activities_nobody_reads_from_the_difference_what_the_few_of_one_said():
    """Of five and two answers the five are told: seven would tell the two. Of five, two and three all are."""
    held = [published(starts_at=STARTS + timedelta(hours=3 * n)) for n in range(3)]
    tokens = {
        each: [came(each) for _ in range(many)] for each, many in zip(held, (5, 2, 3), strict=True)
    }
    ids = list(tokens)
    with clock.stopped(ENDED + timedelta(days=1)):
        jobs.look_after_activities()
    for n, activity_id in enumerate(ids):
        for token in tokens[activity_id]:
            marks = {"usefulness": 5 - n} | ({"venue": 1} if n == 1 else {})
            said_so = {"marks": marks, "words": f"第{n}场"}
            answer(activity_id, token, ENDED + timedelta(days=2), **said_so)
    two = said_of(ids[:2])
    assert (two.answered, two.left_out, two.words) == (7, 2, ("第0场",) * 5)
    assert [(each.mark, each.counts) for each in two.marks] == [("usefulness", (0, 0, 0, 0, 5))]
    three = said_of(ids)
    assert (three.answered, three.left_out, len(three.words)) == (10, 0, 10)
    assert [(each.mark, each.counts) for each in three.marks] == [("usefulness", (0, 0, 3, 2, 5))]
    assert said_of(ids[1:2]).is_kept_back and said_of(ids, "longwan") is None


def said_of(ids, username="organiser"):
    with snapshot() as session:
        return query.said(session, person(username), tuple(ids))
