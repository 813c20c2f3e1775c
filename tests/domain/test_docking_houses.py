"""A docking day that a university runs itself: what its liaison officer may do, and what stays hidden from them."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from db.engine import snapshot, transaction
from db.models import DockingDay, DockingParticipant, ResearchResult
from db.research_vocabulary import Answer, Confidentiality, MeetingStage, Voice
from db.vocabulary import Kind
from domain import (
    clock,
    docking_answers,
    docking_changes,
    docking_days,
    docking_delegations,
    docking_feedback,
    docking_meetings,
    docking_wishes,
)
from domain.command import perform
from domain.docking_meetings import OnlyTheTwoSay
from domain.docking_planning import plan
from domain.errors import Forbidden
from domain.hidden_names import TellsTheName
from domain.queries import docking
from tests import laboratory, town
from tests.docking_day import guests, meetings, of_pair
from tests.town import ID, SHOES, UNIVERSITY, person

pytestmark = pytest.mark.usefixtures("small_town")
HIDDEN = {"confidentiality": Confidentiality.NAME_HIDDEN}


def run_by_the_university(**said):
    """Two needs of the valve works, whose name is hidden, one of the shoe maker, three results of the university."""
    held_on = clock.now().date() + timedelta(days=9)
    of = {"name": "成果对接会", "held_on": held_on, "slots": 3, "tables": 3}
    day_id = perform(ID["liaison"], docking_days.prepare, **(of | said))
    needed = [
        laboratory.need("seal", **HIDDEN),
        laboratory.need("pump", **HIDDEN),
        laboratory.need("shoe", enterprise_id=SHOES),
    ]
    achieved = [laboratory.result(about) for about in ("seal", "pump", "shoe")]
    both = {"need_ids": needed, "result_ids": achieved}
    perform(ID["liaison"], docking_days.invite, day_id, have_accepted=True, **both)
    return day_id, needed, achieved


def come(day_id, needed):
    for who, ids in (("valves", needed[:2]), ("shoes", needed[2:])):
        yes = {"participant_ids": guests(day_id, ids), "is_coming": True}
        perform(ID[who], docking_answers.answer, day_id, **yes)


def planned(**said):
    day_id, needed, achieved = run_by_the_university(**said)
    come(day_id, needed)
    plan(ID["liaison"], day_id)
    perform(ID["liaison"], docking_days.publish, day_id)
    return day_id, needed, achieved


def read(who, day_id):
    with snapshot() as session:
        return docking.day(session, person(who), day_id)


def test_a_liaison_officer_runs_a_day_from_the_first_invitation_to_the_end():
    day_id, needed, achieved = planned()
    shown = read("liaison", day_id)
    assert shown.may_plan and shown.sees_all and not shown.hears_all and shown.is_of_a_house
    assert {each.record_id for each in shown.needs} == set(needed)
    assert len(shown.meetings) >= 3
    met = of_pair(day_id, needed[0], achieved[0])
    one = {"meeting_id": met.id}
    perform(ID["liaison"], docking_meetings.confirm, day_id, **one)
    perform(ID["liaison"], docking_changes.cancel, day_id, reason="样机在检修", **one)
    pair = {"need_id": needed[0], "result_id": achieved[0]}
    perform(ID["liaison"], docking_changes.restore, day_id, **pair)
    plan(ID["liaison"], day_id)
    perform(ID["liaison"], docking_days.end, day_id)
    with snapshot() as session:
        assert session.get_one(DockingDay, day_id).organiser_id == UNIVERSITY


def test_a_refused_reason_confirms_no_guess_at_a_name_and_keeps_ones_own_hidden():
    day_id, needed, achieved = planned()
    with transaction() as session:
        session.get_one(ResearchResult, achieved[0]).confidentiality = Confidentiality.NAME_HIDDEN
    one = {"meeting_id": of_pair(day_id, needed[0], achieved[0]).id}
    with pytest.raises(TellsTheName):
        perform(ID["liaison"], docking_changes.cancel, day_id, reason="瓯越工业大学停电", **one)
    perform(ID["liaison"], docking_changes.cancel, day_id, reason="恒泽停电", **one)


def test_only_the_house_that_runs_it_and_the_citys_brokers_change_a_day():
    day_id, *_ = run_by_the_university()
    for who in ("valves", "lucheng", "tax"):
        with pytest.raises(Forbidden):
            perform(ID[who], docking_days.publish, day_id)
    plan(ID["intake"], day_id)
    perform(ID["intake"], docking_days.publish, day_id)


def test_a_house_says_that_its_own_results_come_and_nobody_else():
    day_id, needed, achieved = run_by_the_university()
    with snapshot() as session:
        rows = session.exec(select(DockingParticipant).filter_by(day_id=day_id)).all()
    assert {each.answer for each in rows if each.result_id in achieved} == {Answer.ACCEPTED}
    assert {each.answer for each in rows if each.need_id in needed} == {Answer.INVITED}
    theirs = {"participant_ids": guests(day_id, needed)}
    with pytest.raises(Forbidden):
        perform(ID["liaison"], docking_answers.answer, day_id, is_coming=True, **theirs)
    with pytest.raises(Forbidden):
        perform(ID["liaison"], docking_delegations.gather, day_id, people=2, **theirs)


def test_what_is_for_the_brokers_alone_cannot_be_invited_by_a_house():
    day_id, *_ = run_by_the_university()
    secret = laboratory.need("glasses", confidentiality=Confidentiality.BROKERS_ONLY)
    with pytest.raises(docking_days.NobodyNew):
        perform(ID["liaison"], docking_days.invite, day_id, need_ids=[secret])
    perform(ID["intake"], docking_days.invite, day_id, need_ids=[secret])
    [coming] = [each for each in read("liaison", day_id).needs if each.record_id == secret]
    assert coming.title == coming.number


def test_a_house_that_runs_a_day_learns_no_name_no_reason_and_not_what_is_of_one_enterprise():
    day_id, needed, _ = planned()
    shown = read("liaison", day_id)
    hidden = [each for each in shown.needs if each.record_id in needed[:2]]
    assert [(each.owner, each.delegation_id, each.people) for each in hidden] == [
        ("", None, None)
    ] * 2
    no = {"participant_ids": guests(day_id, needed[:1]), "is_coming": False, "note": "恒泽有事"}
    perform(ID["valves"], docking_answers.answer, day_id, **no)
    assert "恒泽" not in repr(read("liaison", day_id))
    assert "恒泽" in repr(read("intake", day_id))


def test_a_house_neither_hears_nor_overrules_what_an_enterprise_says_of_it():
    day_id, needed, achieved = run_by_the_university()
    come(day_id, needed)
    pair = {"need_id": needed[0], "result_id": achieved[0]}
    perform(ID["valves"], docking_wishes.wish, day_id, kind="veto", **pair)
    perform(ID["liaison"], docking_wishes.wish, day_id, kind="none", **pair)
    perform(ID["liaison"], docking_wishes.wish, day_id, kind="wish", **pair)
    assert [each.voice for each in read("liaison", day_id).wishes] == [Voice.PROVIDER]
    plan(ID["liaison"], day_id)
    met_by = {(met.need_id, met.result_id) for met in meetings(day_id)}
    assert met_by and tuple(pair.values()) not in met_by


def test_whether_two_go_on_they_say_themselves_and_a_house_tells_only_that_they_met():
    day_id, needed, achieved = planned(held_on=clock.now().date())
    met = of_pair(day_id, needed[0], achieved[0])
    one = {"meeting_id": met.id}
    with pytest.raises(OnlyTheTwoSay):
        held = {"stage": MeetingStage.HELD, "goes_on": True}
        perform(ID["liaison"], docking_meetings.tell, day_id, **one, **held)
    perform(ID["liaison"], docking_meetings.tell, day_id, stage=MeetingStage.HELD, **one)
    word = {"outcome": "goes_on", "note": "恒泽愿意试制"}
    perform(ID["valves"], docking_feedback.say, day_id, **one, **word)
    assert "恒泽" not in repr(read("liaison", day_id))
    perform(ID["liaison"], docking_feedback.say, day_id, **one, outcome="goes_on")
    [ours] = [each for each in read("liaison", day_id).meetings if each.id == met.id]
    assert ours.match_id and [each.voice for each in ours.said] == [Voice.PROVIDER]
    assert ours.need.owner  # they know each other now


def test_the_house_is_named_unless_it_brings_what_must_not_be_known_to_be_its_own():
    day_id, *_ = run_by_the_university()
    assert read("shoes", day_id).organiser.id == UNIVERSITY
    hidden = laboratory.result("glasses", **HIDDEN)
    perform(ID["liaison"], docking_days.invite, day_id, result_ids=[hidden])
    shown = read("shoes", day_id)
    assert shown.organiser is None and shown.is_of_a_house
    with snapshot() as session:
        [line] = docking.days(session, person("liaison"), UNIVERSITY)
    assert line.id == day_id and read("liaison", day_id).organiser.id == UNIVERSITY


def test_another_house_neither_sees_nor_runs_it():
    day_id, *_ = run_by_the_university()
    stranger = replace(town.person("liaison"), organisation_id=SHOES + 1000, kind=Kind.UNIVERSITY)
    with snapshot() as session:
        assert docking.day(session, stranger, day_id) is None
        assert docking.days(session, stranger) == ()
