"""What many pairs are scored at, for a docking day: the numbers of the proposals, without their reasons."""

from functools import partial

import pytest

from db.engine import snapshot, transaction
from db.models import Area, Match
from db.research_vocabulary import MatchKind, NotThis, Verdict
from domain import clock, experts
from domain.command import perform
from domain.matchmaking import judging, pair_values, pipeline, proposals, shelves, starting
from domain.matchmaking.fields import Why
from domain.permissions import ENGINE
from domain.queries.proposals import results_beside
from tests import laboratory
from tests.domain.matching.texts import RESULTS
from tests.town import ID, LONGWAN, LUCHENG, UNIVERSITY

pytestmark = pytest.mark.usefixtures("small_town")


def proposed(needs, results):
    """The same pairs as they are proposed: by pair, the whole proposal."""
    with snapshot() as session:
        return {
            (need_id, each.key): each
            for need_id in needs
            for each in proposals.propose(
                session,
                proposals.of(session, MatchKind.NEED, need_id),
                MatchKind.RESULT,
                most=proposals.POOL,
                known=partial(results_beside, session, ENGINE),
                allowed=results,
                judged=judging.of_need(session, need_id),
            )
            if each.score > 0
        }


@pytest.fixture
def begun_index(monkeypatch):
    """The index of this process holds one record and goes on being built."""
    monkeypatch.setattr(shelves, "AT_ONCE", 1)
    monkeypatch.setattr(shelves.Shelf, "_build_beside", lambda self: None)
    monkeypatch.setattr(shelves, "_shelves", {})


def test_pairs_that_are_asked_for_are_scored_also_while_the_index_holds_a_part(begun_index):
    needs, results = [laboratory.need("seal")], list(laboratory.all_results().values())
    with snapshot() as session, shelves.index_of(session, MatchKind.RESULT) as index:
        assert len(index.keys) == 1
    assert {pair[1] for pair in valued(needs, results)} >= {results[0]}
    seal = laboratory.result("seal", title="低温阀门密封结构二")
    shelves._shelves.clear()
    made = perform(ID["intake"], starting.start, need_id=needs[0], result_id=results[0])
    with snapshot() as session:
        assert session.get_one(Match, made).score
    assert not shelves.is_whole(MatchKind.RESULT) and (needs[0], seal) in valued(needs, [seal])


def valued(needs, results):
    with snapshot() as session:
        return pair_values.of_pairs(session, needs, results)


def lie_side_by_side(*codes):
    with transaction() as session:
        for column, code in enumerate(codes):
            area = session.get_one(Area, code)
            area.tile_column, area.tile_row = column, 1


def full_team() -> int:
    """It takes on one need in a year, and has."""
    made = perform(ID["intake"], experts.add_team, UNIVERSITY, name="低温团队", yearly_capacity=1)
    of = {"need_id": laboratory.need("battery"), "team_id": made}
    match = perform(ID["intake"], starting.start_with_team, **of)
    perform(ID["valves"], starting.agree, match)
    perform(ID["intake"], pipeline.sign, match, value=80_000, on=clock.now().date())
    return made


def test_pairs_are_scored_as_the_proposals_are_with_all_that_these_heed():
    needs = [laboratory.need(about) for about in ("seal", "pump", "glasses")]
    known = {about: laboratory.result(about) for about in RESULTS if about != "seal"}
    known["seal"] = laboratory.result("seal", team_id=full_team())
    asked = list(known.values())[1:]  # only these are asked for
    before = valued(needs, asked)
    lie_side_by_side(LONGWAN, LUCHENG)
    aside = {"result_id": known["pump"], "verdict": Verdict.NOT_THIS}
    perform(ID["valves"], judging.judge, needs[0], reason=NotThis.TOO_FAR, **aside)
    other = {"result_id": known["glasses"], "verdict": Verdict.NOT_THIS}
    perform(ID["valves"], judging.judge, needs[1], reason=NotThis.OTHER_SUBJECT, **other)
    told, found = proposed(needs, asked), valued(needs, asked)
    assert found == pytest.approx({pair: each.score for pair, each in told.items()}, abs=1e-9)
    whys = {part.why for each in told.values() for part in each.fields}
    assert whys >= {Why.NEXT_AREA, Why.TEAM_FULL, Why.TRACK_RECORD}
    assert (needs[0], known["pump"]) in before and (needs[0], known["pump"]) not in found
    assert any(name == proposals.SAID for each in told.values() for name, _ in each.parts)


def test_of_nothing_nothing_is_scored():
    assert valued([], [laboratory.result()]) == valued([laboratory.need()], []) == {}
