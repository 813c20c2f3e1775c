"""What many pairs are scored at, for a docking day: the numbers of the proposals, without their reasons."""

import pytest

from db.engine import snapshot
from db.research_vocabulary import MatchKind
from domain.matchmaking import pair_values, proposals
from domain.matchmaking.fields import ALONE
from tests import laboratory

pytestmark = pytest.mark.usefixtures("small_town")


def test_pairs_are_scored_as_the_proposals_are():
    needs = [laboratory.need(about) for about in ("seal", "pump", "glasses")]
    results = list(laboratory.all_results().values())
    asked = results[:-1]  # only these are asked for
    with snapshot() as session:
        told = {
            (need_id, each.key): each.score
            for need_id in needs
            for each in proposals.propose(
                session,
                proposals.of(session, MatchKind.NEED, need_id),
                MatchKind.RESULT,
                most=proposals.POOL,
                known=lambda keys: dict.fromkeys(keys, ALONE),
                allowed=asked,
            )
            if each.score > 0
        }
        found = pair_values.of_pairs(session, needs, asked)
        assert pair_values.of_pairs(session, [], asked) == {}
    assert told and found == pytest.approx(told, abs=1e-9)
