"""What somebody brings to a docking day of their own accord: it is planned once those who run the day agree."""

from datetime import timedelta

import pytest
from sqlmodel import select

from db.engine import snapshot
from db.models import DockingDay, DockingParticipant
from db.research_vocabulary import Answer, Confidentiality
from domain import clock, docking_answers, docking_days, docking_offers, experts
from domain.command import perform
from domain.docking_answers import NotAgreedYet
from domain.docking_days import NobodyNew
from domain.docking_offers import NotOffered
from domain.docking_planning import day_of
from domain.errors import Forbidden, NotFound
from domain.queries import docking, inviting
from tests import laboratory
from tests.docking_day import arranged, told
from tests.town import ID, SHOES, UNIVERSITY, person

pytestmark = pytest.mark.usefixtures("small_town")


def guest(day_id, **of):
    with snapshot() as session:
        return session.exec(select(DockingParticipant).filter_by(day_id=day_id, **of)).one_or_none()


def planned_results(day_id):
    with snapshot() as session:
        return set(day_of(session, session.get_one(DockingDay, day_id))[2])


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
