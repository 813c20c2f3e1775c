"""Who hears of what in matchmaking, once, and without a name that is not for them."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlmodel import select

from db.engine import snapshot, transaction
from db.models import Event, Match, MatchOutcome, Organisation, User, UserRole
from db.research_vocabulary import Side
from db.vocabulary import Role
from domain import clock, jobs, match_notices, my_notices, needs, results
from domain.clock import LOCAL
from domain.command import perform
from domain.matchmaking import correcting, files, keeping, outcomes, pipeline, starting
from domain.queries import notices
from tests import laboratory
from tests.domain.matchmaking.test_files import PDF
from tests.domain.matchmaking.test_pipeline import begun, named, row, signed
from tests.town import ID, SHOES, VALVES, person

pytestmark = pytest.mark.usefixtures("small_town")
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=LOCAL)
HIDDEN = {"confidentiality": "name_hidden"}


def told(who):
    with snapshot() as session:
        return notices.notices(session, person(who))


def of(who, about=notices.MATCH):
    return [each.action for each in told(who).told if each.about == about]


def hear(action):
    """Who has heard of such an event."""
    return {who for who in ID if action in [each.action for each in told(who).told]}


def test_both_sides_hear_that_a_match_was_begun_and_who_is_asked_to_agree():
    begun(**HIDDEN)
    assert hear("match_proposed") == {"valves", "liaison"}
    [of_enterprise] = [each for each in told("valves").told if each.about == notices.MATCH]
    [of_liaison] = [each for each in told("liaison").told if each.about == notices.MATCH]
    assert (of_enterprise.asks, of_liaison.asks) == (True, False)  # the result is open


def test_begun_by_a_side_its_brokers_hear_of_it_until_one_looks_after_it():
    match_id = begun("liaison", **HIDDEN)
    with snapshot() as session:
        assert session.get_one(Match, match_id).broker_id == ID["intake"]  # who published the need
    assert hear("match_proposed") == {"valves", "intake"}


def test_a_disabled_broker_is_replaced_by_the_desk_and_its_sub_platform():
    match_id = begun(**HIDDEN)
    with transaction() as session:
        session.get_one(User, ID["intake"]).is_active = False
    perform(ID["valves"], starting.agree, match_id)
    assert "longwan" in hear("match_agreed") and "lucheng" not in hear("match_agreed")


def test_no_notice_tells_a_name_before_both_have_agreed():
    match_id = begun(**HIDDEN)
    with transaction() as session:
        session.get_one(User, ID["valves"]).name = "恒泽 王总"
        name = session.get_one(Organisation, VALVES).name
    note = {"note": f"{name} 来电", "next_action": f"拜访{name}", "next_on": clock.now().date()}
    perform(ID["valves"], pipeline.advance, match_id, to="contacted", **note)
    perform(ID["valves"], files.attach, match_id, name=f"{name}.pdf", content=PDF)
    jobs.remind_of_matches()
    found = told("liaison").told
    assert {"match_proposed", "match_advanced", "match_next_due"} <= {e.action for e in found}
    assert "恒泽" not in repr(found)
    [advanced] = [each for each in found if each.action == "match_advanced"]
    assert (advanced.actor, advanced.side) == ("", Side.ENTERPRISE)
    perform(ID["valves"], starting.agree, match_id)
    [advanced] = [each for each in told("liaison").told if each.action == "match_advanced"]
    assert advanced.actor == "恒泽 王总"


def test_of_a_hidden_file_only_its_own_side_and_the_broker_hear():
    match_id = begun(**HIDDEN)
    colleague("valves")
    perform(ID["valves"], files.attach, match_id, name="a.pdf", content=PDF)
    assert hear("match_file_added") == {"intake"}
    perform(ID["valves"], starting.agree, match_id)
    perform(ID["valves"], files.attach, match_id, name="b.pdf", content=PDF + b"b\n%%EOF\n")
    assert hear("match_file_added") == {"intake", "liaison"}


def colleague(username):
    """A second person of the same organisation, who is told too."""
    with transaction() as session:
        known = session.get_one(User, ID[username])
        made = User(
            username=f"{username}2",
            name=f"{username}2",
            organisation_id=known.organisation_id,
            created_at=clock.now(),
        )
        session.add(made)
        session.flush()
        session.add(UserRole(user_id=made.id, role=next(iter(person(username).roles))))
        return made.id


def test_when_one_liaison_officer_looks_after_it_the_others_are_spared():
    second = colleague("liaison")
    match_id = named()
    perform(ID["intake"], keeping.entrust, match_id, liaison_id=ID["liaison"])
    perform(ID["valves"], pipeline.advance, match_id, to="meeting")
    assert "match_advanced" in of("liaison")
    with snapshot() as session:
        found = notices.notices(session, replace(person("liaison"), id=second)).told
    assert "match_advanced" not in {each.action for each in found}


def test_who_may_not_look_after_it_any_more_gives_way_to_the_others_of_the_house():
    second = colleague("liaison")
    match_id = named()
    keepers = {"liaison_id": ID["liaison"], "contact_id": ID["valves"]}
    perform(ID["intake"], keeping.entrust, match_id, **keepers)
    with transaction() as session:
        for who in ("liaison", "intake"):  # another task in the same house
            for held in session.exec(select(UserRole).where(UserRole.user_id == ID[who])):
                session.delete(held)
            session.add(UserRole(user_id=ID[who], role=Role.LEADER))
        session.get_one(User, ID["valves"]).organisation_id = SHOES
    perform(ID["longwan"], pipeline.advance, match_id, to="meeting")
    with snapshot() as session:
        [event] = session.exec(select(Event).where(Event.action == "match_advanced"))
        heard = match_notices.recipients(session, event)
    assert second in heard and ID["longwan"] in heard and ID["lucheng"] not in heard
    assert not heard & {ID["liaison"], ID["intake"], ID["valves"]}


def test_of_an_outcome_that_the_one_broker_tells_those_hear_who_may_verify_it():
    match_id = signed(days_ago=200)
    perform(ID["intake"], outcomes.tell_outcome, match_id, months=6, jobs=3)
    heard = hear("outcome_told")
    assert "longwan" in heard and not heard & {"intake", "lucheng", "valves", "liaison"}
    perform(ID["intake"], correcting.correct_outcome, match_id, months=6, jobs=4, reason="数错了")
    assert hear("outcome_corrected") >= {"longwan", "valves", "liaison"}
    perform(ID["valves"], pipeline.transform, match_id)
    perform(ID["intake"], keeping.entrust, match_id, broker_id=ID["longwan"])
    with snapshot() as session:
        assert session.get_one(Match, match_id).broker_id == ID["longwan"]


def test_every_turn_is_told_to_the_others():
    match_id = named()
    perform(ID["liaison"], pipeline.advance, match_id, to="meeting")
    signed(match_id)
    perform(ID["valves"], pipeline.transform, match_id)
    assert hear("match_advanced") == {"valves", "intake"}
    assert hear("match_signed") == {"valves", "liaison"}
    assert hear("match_transformed") == {"liaison", "intake"}
    other = begun_other()
    perform(ID["liaison"], pipeline.decline, other, reason="price")
    [declined] = [each for each in told("valves").told if each.action == "match_declined"]
    assert declined.said == {"reason": "price"}


def begun_other():
    need_id, result_id = laboratory.need("pump"), laboratory.result("pump")
    return perform(ID["intake"], starting.start, need_id=need_id, result_id=result_id)


def test_a_due_action_is_told_once_for_each_date():
    with clock.stopped(MONDAY):
        match_id = begun()
        plan(match_id, MONDAY + timedelta(days=2))
        assert jobs.remind_of_matches() == 0
    with clock.stopped(MONDAY + timedelta(days=2)):
        assert [jobs.remind_of_matches(), jobs.remind_of_matches()] == [1, 0]
        assert hear("match_next_due") == {"valves", "liaison", "intake"}
        plan(match_id, MONDAY + timedelta(days=4))
        assert jobs.remind_of_matches() == 0
    with clock.stopped(MONDAY + timedelta(days=9)):  # overdue
        assert [jobs.remind_of_matches(), jobs.remind_of_matches()] == [1, 0]
        perform(ID["intake"], pipeline.decline, match_id, reason="no_answer")
        assert jobs.remind_of_matches() == 0


def plan(match_id, at):
    perform(ID["intake"], pipeline.plan, match_id, next_action="电话", next_on=at.date())


def test_an_outcome_is_asked_for_once_when_its_time_has_come():
    with clock.stopped(MONDAY):
        match_id = signed()
        due = row_outcome_dates(match_id)
    with clock.stopped(MONDAY + timedelta(days=100)):
        assert jobs.remind_of_matches() == 0
    with clock.stopped(datetime(due[0].year, due[0].month, due[0].day, 9, tzinfo=LOCAL)):
        assert [jobs.remind_of_matches(), jobs.remind_of_matches()] == [1, 0]
        [asked] = [each for each in told("valves").told if each.action == "match_outcome_due"]
        assert (asked.said, asked.actor) == ({"months": 6}, "")
        perform(ID["valves"], outcomes.tell_outcome, match_id, months=6, jobs=3)
        assert hear("outcome_told") == {"intake"}
        perform(ID["longwan"], outcomes.verify_outcome, match_id, months=6)
        assert hear("outcome_verified") == {"valves", "liaison"}
    with clock.stopped(MONDAY + timedelta(days=800)):
        assert jobs.remind_of_matches() == 1
        months = [
            each.said["months"]
            for each in told("valves").told
            if each.about == "match" and each.action == "match_outcome_due"
        ]
        assert sorted(months) == [6, 12, 24]


def row_outcome_dates(match_id):
    with snapshot() as session:
        found = select(MatchOutcome.due_on).where(MatchOutcome.match_id == match_id)
        return sorted(session.exec(found).all())


def test_whose_need_or_result_it_is_hears_of_its_review_and_of_its_end():
    need_id = laboratory.need("seal")
    assert hear("need_published") == {"valves"}
    laboratory.result("seal")
    assert hear("result_published") == {"liaison"}
    draft = laboratory.result("pump", is_published=False)
    perform(ID["liaison"], results.hand_in, draft)
    perform(ID["intake"], results.send_back, draft, reason="请补充指标。")
    assert hear("result_sent_back") == {"liaison"}
    with clock.stopped(clock.now() + timedelta(days=360)):
        jobs.end_publications()
        assert hear("need_expires_soon") == {"valves"}
        perform(ID["valves"], needs.renew, need_id)
    assert of("liaison", notices.RESULT).count("result_expires_soon") == 1


def test_a_notice_leads_to_its_match_and_opening_it_takes_note_of_all_about_it():
    match_id = named()
    laboratory.need("pump")
    perform(ID["intake"], pipeline.advance, match_id, to="contacted")
    number = row(match_id).number
    [one] = [each for each in told("valves").told if each.action == "match_advanced"]
    assert (one.subject_id, one.number, one.is_new) == (match_id, number, True)
    perform(ID["valves"], my_notices.read_about, ID["valves"], number=number)
    found = told("valves")
    assert not any(each.is_new for each in found.told if each.about == notices.MATCH)
    of_needs = [each.is_new for each in found.told if each.about == notices.NEED]
    assert of_needs and all(of_needs)


def test_a_notice_is_gone_for_whoever_may_not_see_its_match_any_more():
    begun()
    with snapshot() as session:
        found = notices.notices(session, person("valves", organisation_id=SHOES))
    assert (found.told, found.unread) == ((), 0)
