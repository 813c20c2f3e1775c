"""After an agreement it is asked whether need and result go on being offered: they stay open, are paused or closed."""

from datetime import timedelta

import pytest

from db.engine import snapshot
from db.research_vocabulary import MatchKind, RecordStage
from domain import clock, jobs, needs, results
from domain.command import perform
from domain.errors import Forbidden
from domain.matchmaking import correcting, pipeline, starting
from domain.publishing import RecordMovedOn, TimeOver
from domain.queries import match_offering, research
from domain.queries import needs as needs_query
from domain.queries import results as results_query
from domain.queries.research import Narrowed
from tests.domain.matchmaking.test_pipeline import begun, begun_again, named, row, signed
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


def page(who, match_id):
    """What is read of the need by its page, and of the result by its own."""
    match = row(match_id)
    with snapshot() as session:
        reader = person(who)
        return (
            needs_query.need(session, reader, match.need_id),
            results_query.result(session, reader, match.result_id),
        )


def left(who, match_id):
    with snapshot() as session:
        return {
            each.kind: each.stage for each in match_offering.left(session, person(who), match_id)
        }


def test_who_works_on_a_match_reads_its_need_and_its_result_whatever_becomes_of_them():
    match_id = signed()
    match = row(match_id)
    assert left("liaison", match_id) == {}
    perform(ID["valves"], needs.solve, match.need_id)
    perform(ID["liaison"], results.pause, match.result_id)
    [need, _], [_, result] = page("liaison", match_id), page("valves", match_id)
    assert (need.stage, need.may_change) == (RecordStage.SOLVED, False)
    assert (result.stage, result.may_change) == (RecordStage.PAUSED, False)
    now = {MatchKind.NEED: RecordStage.SOLVED, MatchKind.RESULT: RecordStage.PAUSED}
    assert left("liaison", match_id) == left("valves", match_id) == now
    assert left("shoes", match_id) == {} and page("shoes", match_id) == (None, None)
    assert listed(research.needs, RecordStage.SOLVED) == set()  # the lists stay as they were
    perform(ID["intake"], pipeline.decline, match_id, reason="need_gone")
    assert page("liaison", match_id)[0] is None and left("liaison", match_id) == {}


def test_what_is_for_the_brokers_alone_is_read_by_the_other_side_once_both_are_named():
    match_id = begun(confidentiality="brokers_only")
    assert page("liaison", match_id)[0] is None
    perform(ID["valves"], starting.agree, match_id)
    assert page("liaison", match_id)[0].enterprise


def test_a_text_that_is_being_put_right_is_read_by_a_side_that_knows_the_name_only():
    match_id = begun(confidentiality="name_hidden")
    need_id = row(match_id).need_id
    perform(ID["valves"], needs.pause, need_id)
    assert not page("liaison", match_id)[0].enterprise
    perform(ID["valves"], needs.resume, need_id)
    perform(ID["valves"], needs.change, need_id, title="低温阀门", problem="零下 196 度泄漏")
    in_review = page("liaison", match_id)[0]
    perform(ID["intake"], needs.send_back, need_id, reason="请写目标")
    assert in_review is page("liaison", match_id)[0] is None
