"""Who runs a docking day opens no hidden name by it: each side gives its own word, or somebody who knows it does."""

from datetime import timedelta

import pytest
from sqlmodel import select

from db.engine import snapshot, transaction
from db.models import DockingDay, DockingParticipant, Match, User
from db.research_vocabulary import Answer, Confidentiality, MeetingOutcome, MeetingStage
from domain import (
    clock,
    docking_answers,
    docking_days,
    docking_feedback,
    docking_meetings,
    docking_running,
)
from domain.command import perform
from domain.docking_days import Placed
from domain.docking_meetings import OnlyTheTwoSay
from domain.docking_sides import NamesHidden
from domain.hidden_names import TellsTheName
from domain.matchmaking import starting
from domain.queries import docking, results
from tests import laboratory
from tests.docking_day import meetings
from tests.town import ID, person

pytestmark = pytest.mark.usefixtures("small_town")
HIDDEN = {"confidentiality": Confidentiality.NAME_HIDDEN}


def run_by(who):
    """A day in the past, with a need of Longwan and a result of Lucheng whose names are hidden."""
    need, result = laboratory.need(**HIDDEN), laboratory.result(**HIDDEN)
    yesterday = clock.now().date() - timedelta(days=1)
    of = {"name": "对接会", "held_on": yesterday, "slots": 2, "tables": 1}
    day = perform(ID[who], docking_days.prepare, **of)
    both = {"need_ids": [need], "result_ids": [result]}
    perform(ID[who], docking_days.invite, day, have_accepted=True, **both)
    return day, need, result


def met(who, day, need, result):
    with snapshot() as session:
        version = session.get_one(DockingDay, day).version
    said = {"meetings": [Placed(need, result, 0, 0)], "version": version, "is_proved": True}
    perform(ID[who], docking_days.put_plan, day, **said, idle=0, left_out={})
    return meetings(day)[0].id


def coming(day):
    with snapshot() as session:
        rows = session.exec(select(DockingParticipant).filter_by(day_id=day)).all()
    return {each.need_id or -each.result_id: each for each in rows}


def goes_on(who, day, meeting):
    said = {"meeting_id": meeting, "stage": MeetingStage.HELD, "goes_on": True}
    perform(ID[who], docking_meetings.tell, day, **said)


def says(who, day, meeting, outcome, **more):
    said = {"meeting_id": meeting, "outcome": outcome} | more
    perform(ID[who], docking_feedback.say, day, **said)


def house_of(who, result):
    with snapshot() as session:
        return results.result(session, person(who), result).organisation_id


def matched():
    with snapshot() as session:
        return session.exec(select(Match)).one_or_none()


def without_account(*usernames):
    with transaction() as session:
        for username in usernames:
            session.get_one(User, ID[username]).is_active = False


def test_a_sub_platform_gives_nobodys_word_whom_it_may_not_know():
    day, need, result = run_by("longwan")
    rows = coming(day)
    assert (rows[need].answer, rows[-result].answer) == (Answer.ACCEPTED, Answer.INVITED)
    yes = {"participant_ids": [rows[-result].id], "is_coming": True}
    with pytest.raises(NamesHidden):
        perform(ID["longwan"], docking_answers.answer, day, **yes)
    perform(ID["liaison"], docking_answers.answer, day, **yes)
    perform(ID["intake"], docking_answers.answer, day, **yes)


def test_a_sub_platform_that_runs_a_day_opens_no_name_by_it():
    day, need, result = run_by("longwan")
    meeting = met("longwan", day, need, result)
    says("valves", day, meeting, MeetingOutcome.GOES_ON)
    with pytest.raises(OnlyTheTwoSay):
        goes_on("longwan", day, meeting)
    says("liaison", day, meeting, MeetingOutcome.NO, reason="not_ready")
    with pytest.raises(OnlyTheTwoSay):
        goes_on("longwan", day, meeting)
    assert matched() is None and house_of("longwan", result) is None
    with snapshot() as session:
        assert "瓯越" not in repr(docking.day(session, person("longwan"), day))
    without_account("liaison")  # they do not know whom they would have heard, either
    with pytest.raises(OnlyTheTwoSay):
        goes_on("longwan", day, meeting)
    assert matched() is None


def test_nor_does_the_city_where_a_side_can_say_it_itself():
    day, need, result = run_by("intake")
    meeting = met("intake", day, need, result)
    with pytest.raises(OnlyTheTwoSay):
        goes_on("intake", day, meeting)
    says("liaison", day, meeting, MeetingOutcome.GOES_ON)
    with pytest.raises(OnlyTheTwoSay):
        goes_on("intake", day, meeting)
    without_account("valves")
    goes_on("intake", day, meeting)  # on the telephone
    assert matched().is_named


def test_a_sub_platform_tells_it_of_an_enterprise_of_its_own_that_has_no_account():
    day, need, result = run_by("longwan")
    meeting = met("longwan", day, need, result)
    without_account("valves")
    says("liaison", day, meeting, MeetingOutcome.GOES_ON)
    goes_on("longwan", day, meeting)
    assert matched().is_named and house_of("longwan", result)


def test_who_has_agreed_at_the_match_is_not_asked_again():
    day, need, result = run_by("intake")
    meeting = met("intake", day, need, result)
    match = perform(ID["liaison"], starting.start, need_id=need, result_id=result)
    with pytest.raises(OnlyTheTwoSay):
        goes_on("intake", day, meeting)
    perform(ID["valves"], starting.agree, match)
    goes_on("intake", day, meeting)
    assert matched().contacted_at


def test_why_a_day_is_called_off_tells_no_hidden_name_of_those_who_come():
    """Everybody who is invited reads it, and whoever sees the activity that announces it."""
    day, *_ = run_by("intake")
    for reason in ("恒泽阀门临时有事", "瓯越工业大学停电"):
        with pytest.raises(TellsTheName):
            perform(ID["intake"], docking_running.call_off, day, reason=reason)
    perform(ID["intake"], docking_running.call_off, day, reason="场馆停电")


def test_a_refusal_tells_nobody_whom_they_may_not_know_and_a_house_may_name_itself():
    day, *_ = run_by("longwan")  # knows the enterprise of its own area only
    with pytest.raises(TellsTheName):
        perform(ID["longwan"], docking_running.call_off, day, reason="恒泽有事")
    perform(ID["longwan"], docking_running.call_off, day, reason="瓯越工业大学停电")
    own, *_ = run_by("liaison")
    perform(ID["liaison"], docking_running.call_off, own, reason="瓯越工业大学停电")
