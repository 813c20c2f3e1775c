"""Who comes first among many scores, and how they are added up and measured, beside the plain way of doing it."""

import numpy as np
import pytest

from domain.matching import adding, kernel, leaders

SHAPES = {
    "spread": lambda rng, many: rng.gamma(2, 0.1, many),
    "few say anything": lambda rng, many: np.where(rng.random(many) < 0.01, rng.random(many), 0),
    "many alike": lambda rng, many: rng.integers(0, 4, many) / 4,
    "one far ahead": lambda rng, many: np.append(rng.random(many - 1) / 1e6, 1.0),
    "all the same": lambda rng, many: np.full(many, 0.5),
}


@pytest.mark.parametrize("precision", [np.float32, np.float64])
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(("many", "size"), [(7, 3), (300, 50), (5_000, 200), (20_000, 1_000)])
def test_the_pool_holds_the_highest_and_a_few_more(many, size, shape, precision):
    rng = np.random.default_rng(many)
    scores = SHAPES[shape](rng, many).astype(precision)
    alive = rng.random(many) < 0.9
    scores[~alive] = 0  # as they are where they are added up
    found = leaders.pool(scores, alive, size)
    assert len(set(found.tolist())) == len(found) and alive[found].all()
    others = np.setdiff1d(np.flatnonzero(alive), found)
    saying = int((scores[alive] > leaders.TINY).sum())
    assert len(found) >= min(size, saying)
    if len(others) and len(found):
        assert scores[others].max() <= max(scores[found].min(), leaders.TINY)
    if shape == "spread":  # where equals, or nearly equals, stand at the edge there are more
        assert len(found) <= size + size // 4


@pytest.mark.parametrize("precision", [np.float32, np.float64])
@pytest.mark.parametrize("gone", [0, 1, 400])
def test_the_spread_is_that_of_the_records_that_are_there(gone, precision):
    rng = np.random.default_rng(gone)
    scores, alive = rng.gamma(2, 0.1, 1_000).astype(precision), np.ones(1_000, bool)
    alive[rng.choice(1_000, gone, replace=False)] = False
    here = scores[alive].astype(np.float64)
    lowest, width, ahead = kernel.spread(scores, alive)
    assert lowest == here.min() and width == pytest.approx(here.max() - here.min(), rel=1e-6)
    assert ahead == pytest.approx((here.max() - here.mean()) / here.std(), rel=1e-3)


def test_terms_of_any_number_of_records_are_added_up_exactly():
    rng = np.random.default_rng(96871)
    lengths = [0, *range(1, 20), 200]
    held = [np.sort(rng.choice(200, many, replace=False)) for many in lengths]
    starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.uint32)[None, :]
    records = np.concatenate(held).astype(np.uint16)
    impacts = rng.random(len(records)).astype(np.float32)
    terms, weights = np.arange(len(lengths)), rng.random(len(lengths))
    out, dead = np.empty(200), np.array([3])
    adding.score(starts, records, impacts, dead, terms, weights, 0, len(terms), (0, 1), out)
    expected = np.zeros(200)
    for term, places in enumerate(held):
        first = starts[0, term]
        expected[places] += weights[term] * impacts[first : first + len(places)]
    expected[3] = 0
    assert np.allclose(out, expected, rtol=1e-12)
