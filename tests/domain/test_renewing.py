"""Many needs or results are renewed at a time: in one go, with a tally; by nobody but those whose they are."""

from datetime import timedelta

import pytest
from sqlmodel import select

from db.engine import snapshot, transaction
from db.models import (
    Event,
    MatchText,
    Notice,
    ResearchResult,
    TechnicalNeed,
    User,
    UserRole,
)
from db.research_vocabulary import MatchKind, RecordStage
from db.vocabulary import Role
from domain import clock, jobs, needs, publishing, results
from domain.command import perform
from domain.errors import Forbidden
from domain.publishing import NoneToRenew, Tally, TooManyAtOnce
from domain.queries import ending
from tests import laboratory
from tests.town import ID, SHOES, VALVES, person

pytestmark = pytest.mark.usefixtures("small_town")
ABOUT = ("seal", "pump", "shoe")


def ends(who, kind=MatchKind.RESULT, days=30):
    with snapshot() as session:
        return ending.ending(session, person(who), kind, days)


def days_of(table):
    with snapshot() as session:
        return dict(session.exec(select(table.id, table.expires_on)).all())


def almost_a_year_later():
    return clock.stopped(clock.now() + timedelta(days=350))


def test_results_that_end_together_are_renewed_together_and_the_rest_is_counted():
    made = [laboratory.result(about) for about in ABOUT]
    assert ends("liaison").many == 0
    perform(ID["liaison"], results.withdraw, made[2], reason="已转让")
    with almost_a_year_later():
        assert [each.id for each in ends("liaison").lines] == made[:2]
        tally = perform(ID["liaison"], results.renew_many, ids=made)
        assert tally == Tally(renewed=2, left_out=1) and ends("liaison").many == 0
        until = publishing.year_after(clock.now().date())
    assert [days_of(ResearchResult)[each] for each in made[:2]] == [until, until]
    with snapshot() as session:
        told = session.exec(select(Event.subject_id).where(Event.action == "result_renewed")).all()
    assert sorted(told) == made[:2]


def test_what_has_just_ended_is_there_too_and_comes_back():
    made = laboratory.need("seal")
    with clock.stopped(clock.now() + timedelta(days=370)):
        jobs.end_publications()
        [line] = ends("valves", MatchKind.NEED).lines
        assert (line.id, line.stage) == (made, RecordStage.EXPIRED)
        perform(ID["valves"], needs.renew_many, ids=[made])
    with snapshot() as session:
        assert session.get_one(TechnicalNeed, made).stage is RecordStage.PUBLISHED


def test_nobody_renews_what_is_not_theirs_and_then_nothing_is_renewed():
    ours, others = laboratory.need("seal"), laboratory.need("shoe", enterprise_id=SHOES)
    before = days_of(TechnicalNeed)
    with almost_a_year_later():
        with pytest.raises(Forbidden):
            perform(ID["valves"], needs.renew_many, ids=[ours, others])
        assert [each.id for each in ends("valves", MatchKind.NEED).lines] == [ours]
        for who in ("leader", "tax", "liaison"):
            assert ends(who, MatchKind.NEED).many == 0
    assert days_of(TechnicalNeed) == before


def test_none_at_all_or_too_many_are_refused():
    made = laboratory.result("seal")
    perform(ID["liaison"], results.withdraw, made, reason="已转让")
    with pytest.raises(NoneToRenew):
        perform(ID["liaison"], results.renew_many, ids=[made])
    with pytest.raises(TooManyAtOnce):
        perform(ID["liaison"], results.renew_many, ids=range(publishing.MOST_AT_ONCE + 1))


def test_a_broker_finds_what_they_have_entered_for_others():
    said = {"title": "阀门", "problem": "阀门密封", "keywords": "", "figures": ""}
    made = perform(ID["longwan"], needs.enter, enterprise_id=VALVES, **said)
    perform(ID["longwan"], needs.hand_in, made)
    perform(ID["intake"], needs.publish, made)
    with almost_a_year_later():
        assert [each.id for each in ends("longwan", MatchKind.NEED).lines] == [made]
        assert ends("intake", MatchKind.NEED).many == 0
        assert perform(ID["longwan"], needs.renew_many, ids=[made]).renewed == 1


def test_what_nobody_looks_after_any_more_is_left_to_every_broker_who_may_and_they_hear_of_it():
    made = laboratory.need("seal")
    with transaction() as session:
        session.get_one(TechnicalNeed, made).by_id = ID["intake"]
    with clock.stopped(clock.now() + timedelta(days=355)):
        jobs.end_publications()
        assert heard("need_expires_soon") == {ID["intake"], ID["valves"]}
        assert ends("longwan", MatchKind.NEED).many == 0
    with transaction() as session:
        session.get_one(User, ID["valves"]).is_active = False
        session.get_one(UserRole, (ID["intake"], Role.INTAKE)).role = Role.EDITOR
    with clock.stopped(clock.now() + timedelta(days=370)):
        jobs.end_publications()
        assert heard("need_expired") == {ID["longwan"]}
        assert [each.id for each in ends("longwan", MatchKind.NEED).lines] == [made]
        assert ends("admin", MatchKind.NEED).many == 1 and ends("lucheng", MatchKind.NEED).many == 0
        perform(ID["longwan"], needs.renew_many, ids=[made])


def heard(action):
    with snapshot() as session:
        of_event = select(Notice.user_id).join(Event, Event.id == Notice.event_id)
        return set(session.exec(of_event.where(Event.action == action)))


def test_what_was_solved_by_an_agreement_that_came_to_nothing_is_offered_again():
    made = laboratory.need("seal")
    perform(ID["valves"], needs.solve, made)
    with pytest.raises(publishing.RecordMovedOn):
        perform(ID["valves"], needs.solve, made)
    perform(ID["valves"], needs.renew, made)
    with snapshot() as session:
        again = session.get_one(TechnicalNeed, made)
        assert again.stage is RecordStage.PUBLISHED
        assert session.get_one(MatchText, (MatchKind.NEED, made)).is_active
    perform(ID["valves"], needs.withdraw, made, reason="不再需要")
    with pytest.raises(publishing.RecordMovedOn):
        perform(ID["valves"], needs.renew, made)
