"""What somebody brings to a docking day of their own accord: it is planned once those who run the day agree."""

from datetime import timedelta

import pytest
from sqlmodel import select

from db.activity_vocabulary import ActivityStage
from db.engine import snapshot, transaction
from db.models import Activity, DockingDay, DockingParticipant, ResearchResult
from db.research_vocabulary import Answer, Confidentiality
from domain import (
    clock,
    docking_announcing,
    docking_answers,
    docking_days,
    docking_offers,
    experts,
)
from domain.command import perform
from domain.docking_answers import NotAgreedYet
from domain.docking_days import NobodyNew
from domain.docking_offers import NotOffered
from domain.docking_planning import day_of
from domain.errors import Forbidden, NotFound
from domain.permissions import PUBLIC
from domain.queries import docking, docking_announced, inviting
from tests import laboratory
from tests.docking_day import arranged, told
from tests.town import FINANCE, ID, SHOES, UNIVERSITY, person

pytestmark = pytest.mark.usefixtures("small_town")


def guest(day_id, **of):
    with snapshot() as session:
        return session.exec(select(DockingParticipant).filter_by(day_id=day_id, **of)).one_or_none()


def planned_results(day_id):
    with snapshot() as session:
        _, _, providers = day_of(session, session.get_one(DockingDay, day_id))
    return {each.result_id for each in providers}


def test_a_house_offers_more_results_and_they_are_planned_once_the_organiser_agrees():
    day_id, *_ = arranged()
    more, other = laboratory.result("glasses"), laboratory.result("seal", title="另一种密封")
    offered = {"result_ids": [more, other]}
    assert perform(ID["liaison"], docking_offers.offer, day_id, **offered) == 2
    one = guest(day_id, result_id=more)
    assert one.answer is Answer.OFFERED and more not in planned_results(day_id)
    assert told("intake", "docking_offered") == 1
    with pytest.raises(NotAgreedYet):
        yes = {"participant_ids": [one.id], "is_coming": True}
        perform(ID["liaison"], docking_answers.answer, day_id, **yes)
    perform(ID["intake"], docking_offers.decide, day_id, participant_ids=[one.id])
    no = {"participant_ids": [guest(day_id, result_id=other).id], "is_welcome": False}
    perform(ID["intake"], docking_offers.decide, day_id, **no)
    assert more in planned_results(day_id) and guest(day_id, result_id=other) is None
    with pytest.raises(NotOffered):
        perform(ID["intake"], docking_offers.decide, day_id, participant_ids=[one.id])
    assert told("liaison", "docking_welcomed") == told("liaison", "docking_not_welcomed") == 1


def test_only_what_is_published_and_ones_own_is_offered_and_only_by_who_is_invited():
    day_id, needed, achieved = arranged()
    draft = laboratory.result("glasses", is_published=False)
    for ids in ([draft], achieved):
        with pytest.raises(NobodyNew):
            perform(ID["liaison"], docking_offers.offer, day_id, result_ids=ids)
    theirs = laboratory.need("glasses", enterprise_id=SHOES)
    with pytest.raises(NobodyNew):
        perform(ID["valves"], docking_offers.offer, day_id, need_ids=[theirs])
    perform(ID["shoes"], docking_offers.offer, day_id, need_ids=[theirs])
    with pytest.raises(Forbidden):
        which = {"participant_ids": [guest(day_id, need_id=theirs).id]}
        perform(ID["shoes"], docking_offers.decide, day_id, **which)
    held_on = clock.now().date() + timedelta(days=20)
    empty = perform(ID["intake"], docking_days.prepare, name="另一场", held_on=held_on)
    with pytest.raises(NotFound):
        perform(ID["shoes"], docking_offers.offer, empty, need_ids=[theirs])


def test_what_is_offered_is_no_partner_until_it_is_agreed_to():
    day_id, *_ = arranged()
    more = laboratory.result("glasses")
    perform(ID["liaison"], docking_offers.offer, day_id, result_ids=[more])
    with snapshot() as session:
        partners = docking.day(session, person("valves"), day_id).partners
    assert more not in {each.record_id for each in partners if not each.is_need}


def announced(day_id, **said):
    """The activity that announces the day in the calendar, drafted from it; published unless said otherwise."""
    activity_id = perform(ID["admin"], docking_announcing.announce, day_id)
    with transaction() as session:
        activity = session.get_one(Activity, activity_id)
        values = {"stage": ActivityStage.PUBLISHED, "published_at": clock.now()}
        for name, value in (values | said).items():
            setattr(activity, name, value)
    return activity_id


def open_to(who, activity_id):
    with snapshot() as session:
        reader = PUBLIC if who is None else person(who)
        return [each.id for each in docking_announced.open_days_of(session, reader, activity_id)]


def a_day_of_the_calendar(**said):
    held_on = clock.now().date() + timedelta(days=9)
    day_id = perform(ID["intake"], docking_days.prepare, name="对接会", held_on=held_on)
    return day_id, announced(day_id, **said)


def test_what_stands_in_the_calendar_is_open_to_everybody_who_reads_it():
    day_id, activity_id = a_day_of_the_calendar()
    need, result = laboratory.need("seal"), laboratory.result("seal")
    assert open_to("valves", activity_id) == [day_id] == open_to(None, activity_id)
    assert perform(ID["valves"], docking_offers.offer, day_id, need_ids=[need]) == 1
    assert perform(ID["liaison"], docking_offers.offer, day_id, result_ids=[result]) == 1
    assert open_to("valves", activity_id) == []  # their day now, as of all who take part
    assert guest(day_id, need_id=need).answer is Answer.OFFERED
    both = [guest(day_id, need_id=need).id, guest(day_id, result_id=result).id]
    perform(ID["intake"], docking_offers.decide, day_id, participant_ids=both)
    assert result in planned_results(day_id)


def test_a_day_whose_activity_is_a_draft_or_cancelled_is_open_to_nobody():
    need = laboratory.need("seal")
    for stage in (ActivityStage.DRAFT, ActivityStage.CANCELLED):
        day_id, activity_id = a_day_of_the_calendar(stage=stage)
        assert open_to("valves", activity_id) == []
        with pytest.raises(NotFound):
            perform(ID["valves"], docking_offers.offer, day_id, need_ids=[need])


def test_who_has_only_offered_to_come_is_not_told_who_else_does():
    day_id, *_ = arranged()
    announced(day_id)
    more = laboratory.result("glasses")
    with transaction() as session:
        session.get_one(ResearchResult, more).organisation_id = FINANCE
    of = {"answer": Answer.OFFERED, "result_id": more, "day_id": day_id, "away": []}
    with transaction() as session:
        session.add(DockingParticipant(**of))
    with snapshot() as session:
        shown = docking.day(session, person("finance"), day_id)
    assert [each.record_id for each in shown.results] == [more]
    assert shown.partners == () == shown.needs == shown.meetings


def test_a_house_whose_hidden_result_comes_is_not_told_by_the_calendar():
    held_on = clock.now().date() + timedelta(days=9)
    day_id = perform(ID["liaison"], docking_days.prepare, name="成果对接", held_on=held_on)
    hidden = laboratory.result("seal", confidentiality=Confidentiality.NAME_HIDDEN)
    yes = {"result_ids": [hidden], "have_accepted": True}
    perform(ID["liaison"], docking_days.invite, day_id, **yes)
    activity_id = announced(day_id, organiser_id=UNIVERSITY)
    need = laboratory.need("shoe", enterprise_id=SHOES)
    assert open_to("shoes", activity_id) == []
    with pytest.raises(NotFound):
        perform(ID["shoes"], docking_offers.offer, day_id, need_ids=[need])


def test_a_team_brings_those_of_its_results_that_the_reader_may_know_to_be_its_own():
    team = perform(ID["liaison"], experts.add_team, UNIVERSITY, name="密封团队")
    open_to_all = laboratory.result("seal", team_id=team)
    hidden = {"confidentiality": Confidentiality.NAME_HIDDEN}
    secret = laboratory.result("pump", team_id=team, **hidden)
    with snapshot() as session:
        [known] = inviting.invitable_teams(session, person("intake"))
        [seen] = inviting.invitable_teams(session, person("longwan"))
    assert (known.id, known.result_ids) == (team, (open_to_all, secret))
    assert seen.result_ids == (open_to_all,)
