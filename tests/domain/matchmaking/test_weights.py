"""What is learnt from decisions in numbers: it finds what people look at, and changes little for little."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.matchmaking import weights
from domain.matchmaking.weights import Decided


def decided(needs, each, said, *, seed=0, fields=3):
    """Decisions where people look at one field alone: `said` says how much a field counts for them."""
    rng = np.random.default_rng(seed)
    many = needs * each
    table = rng.choice([-0.05, 0.05], (many, fields))
    words = rng.uniform(0.2, 0.6, many)
    liking = words + table @ np.array(said)
    number = np.repeat(np.arange(needs), each)
    grades = np.zeros(many)
    for need in range(needs):
        its = number == need
        grades[its] = liking[its] > np.median(liking[its])
    return Decided(number, grades, words, table, np.ones(many))


def test_a_field_that_people_look_at_weighs_more_and_orders_better():
    found = weights.learnt(decided(60, 8, (8, 1, 0)))
    assert found.weights[0] > 2 > found.weights[2]
    assert found.is_better and found.right_after > found.right_before + 0.03


def test_where_the_weights_laid_down_are_right_they_stay_near_and_little_is_won():
    found = weights.learnt(decided(60, 8, (1, 1, 1)))
    assert np.abs(found.weights - 1).max() < 0.8
    assert found.right_after - found.right_before < 0.02


def test_few_decisions_change_little():
    few, many = weights.learnt(decided(8, 4, (8, 1, 0))), weights.learnt(decided(80, 8, (8, 1, 0)))
    assert np.abs(few.weights - 1).sum() < np.abs(many.weights - 1).sum()


@pytest.mark.parametrize(("needs", "each", "enough"), [(7, 8, False), (8, 3, False), (8, 4, True)])
def test_it_says_whether_there_is_enough(needs, each, enough):
    assert weights.is_enough(decided(needs, each, (1, 1, 1))) is enough


def test_needs_of_which_all_was_taken_or_all_set_aside_teach_nothing():
    needs, grades = np.array([1, 1, 2, 2, 3, 3]), np.array([1, 1, 0, 0, 1, 0])
    assert weights.needs_that_tell(needs, grades) == 1


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 1000), st.lists(st.floats(-20, 20), min_size=3, max_size=3))
def test_no_weight_turns_round_or_grows_beyond_its_bounds(seed, said):
    found = weights.learnt(decided(10, 5, said, seed=seed))
    assert ((found.weights >= 0) & (found.weights <= weights.MOST)).all()
    assert 0 <= found.right_before <= 1 and 0 <= found.right_after <= 1


def test_what_was_shown_far_down_and_judged_all_the_same_counts_more():
    judged, shown = [50, 20, 5], [100, 100, 100]
    first, last, unknown = weights.importance([1, 3, None], judged, shown)
    assert first < unknown == 1 < last <= 3


def test_without_any_place_all_count_the_same():
    assert weights.importance([None, None], [0], [0]).tolist() == [1, 1]


def test_of_a_need_with_very_many_decisions_pairs_are_drawn_from_all_of_them():
    many = decided(1, 120, (1, 1, 1))
    pairs = weights._pairs(many)
    assert len(pairs.needs) == weights.MOST_PAIRS
    better = many.words[many.grades == 1]
    # the first pairs alone would be of the first two or three results that fit
    margins = {round(float(value), 9) for value in pairs.words}
    worse = many.words[many.grades == 0]
    of = {
        n
        for n, value in enumerate(better)
        if margins & {round(float(value - its), 9) for its in worse}
    }
    assert len(of) > 40
