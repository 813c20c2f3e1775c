"""An expert team comes to a docking day as a whole, without a result: offered, planned, printed, told of, matched."""

from datetime import timedelta

import pytest
from sqlmodel import select

from components import docking_papers
from db.engine import snapshot, transaction
from db.models import (
    DockingDay,
    DockingParticipant,
    Event,
    ExpertTeam,
    HelperAside,
    Match,
    Organisation,
)
from db.research_vocabulary import Answer, MatchDecline, MatchFigure, MatchStage, NotThis
from db.vocabulary import Kind
from domain import (
    clock,
    docking_answers,
    docking_changes,
    docking_days,
    docking_feedback,
    docking_meetings,
    docking_offers,
    docking_wishes,
    experts,
)
from domain.command import perform
from domain.docking_days import NobodyNew
from domain.docking_planning import day_of, plan
from domain.matchmaking import figures
from domain.queries import docking, inviting, own_calendar
from tests import laboratory
from tests.docking_day import arranged, meetings, told
from tests.town import ID, LAWYERS, UNIVERSITY, person

pytestmark = pytest.mark.usefixtures("small_town")

TOPICS = "低温阀门密封、波纹管、泄漏检测"


def team(name="低温密封团队", house=UNIVERSITY, **said):
    return perform(ID["intake"], experts.add_team, house, name=name, topics=TOPICS, **said)


def guest(day_id, team_id):
    with snapshot() as session:
        of = {"day_id": day_id, "team_id": team_id}
        return session.exec(select(DockingParticipant).filter_by(**of)).one_or_none()


def read(who, day_id):
    with snapshot() as session:
        return docking.day(session, person(who), day_id)


def of_team(day_id, team_id):
    return [met for met in meetings(day_id) if met.team_id == team_id]


def a_day_of_one_need(**said):
    """A need and a team that fits it: the day, the need, the team."""
    needed, comes = laboratory.need("seal", **said), team()
    held_on = clock.now().date() + timedelta(days=9)
    of = {"name": "对接会", "held_on": held_on, "slots": 3, "tables": 2}
    day_id = perform(ID["intake"], docking_days.prepare, **of)
    both = {"need_ids": [needed], "team_ids": [comes], "have_accepted": True}
    assert perform(ID["intake"], docking_days.invite, day_id, **both) == 2
    return day_id, needed, comes


def test_a_team_offers_itself_and_meets_whom_it_fits_once_the_organiser_agrees():
    day_id, needed, _ = arranged(slots=4, tables=4)
    comes = team()
    assert perform(ID["liaison"], docking_offers.offer, day_id, team_ids=[comes]) == 1
    assert guest(day_id, comes).answer is Answer.OFFERED and told("intake", "docking_offered") == 1
    with snapshot() as session:
        assert not any(each.team_id for each in day_of(session, _row(session, day_id))[2])
    one = {"participant_ids": [guest(day_id, comes).id]}
    perform(ID["intake"], docking_offers.decide, day_id, **one)
    assert told("liaison", "docking_welcomed") == 1
    plan(ID["intake"], day_id)
    perform(ID["intake"], docking_days.publish, day_id)
    met = of_team(day_id, comes)
    assert needed[0] in {each.need_id for each in met}
    for who in ("liaison", "valves", "intake"):
        shown = [each for each in read(who, day_id).meetings if each.result.is_team]
        assert {each.result.title for each in shown} == {"低温密封团队"}, who
    mine = read("liaison", day_id)
    assert {each.record_id for each in mine.results if each.is_team} == {comes}


def _row(session, day_id):
    return session.get_one(DockingDay, day_id)


def test_only_teams_of_ones_own_house_and_of_houses_that_answer_matches_come():
    day_id, *_ = arranged()
    gone, lawyers = team("散伙团队"), team("律师团队", LAWYERS)
    with transaction() as session:
        session.get_one(ExpertTeam, gone).is_active = False
        other = Organisation(kind=Kind.INSTITUTE, name="别的研究院", name_key="别的研究院")
        session.add(other)
        session.flush()
        theirs = other.id
    stranger = team("别的团队", theirs)
    for ids in ([gone], [lawyers], [stranger]):
        with pytest.raises(NobodyNew):
            perform(ID["liaison"], docking_offers.offer, day_id, team_ids=ids)
    with pytest.raises(NobodyNew):
        perform(ID["valves"], docking_offers.offer, day_id, team_ids=[team("密封二队")])
    with pytest.raises(NobodyNew):
        perform(ID["intake"], docking_days.invite, day_id, team_ids=[gone, lawyers])
    assert perform(ID["intake"], docking_days.invite, day_id, team_ids=[stranger]) == 1
    with snapshot() as session:
        named = [each.id for each in inviting.own_teams(session, person("liaison"))]
        assert stranger not in named and named and not inviting.own_teams(session, person("valves"))
        wide = {each.id: each for each in inviting.invitable_teams(session, person("intake"))}
    assert stranger in wide and lawyers not in wide and not wide[stranger].result_ids


def test_a_team_and_its_results_are_spoken_for_by_one_person():
    comes = team()
    of_it = laboratory.result("seal", team_id=comes)
    day_id, *_ = arranged()
    both = {"result_ids": [of_it], "team_ids": [comes], "have_accepted": True}
    perform(ID["intake"], docking_days.invite, day_id, **both)
    assert guest(day_id, comes).delegation_id is not None
    plan(ID["intake"], day_id)
    slots = [m.slot for m in meetings(day_id) if comes == m.team_id or of_it == m.result_id]
    assert slots and len(slots) == len(set(slots))


def test_a_team_that_is_vetoed_or_away_is_not_planned_and_a_wish_is_heeded():
    day_id, needed, comes = a_day_of_one_need()
    pair = {"need_id": needed, "team_id": comes}
    perform(ID["valves"], docking_wishes.wish, day_id, kind="veto", **pair)
    plan(ID["intake"], day_id)
    assert not of_team(day_id, comes)
    [said] = read("valves", day_id).wishes
    assert said.is_veto and said.result.is_team
    assert read("liaison", day_id).wishes == ()  # the other side's word is not theirs to hear
    perform(ID["valves"], docking_wishes.wish, day_id, kind="wish", **pair)
    away = {"participant_id": guest(day_id, comes).id, "away": [0, 2], "most": 1}
    perform(ID["liaison"], docking_wishes.be_present, day_id, **away)
    plan(ID["intake"], day_id)
    [met] = of_team(day_id, comes)
    assert met.slot == 1


def test_it_is_printed_and_stands_in_calendars():
    day_id, needed, comes = a_day_of_one_need()
    plan(ID["intake"], day_id)
    perform(ID["intake"], docking_days.publish, day_id)
    shown = read("intake", day_id)
    made = docking_papers.papers(shown)
    [its] = [each for each in docking_papers.records(shown) if each.members[0].is_team]
    for sheet in (made.sheets_of_tables(), made.sheets_of([its]), made.sheet_of_the_day()):
        assert f"T{comes} 低温密封团队" in sheet
    with snapshot() as session:
        [entry] = own_calendar.meetings(session, person("liaison"), "zh", "{n}")
    assert entry.uid == f"meeting-{needed}-team{comes}@{shown.number}"
    assert entry.uid in made.calendar(its)


def test_a_meeting_of_a_team_is_called_off_and_held_after_all():
    day_id, needed, comes = a_day_of_one_need()
    plan(ID["intake"], day_id)
    perform(ID["intake"], docking_days.publish, day_id)
    [met] = of_team(day_id, comes)
    perform(ID["intake"], docking_changes.cancel, day_id, meeting_id=met.id, reason="设备检修")
    [gone] = read("liaison", day_id).cancelled
    assert gone.result.is_team and told("liaison", "docking_cancelled") == 1
    plan(ID["intake"], day_id)
    assert not of_team(day_id, comes)
    back = {"need_id": needed, "team_id": comes}
    perform(ID["intake"], docking_changes.restore, day_id, **back)
    assert len(of_team(day_id, comes)) == 1
    no = {"participant_ids": [guest(day_id, comes).id], "is_coming": False, "note": "出差"}
    perform(ID["liaison"], docking_answers.answer, day_id, **no)
    assert not of_team(day_id, comes) and told("valves", "docking_declined") == 1


def test_when_both_go_on_the_match_is_with_the_team_and_one_that_does_not_is_set_aside():
    day_id, needed, comes = a_day_of_one_need()
    plan(ID["intake"], day_id)
    perform(ID["intake"], docking_days.publish, day_id)
    [met] = of_team(day_id, comes)
    on = {"meeting_id": met.id}
    with clock.stopped(clock.now() + timedelta(days=9)):
        for who in ("valves", "liaison"):
            perform(ID[who], docking_feedback.say, day_id, outcome="goes_on", **on)
        with snapshot() as session:
            [made] = session.exec(select(Match)).all()
            seen = figures.of(session, person("intake")).value_of(MatchFigure.MEETINGS)
        assert (made.need_id, made.team_id, made.stage) == (needed, comes, MatchStage.MEETING)
        assert seen == 1
        no = {"outcome": "no", "reason": "no_capacity"}
        perform(ID["valves"], docking_feedback.say, day_id, **no, **on)
        with snapshot() as session:
            [made] = session.exec(select(Match)).all()
            [aside] = session.exec(select(HelperAside)).all()
        assert (made.stage, made.declined_as) == (MatchStage.DECLINED, MatchDecline.NO_CAPACITY)
        assert (aside.record_id, aside.reason) == (comes, NotThis.NO_CAPACITY)
        perform(ID["valves"], docking_feedback.say, day_id, outcome="perhaps", **on)
        with snapshot() as session:
            assert session.exec(select(HelperAside)).all() == []


def test_a_hidden_enterprise_shows_its_name_to_the_team_when_it_agrees():
    day_id, needed, comes = a_day_of_one_need(confidentiality="name_hidden")
    plan(ID["intake"], day_id)
    perform(ID["intake"], docking_days.publish, day_id)
    [met] = of_team(day_id, comes)
    assert "恒泽" not in repr(read("liaison", day_id))
    perform(ID["valves"], docking_meetings.agree, day_id, meeting_id=met.id)
    assert "恒泽" in repr(read("liaison", day_id))


def test_the_event_of_a_team_names_it():
    day_id, *_, comes = a_day_of_one_need()
    with snapshot() as session:
        said = select(Event.particulars).where(Event.action == "docking_invited")
        assert session.exec(said).one()["team_ids"] == [comes]
