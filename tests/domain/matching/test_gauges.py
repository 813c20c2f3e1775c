"""By what the engine tells how much topics are needed beside the words."""

import numpy as np
import pytest

from domain.matching import kernel
from domain.matching.bags import CHANNELS
from domain.matching.index import Index
from domain.matching.mixing import DEFAULT
from tests.domain.matching import made


@pytest.mark.parametrize("precision", [np.float32, np.float64])
def test_how_far_the_highest_stands_above_the_others_is_told_of_those_that_are_there(precision):
    rng = np.random.default_rng(4)
    scores, alive = rng.random(1000).astype(precision), rng.random(1000) < 0.7
    scores[~alive] = 9.0
    kept = scores[alive].astype(np.float64)
    lowest, width, above = kernel.spread(scores, alive)
    assert lowest == pytest.approx(kept.min()) and width == pytest.approx(np.ptp(kept))
    assert above == pytest.approx((kept.max() - kept.mean()) / kept.std(), rel=1e-3)


@pytest.mark.parametrize("scores", [[], [0.5, 0.5]])
def test_nothing_stands_out_where_there_is_nothing_or_all_are_the_same(scores):
    found = np.array(scores)
    assert kernel.spread(found, np.ones(len(found), bool))[1:] == (0.0, 0.0)


def test_topics_are_heard_too_where_one_record_says_all_of_the_need():
    """The record itself stands out by its words; of the others its matter tells."""
    own = (" ".join(f"{letter}{n}" for letter in "abcdefghijklmnopqrstuvw") for n in range(200))
    texts = [f"{text} {marks}" for text, marks in zip(made.texts(200, words=60), own, strict=True)]
    index = Index()
    index.build(enumerate(texts))
    for text in texts[:5]:
        first, flat, share, *_, shared = index.heard(text).told[len(CHANNELS) :]
        assert first > 0 and flat == 0
        assert 0 < share <= DEFAULT.most_topics and 0 < shared <= DEFAULT.most_neighbours
        assert index.rank([text])[0][0].score == pytest.approx(
            index.best_of(index.heard(text), 1)[1][0]
        )
