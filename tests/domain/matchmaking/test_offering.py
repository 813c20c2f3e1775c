"""After an agreement it is asked whether need and result go on being offered: they stay open, are paused or closed."""

from datetime import timedelta

import pytest

from db.engine import snapshot
from db.research_vocabulary import MatchKind, RecordStage
from domain import clock, jobs, needs, results
from domain.command import perform
from domain.errors import Forbidden
from domain.matchmaking import correcting
from domain.publishing import RecordMovedOn, TimeOver
from domain.queries import match_offering, research
from domain.queries.research import Narrowed
from tests.domain.matchmaking.test_pipeline import begun_again, named, row, signed
from tests.town import ID, person

pytestmark = pytest.mark.usefixtures("small_town")


def asked(who, match_id):
    with snapshot() as session:
        return [each.kind for each in match_offering.asked(session, person(who), match_id)]


def listed(query=research.results, stage=RecordStage.PUBLISHED):
    with snapshot() as session:
        return {each.id for each in query(session, person("shoes"), Narrowed(stage=stage)).lines}


def test_each_is_asked_of_what_is_theirs_once_there_is_an_agreement():
    match_id = named()
    assert asked("intake", match_id) == []
    signed(match_id)
    assert asked("valves", match_id) == [MatchKind.NEED]
    assert asked("liaison", match_id) == [MatchKind.RESULT]
    assert asked("intake", match_id) == [MatchKind.NEED, MatchKind.RESULT]
    assert asked("leader", match_id) == asked("shoes", match_id) == []


def test_what_was_answered_is_asked_no_more_until_the_next_agreement():
    match_id = signed()
    match = row(match_id)
    perform(ID["liaison"], results.keep_open, match.result_id)
    assert asked("liaison", match_id) == []
    perform(ID["valves"], needs.solve, match.need_id)
    assert asked("intake", match_id) == []
    perform(ID["intake"], correcting.step_back, match_id, reason="未签")
    with clock.stopped(clock.now() + timedelta(minutes=1)):
        signed(match_id)
        assert asked("liaison", match_id) == [MatchKind.RESULT]


def test_what_is_paused_is_not_offered_and_comes_back_with_its_last_day():
    match = row(signed())
    with pytest.raises(Forbidden):
        perform(ID["valves"], results.pause, match.result_id)
    assert match.result_id in listed()
    perform(ID["liaison"], results.pause, match.result_id)
    assert match.result_id not in listed()
    with pytest.raises(RecordMovedOn):
        perform(ID["liaison"], results.keep_open, match.result_id)
    perform(ID["liaison"], results.resume, match.result_id)
    assert match.result_id in listed()


def test_what_was_paused_until_its_last_day_is_renewed_instead():
    match = row(begun_again("valves"))
    perform(ID["valves"], needs.pause, match.need_id)
    with clock.stopped(clock.now() + timedelta(days=400)):
        jobs.end_publications()
        with pytest.raises(TimeOver):
            perform(ID["valves"], needs.resume, match.need_id)
        perform(ID["valves"], needs.renew, match.need_id)
