"""What a list is ordered by is what its bars add up to: over so many records that topics and frequent terms count."""

from math import fsum

import pytest

from components import match_bars
from db.engine import snapshot, transaction
from db.models import MatchText
from db.research_vocabulary import MatchKind, NotThis
from domain.matching.bags import CHANNELS
from domain.matching.explaining import AROUND, TOPICS
from domain.matching.postings import ALL_HEARD
from domain.matchmaking.fields import Beside, FieldPart, Why
from domain.matchmaking.proposals import SAID, Judged, Proposed, Sureness, propose
from tests.domain.matching import made

EXACT = 1e-12  # of a score near one, whose parts are added in another order
JUDGED = Judged(
    grades=((3, 1.0), (17, 1.0), (40, 0.0)),
    left_out=frozenset({40}),
    reasons=(NotThis.OTHER_SUBJECT,),
)


def write(kind, texts):
    with transaction() as session:
        session.add_all(
            MatchText(
                kind=kind,
                record_id=n,
                position=0,
                text=text,
                readiness=1 + n % 9,
                money=10_000 * (n % 7),
                industry_codes=[("34", "35", "382")[n % 3]],
                targets=[],
            )
            for n, text in enumerate(texts)
        )


@pytest.mark.parametrize("many", [70, ALL_HEARD + 40])
def test_the_score_that_orders_is_the_sum_of_what_is_shown(sqlite, many):
    write(MatchKind.RESULT, made.texts(many, words=80))
    write(MatchKind.NEED, made.texts(8, seed=2))
    seen = set()
    with snapshot() as session:
        for need in range(8):
            asked = session.get_one(MatchText, (MatchKind.NEED, need))
            for judged in (Judged(), JUDGED):
                found = propose(
                    session,
                    asked,
                    MatchKind.RESULT,
                    most=30,
                    known=lambda keys: {key: Beside(4, 4, 8, 3) for key in keys},
                    judged=judged,
                )
                assert len(found) == 30
                scores = [each.score for each in found]
                assert scores == pytest.approx(sorted(scores, reverse=True), abs=EXACT, rel=0)
                for each in found:
                    seen |= {name for name, _ in each.parts}
                    values = [value for _, value in each.parts]
                    values += [part.value for part in each.fields]
                    assert fsum(values) == each.score
                    drawn = match_bars.bars(each)
                    assert fsum(drawn.values()) == pytest.approx(each.score, abs=EXACT, rel=0)
                    assert sum(match_bars.in_hundredths(drawn).values()) == round(100 * each.score)
    assert seen == {*CHANNELS, TOPICS, AROUND, SAID}


def test_the_figures_of_a_house_whose_name_is_hidden_are_no_piece_of_their_own():
    def proposed(said):
        found = (
            FieldPart(Why.SAME_AREA, 0.02, {"area": "330303"}),
            FieldPart(Why.TRACK_RECORD, 0.03, said),
        )
        return Proposed(1, 0.55, (("words", 0.5),), found, (), Sureness.SURE, ())

    told = match_bars.bars(proposed({"contracts": 3, "matches": 4}))
    assert {"area-for", "track_record-for"} < set(told)
    kept_back = match_bars.bars(proposed({}))
    assert len(kept_back) == 2 and sum(kept_back.values()) == pytest.approx(0.55)
