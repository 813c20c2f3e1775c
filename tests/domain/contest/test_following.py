"""What comes of awarded projects: noted, verified by another person, planned, reminded of; and the funnel by year."""

from datetime import timedelta

import pytest
from sqlmodel import select

from db.contest_vocabulary import FollowStep
from db.engine import snapshot
from db.models import Event, Notice
from domain import clock, jobs, verification
from domain.command import perform
from domain.contest import following
from domain.contest.following import InFuture, NotAwarded, NothingToVerify, OwnNote
from domain.errors import Forbidden, Missing, NotFound, Unclear
from domain.queries import contest_follow
from tests.contests import NOW, accepted, awarded, begun, give
from tests.town import ID, VALVES, person

pytestmark = pytest.mark.usefixtures("small_town")
TODAY = NOW.date()


@pytest.fixture(autouse=True)
def in_march():
    with clock.stopped(NOW):
        yield


def note(contest_id, entry_id, step, who="organiser", **said):
    known = {"entry_id": entry_id, "step": step, "on": TODAY} | said
    return perform(ID[who], following.note, contest_id, **known)


def funnel(who="organiser"):
    with snapshot() as session:
        return contest_follow.funnel(session, person(who))


def test_what_came_of_a_project_is_noted_and_a_financing_counts_when_another_person_verified_it():
    contest_id, entry_id, _ = awarded()
    note(contest_id, entry_id, FollowStep.MENTOR, name="林教授")
    note(contest_id, entry_id, FollowStep.INVESTOR, organisation_id=VALVES)
    with pytest.raises(Missing):
        note(contest_id, entry_id, FollowStep.FINANCING)
    money = note(contest_id, entry_id, FollowStep.FINANCING, amount_yuan=3_000_000_000)
    assert (funnel()[0].financed, funnel()[0].yuan) == (0, 0)
    with pytest.raises(OwnNote):
        give(following.verify, contest_id, follow_id=money)
    give(following.verify, contest_id, "admin", follow_id=money)
    with pytest.raises(NothingToVerify):
        give(following.verify, contest_id, "admin", follow_id=money)
    [year] = funnel()
    assert (year.entered, year.accepted, year.final, year.awarded) == (2, 2, 2, 2)
    assert (year.mentored, year.invested, year.financed, year.transformed) == (1, 1, 1, 0)
    assert year.yuan == 3_000_000_000
    assert funnel("longwan") == () and funnel("valves") == ()
    give(following.take_back, contest_id, follow_id=money, reason="重复登记")
    assert funnel()[0].financed == 0
    assert verification.verify() == []


def test_what_is_noted_is_checked():
    contest_id, entry_id, _ = awarded()
    with pytest.raises(InFuture):
        note(contest_id, entry_id, FollowStep.TRANSFORMED, on=TODAY + timedelta(days=1))
    with pytest.raises(Missing):
        note(contest_id, entry_id, FollowStep.MENTOR)
    with pytest.raises(Unclear):
        note(contest_id, entry_id, FollowStep.FINANCING, amount_yuan=0)
    with pytest.raises(Forbidden):
        note(contest_id, entry_id, FollowStep.TRANSFORMED, who="longwan")
    with pytest.raises(NotFound):
        note(contest_id, 99, FollowStep.TRANSFORMED)
    early = begun()
    with pytest.raises(NotAwarded):
        note(early, accepted(early), FollowStep.TRANSFORMED)


def test_whoever_follows_a_project_up_is_reminded_once_on_the_day():
    contest_id, entry_id, _ = awarded()
    said = {"entry_id": entry_id, "next_action": "联系投资机构", "owner_id": ID["admin"]}
    with pytest.raises(Unclear):
        give(following.plan, contest_id, next_on=TODAY - timedelta(days=1), **said)
    give(following.plan, contest_id, next_on=TODAY + timedelta(days=7), **said)
    assert jobs.follow_projects_up() == 0
    with clock.stopped(NOW + timedelta(days=7)):
        assert jobs.follow_projects_up() == 1
        assert jobs.follow_projects_up() == 0
    with snapshot() as session:
        told = session.exec(
            select(Notice.user_id)
            .join(Event, Event.id == Notice.event_id)
            .where(Event.action == "follow_due")
        ).all()
    assert list(told) == [ID["admin"]]
    give(following.rest, contest_id, entry_id=entry_id, reason="企业已迁出")
    with clock.stopped(NOW + timedelta(days=9)):
        assert jobs.follow_projects_up() == 0


def test_who_follows_a_project_up_keeps_its_competition():
    contest_id, entry_id, _ = awarded()
    said = {"entry_id": entry_id, "next_action": "联系导师", "next_on": TODAY}
    for who in ("longwan", "leader", "valves"):
        with pytest.raises(Unclear):
            give(following.plan, contest_id, owner_id=ID[who], **said)
    with snapshot() as session:
        mine, *others = contest_follow.owners(session, person("organiser"), contest_id)
        assert contest_follow.owners(session, person("longwan"), contest_id) == ()
    assert mine.id == ID["organiser"] and ID["admin"] in [each.id for each in others]
    for each in (mine, *others):
        give(following.plan, contest_id, owner_id=each.id, **said)
    with snapshot() as session:
        shown, *_ = contest_follow.followed(session, person("organiser"), contest_id)
    assert shown.owner_id == others[-1].id
