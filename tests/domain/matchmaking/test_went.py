"""What became of a match is heard by the next list of its need and of its result."""

from datetime import timedelta

import pytest

from db.engine import snapshot
from db.research_vocabulary import (
    Confidentiality,
    MatchDecline,
    MatchKind,
    MatchStage,
    NotThis,
    Verdict,
)
from domain import clock, experts
from domain.command import perform
from domain.matchmaking import helpers_aside, judging, pipeline, starting
from domain.matchmaking.fields import Why
from domain.matchmaking.proposals import NOTHING_SAID, SAID
from domain.queries.helpers_for import helpers_for
from domain.queries.proposals import needs_for, results_for
from tests import laboratory
from tests.town import ID, UNIVERSITY, person

pytestmark = pytest.mark.usefixtures("small_town")
OPEN = {"confidentiality": Confidentiality.OPEN}


def ask(need_id):
    with snapshot() as session:
        return results_for(session, person("intake"), need_id)


def of_need(need_id):
    with snapshot() as session:
        return judging.of_need(session, need_id)


def order(found):
    return [each.id for each in found.shown]


def begun(need_id, result_id):
    return perform(ID["intake"], starting.start, need_id=need_id, result_id=result_id)


def judge(need_id, result_id, **said):
    perform(ID["intake"], judging.judge, need_id, result_id=result_id, **said)


def said_of(found, result_id):
    [why] = [each.why for each in found.shown if each.id == result_id]
    return dict(why.parts).get(SAID, 0.0)


def test_one_that_was_not_relevant_is_left_out_and_those_like_it_come_later():
    result, like = laboratory.result("seal"), laboratory.result("seal", title="密封结构第二代")
    need = laboratory.need("seal", **OPEN)
    match = begun(need, result)
    assert set(order(ask(need))) == {result, like} and of_need(need) == NOTHING_SAID
    perform(ID["intake"], pipeline.decline, match, reason=MatchDecline.NOT_RELEVANT)
    found = ask(need)
    assert order(found) == [like] and said_of(found, like) < 0 and found.said == 1
    perform(ID["intake"], pipeline.take_up_again, match)
    assert set(order(ask(need))) == {result, like} and of_need(need) == NOTHING_SAID


@pytest.mark.parametrize(
    ("reason", "why"),
    [
        (MatchDecline.NOT_READY, NotThis.NOT_READY),
        (MatchDecline.TARGETS_MISSED, NotThis.TARGETS_MISSED),
        (MatchDecline.PRICE, NotThis.TOO_EXPENSIVE),
        (MatchDecline.NO_CAPACITY, NotThis.NO_CAPACITY),
        (MatchDecline.NO_ANSWER, None),
        (MatchDecline.OTHER_PARTNER, None),
    ],
)
def test_each_reason_is_heard_as_what_it_says_of_the_result(reason, why):
    result, need = laboratory.result("seal"), laboratory.need("seal")
    perform(ID["intake"], pipeline.decline, begun(need, result), reason=reason)
    said = of_need(need)
    assert said.left_out == {result}
    assert said.reasons == ((why,) if why else ())
    assert bool(said.grades) is (why is NotThis.TARGETS_MISSED)  # which tells of the subject


def test_after_a_match_failed_on_its_price_the_price_of_others_weighs_more():
    dear = [laboratory.result("seal", title=f"密封 {n}", price=300_000) for n in range(2)]
    need = laboratory.need("seal", budget=200_000)

    def weighs():
        [part] = [
            part.value
            for each in ask(need).shown
            if each.id == dear[1]
            for part in each.why.fields
            if part.why is Why.ABOVE_BUDGET
        ]
        return part

    before = weighs()
    perform(ID["intake"], pipeline.decline, begun(need, dear[0]), reason=MatchDecline.PRICE)
    assert weighs() == pytest.approx(2 * before)


def test_one_that_came_as_far_as_a_meeting_draws_those_like_it_up():
    result, like = laboratory.result("seal"), laboratory.result("seal", title="密封结构第二代")
    need = laboratory.need("seal", **OPEN)
    match = begun(need, result)
    perform(ID["intake"], pipeline.advance, match, to=MatchStage.CONTACTED)
    assert of_need(need) == NOTHING_SAID
    perform(ID["intake"], pipeline.advance, match, to=MatchStage.MEETING)
    assert of_need(need).grades == ((result, 1.0),)
    assert said_of(ask(need), like) > 0


def test_what_was_set_aside_before_they_met_fits_after_all_and_what_is_set_aside_after_does_not():
    result, need = laboratory.result("seal"), laboratory.need("seal", **OPEN)
    aside = {"verdict": Verdict.NOT_THIS, "reason": NotThis.NOT_READY}
    judge(need, result, **aside)
    with clock.stopped(clock.now() + timedelta(hours=1)):
        match = begun(need, result)
        perform(ID["intake"], pipeline.advance, match, to=MatchStage.MEETING)
        assert of_need(need).grades == ((result, 1.0),) and not of_need(need).left_out
    with clock.stopped(clock.now() + timedelta(hours=2)):
        judge(need, result, **aside)
    said = of_need(need)
    assert (said.left_out, said.reasons) == ({result}, (NotThis.NOT_READY,))


def test_who_set_it_aside_said_why_whatever_the_match_says():
    result, need = laboratory.result("seal"), laboratory.need("seal")
    judge(need, result, verdict=Verdict.NOT_THIS, reason=NotThis.TOO_FAR)
    perform(ID["intake"], pipeline.decline, begun(need, result), reason=MatchDecline.NOT_READY)
    assert of_need(need).reasons == (NotThis.TOO_FAR,)


def test_the_needs_of_a_result_hear_it_too():
    result = laboratory.result("seal")
    near, far = laboratory.need("seal", **OPEN), laboratory.need("seal", title="阀门密封", **OPEN)
    perform(ID["intake"], pipeline.advance, begun(near, result), to=MatchStage.MEETING)
    perform(ID["intake"], pipeline.decline, begun(far, result), reason=MatchDecline.NO_ANSWER)
    with snapshot() as session:
        found = needs_for(session, person("intake"), result)
        said = judging.of_result(session, result)
    assert order(found) == [near]
    assert (said.grades, said.left_out, said.reasons) == (((near, 1.0),), {far}, ())


def test_of_many_needs_each_hears_its_own():
    first, second = laboratory.need("seal"), laboratory.need("pump")
    seal, pump = laboratory.result("seal"), laboratory.result("pump")
    perform(ID["intake"], pipeline.decline, begun(first, seal), reason=MatchDecline.NO_ANSWER)
    judge(second, pump, verdict=Verdict.FITS)
    with snapshot() as session:
        said = judging.of_needs(session, [first, second])
    assert said[first].left_out == {seal} and said[second].grades == ((pump, 1.0),)


def teams():
    """Two teams on seals, of which the one is much like the other."""
    words = {"topics": "阀门密封结构与填料 低温泄漏"}
    return [
        perform(ID["intake"], experts.add_team, UNIVERSITY, name=name, **words)
        for name in ("密封一组", "密封二组")
    ]


def teams_for(need_id):
    with snapshot() as session:
        return helpers_for(session, person("intake"), need_id, MatchKind.TEAM)


def said_of_team(need_id, team_id):
    [why] = [each.why for each in teams_for(need_id) if each.id == team_id]
    return dict(why.parts).get(SAID, 0.0)


def test_a_team_that_was_not_relevant_is_left_out_and_those_like_it_come_later():
    (one, like), need = teams(), laboratory.need("seal", **OPEN)
    match = perform(ID["intake"], starting.start_with_team, need_id=need, team_id=one)
    assert {each.id for each in teams_for(need)} == {one, like}
    perform(ID["intake"], pipeline.decline, match, reason=MatchDecline.NOT_RELEVANT)
    assert [each.id for each in teams_for(need)] == [like] and said_of_team(need, like) < 0
    perform(ID["intake"], pipeline.take_up_again, match)
    assert {each.id for each in teams_for(need)} == {one, like}


def test_a_meeting_with_a_team_lifts_those_like_it_and_a_contract_is_its_house_s_record():
    (one, like), need = teams(), laboratory.need("seal", **OPEN)
    match = perform(ID["intake"], starting.start_with_team, need_id=need, team_id=one)
    perform(ID["intake"], pipeline.advance, match, to=MatchStage.MEETING)
    assert said_of_team(need, like) > 0
    perform(ID["intake"], pipeline.sign, match, value=80_000, on=clock.now().date())
    for each in teams_for(laboratory.need("seal", title="另一项密封需求")):
        [record] = [part for part in each.why.fields if part.why is Why.TRACK_RECORD]
        assert record.said == {"contracts": 1, "matches": 1}


def test_who_set_a_team_aside_after_its_match_had_begun_is_heard_before_the_match():
    (one, like), need = teams(), laboratory.need("seal", **OPEN)
    match = perform(ID["intake"], starting.start_with_team, need_id=need, team_id=one)
    aside = {"kind": MatchKind.TEAM, "record_id": one, "reason": NotThis.TOO_FAR}
    perform(ID["valves"], helpers_aside.set_aside, need, **aside)
    perform(ID["intake"], pipeline.advance, match, to=MatchStage.MEETING)
    with snapshot() as session:
        said = helpers_aside.of_need(session, need, MatchKind.TEAM)
    assert said.left_out == {one} and said.reasons == (NotThis.TOO_FAR,) and said.grades == ()
    assert [each.id for each in teams_for(need)] == [like]
