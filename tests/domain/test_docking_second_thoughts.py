"""Whoever thinks better of a word on a meeting takes back what had followed from it: the last word counts."""

from datetime import timedelta

import pytest
from sqlmodel import select

from db.engine import snapshot, transaction
from db.models import DockingFeedback, Event, Match, MatchJudgement, User, UserRole
from db.research_vocabulary import MatchDecline, MatchStage, MeetingStage, NotThis, Voice
from domain import clock, docking_feedback, docking_meetings
from domain.command import perform
from domain.matchmaking import judging, pipeline, starting
from tests.docking_day import of_pair, published
from tests.town import ID, PEOPLE

pytestmark = pytest.mark.usefixtures("small_town")


@pytest.fixture
def met():
    """The first meeting of a day that is over, of two who have been proposed to each other; with the day's id."""
    day_id, needed, achieved = published()
    perform(ID["intake"], starting.start, need_id=needed[0], result_id=achieved[0])
    with clock.stopped(clock.now() + timedelta(days=9)):
        yield day_id, of_pair(day_id, needed[0], achieved[0])


def say(met, who, outcome, **more):
    day_id, meeting = met
    said = {"meeting_id": meeting.id, "outcome": outcome, **more}
    perform(ID.get(who, who), docking_feedback.say, day_id, **said)


def tell(met, who="intake", **said):
    day_id, meeting = met
    known = {"meeting_id": meeting.id, "stage": MeetingStage.HELD}
    perform(ID[who], docking_meetings.tell, day_id, **(known | said))


def match():
    with snapshot() as session:
        return session.exec(select(Match)).one()


def word(met, voice):
    """What one side has said of the meeting."""
    with snapshot() as session:
        return session.get(DockingFeedback, (met[1].id, voice))


def set_aside():
    """(who, why) of each word against the pair that the engine hears."""
    with snapshot() as session:
        return {(row.by_id, row.reason) for row in session.exec(select(MatchJudgement))}


def colleague(username: str) -> int:
    with transaction() as session:
        home, roles = PEOPLE[username]
        made = User(
            username=f"{username}2",
            name="second",
            organisation_id=home,
            created_at=clock.now(),
        )
        session.add(made)
        session.flush()
        session.add(UserRole(user_id=made.id, role=roles[0]))
        return made.id


@pytest.mark.parametrize(
    ("second", "stage"),
    [
        ("perhaps", MatchStage.CONTACTED),
        ("goes_on", MatchStage.CONTACTED),
        ("not_met", MatchStage.PROPOSED),
    ],
)
def test_a_match_that_ended_by_a_word_goes_on_when_the_word_is_taken_back(met, second, stage):
    say(met, "valves", "no", reason="too_expensive")
    assert match().stage is MatchStage.DECLINED
    say(met, "valves", second)
    now = match()
    assert (now.stage, now.declined_as, now.declined_from) == (stage, None, None)
    assert (now.contacted_at is None) == (stage is MatchStage.PROPOSED)
    assert set_aside() == set()


def test_another_reason_takes_the_place_of_the_first(met):
    say(met, "valves", "no", reason="too_expensive")
    say(met, "valves", "no", reason="not_ready")
    now = match()
    assert (now.stage, now.declined_as) == (MatchStage.DECLINED, MatchDecline.NOT_READY)
    assert now.declined_from is MatchStage.CONTACTED
    assert set_aside() == {(ID["valves"], NotThis.NOT_READY)}


def test_a_colleague_takes_back_what_the_first_has_said(met):
    second = colleague("valves")
    say(met, "valves", "no", reason="too_expensive")
    say(met, second, "no", reason="not_ready")
    assert set_aside() == {(second, NotThis.NOT_READY)}
    say(met, "valves", "perhaps")
    assert set_aside() == set()
    assert match().stage is MatchStage.CONTACTED


def test_while_the_other_side_does_not_go_on_either_it_stays_ended_for_its_reason(met):
    say(met, "valves", "no", reason="too_expensive")
    say(met, "liaison", "no", reason="no_capacity")
    say(met, "valves", "perhaps")
    now = match()
    assert (now.stage, now.declined_as) == (MatchStage.DECLINED, MatchDecline.NO_CAPACITY)
    assert set_aside() == {(ID["liaison"], NotThis.NO_CAPACITY)}
    say(met, "liaison", "perhaps")
    assert match().stage is MatchStage.CONTACTED


def test_what_was_ended_by_hand_is_not_taken_up_by_a_word_on_the_meeting(met):
    perform(ID["valves"], pipeline.decline, match().id, reason="need_gone")
    say(met, "valves", "no", reason="too_expensive")
    say(met, "valves", "perhaps")
    assert (match().stage, match().declined_as) == (MatchStage.DECLINED, MatchDecline.NEED_GONE)


def test_the_last_word_of_those_who_run_the_day_counts_too(met):
    tell(met, reason="not_ready")
    tell(met, "admin", reason="too_expensive")
    assert set_aside() == {(ID["admin"], NotThis.TOO_EXPENSIVE)}
    assert match().declined_as is MatchDecline.PRICE
    say(met, "valves", "goes_on")
    tell(met, goes_on=True)
    assert set_aside() == set()
    assert match().stage is MatchStage.MEETING


def test_a_meeting_that_was_not_held_after_all_ends_no_match(met):
    tell(met, reason="not_ready")
    tell(met, stage=MeetingStage.MISSED)
    assert set_aside() == set()
    assert (match().stage, match().contacted_at) == (MatchStage.PROPOSED, None)


def test_what_was_said_of_the_two_elsewhere_since_then_stays(met):
    tell(met, reason="not_ready")
    _, meeting = met
    said = {"result_id": meeting.result_id, "verdict": "not_this", "reason": "other_subject"}
    with clock.stopped(clock.now() + timedelta(hours=1)):
        perform(ID["intake"], judging.judge, meeting.need_id, **said)
        tell(met, stage=MeetingStage.MISSED)
    assert set_aside() == {(ID["intake"], NotThis.OTHER_SUBJECT)}


def told_of_match():
    """What has happened with the match, in order."""
    with snapshot() as session:
        of = select(Event.action).where(Event.subject_kind == "match").order_by(Event.position)
        return session.exec(of).all()


def test_a_word_that_is_only_reworded_takes_up_no_match_and_writes_no_plan_over(met):
    say(met, "valves", "goes_on", next_action="寄样")
    say(met, "liaison", "goes_on")
    assert match().next_action == "寄样"
    on = clock.now().date() + timedelta(days=3)
    perform(ID["liaison"], pipeline.plan, match().id, next_action="签保密协议", next_on=on)
    say(met, "valves", "goes_on", next_action="寄样件", note="补充")
    assert (match().next_action, match().next_on) == ("签保密协议", on)
    perform(ID["liaison"], pipeline.decline, match().id, reason="price")
    before = told_of_match()
    say(met, "valves", "goes_on", note="再补充")
    assert (match().stage, match().declined_as) == (MatchStage.DECLINED, MatchDecline.PRICE)
    assert told_of_match() == before
    assert word(met, Voice.ENTERPRISE).note == "再补充"


def test_what_is_next_is_corrected_while_nobody_has_planned_anything_else(met):
    say(met, "valves", "goes_on", next_action="寄样")
    say(met, "liaison", "goes_on")
    on = clock.now().date() + timedelta(days=7)
    say(met, "valves", "goes_on", next_action="寄送样件", next_on=on)
    assert (match().next_action, match().next_on) == ("寄送样件", on)


def test_a_no_that_is_only_reworded_does_not_end_again_what_was_taken_up(met):
    say(met, "valves", "no", reason="too_expensive")
    perform(ID["liaison"], pipeline.take_up_again, match().id)
    before = told_of_match()
    say(met, "valves", "no", reason="too_expensive", rating=3)
    say(met, colleague("valves"), "no", reason="too_expensive", rating=2)
    assert (match().stage, told_of_match()) == (MatchStage.CONTACTED, before)
    assert word(met, Voice.ENTERPRISE).rating == 2
    assert set_aside() == {(ID["valves"], NotThis.TOO_EXPENSIVE)}


def test_a_note_does_not_make_a_meeting_held_that_the_organiser_calls_missed(met):
    say(met, "valves", "perhaps")
    tell(met, stage=MeetingStage.MISSED)
    say(met, "valves", "perhaps", note="补充")
    day_id, meeting = met
    stage = of_pair(day_id, meeting.need_id, meeting.result_id).stage
    assert stage is MeetingStage.MISSED


def test_what_one_has_said_of_the_two_elsewhere_since_stays_when_the_word_is_taken_back(met):
    say(met, "valves", "no", reason="too_expensive")
    _, meeting = met
    with clock.stopped(clock.now() + timedelta(days=2)):
        said = {"result_id": meeting.result_id, "verdict": "fits"}
        perform(ID["valves"], judging.judge, meeting.need_id, **said)
        say(met, "valves", "perhaps")
    assert set_aside() == {(ID["valves"], None)}


def test_a_no_with_a_note_added_later_is_taken_back_whole(met):
    say(met, "valves", "no", reason="too_expensive")
    with clock.stopped(clock.now() + timedelta(days=1)):
        say(met, "valves", "no", reason="too_expensive", note="补充")
    with clock.stopped(clock.now() + timedelta(days=2)):
        say(met, "valves", "perhaps")
    assert set_aside() == set()
