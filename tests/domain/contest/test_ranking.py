"""From sheets to places: means, ties and their rules, severe judges; an assignment that is even around conflicts."""

from fractions import Fraction
from itertools import product
from random import Random

import numpy as np
import pytest

from db.contest_vocabulary import Mean, TieRule
from domain.contest.assigning import assign
from domain.contest.ranking import Criterion, Sheet, mean_of, ranking, severities, total

IDEA, TEAM = Criterion("idea", "创新性", 60), Criterion("team", "团队", 40, most=50)
CRITERIA = (IDEA, TEAM)
BOTH = (TieRule.CRITERIA, TieRule.JUDGES)


def sheets(*rows):
    """(entry, judge, idea, team) each."""
    return [Sheet(entry, judge, points) for entry, judge, *points in rows]


def places(found):
    return [(each.entry, each.place) for each in found]


def test_points_are_weighted_and_scaled_to_a_hundred():
    assert total(CRITERIA, (100, 50)) == 100
    assert total(CRITERIA, (50, 50)) == 70
    assert total((Criterion("a", "a", 1, 3),), (1,)) == Fraction(100, 3)


@pytest.mark.parametrize(
    ("values", "mean", "score"),
    [
        ((10, 20, 30, 40, 100), Mean.TRIMMED, 30),
        ((10, 20, 30, 40, 100), Mean.PLAIN, 40),
        ((10, 20, 60, 70), Mean.TRIMMED, 40),
        ((90,), Mean.TRIMMED, 90),
    ],
)
def test_the_highest_and_the_lowest_are_left_out_from_five_on(values, mean, score):
    assert mean_of([Fraction(each) for each in values], mean) == score


def test_equals_are_told_apart_by_the_criteria_in_their_order():
    found = ranking(CRITERIA, sheets((1, 1, 60, 20), (2, 1, 80, 5)), Mean.PLAIN, BOTH)
    assert total(CRITERIA, (60, 20)) == total(CRITERIA, (80, 5)) - 0
    assert places(found) == [(2, 1), (1, 2)]
    assert {each.by for each in found} == {TieRule.CRITERIA} and not found[0].is_shared


def test_equals_are_told_apart_by_the_share_of_judges_who_rank_them_higher():
    rows = sheets(
        *((1, judge, idea, 0) for judge, idea in ((1, 50), (2, 50), (3, 20))),
        *((2, judge, idea, 0) for judge, idea in ((1, 40), (2, 40), (3, 40))),
    )
    found = ranking(CRITERIA, rows, Mean.PLAIN, BOTH)
    assert places(found) == [(1, 1), (2, 2)] and found[0].by is TieRule.JUDGES
    assert places(ranking(CRITERIA, rows, Mean.PLAIN)) == [(1, 1), (2, 1)]


def test_what_no_rule_tells_apart_shares_its_place_and_the_next_one_comes_after_both():
    rows = sheets((1, 1, 50, 25), (2, 2, 50, 25), (3, 1, 90, 25), (4, 1, 10, 25))
    found = ranking(CRITERIA, rows, Mean.PLAIN, BOTH)
    assert places(found) == [(3, 1), (1, 2), (2, 2), (4, 4)]
    assert [each.is_shared for each in found] == [False, True, True, False]


def test_a_severe_judge_shows_and_the_standard_scores_see_through_it():
    rows = sheets(
        *((entry, 1, points, 0) for entry, points in ((1, 90), (2, 80))),
        *((entry, 2, points, 0) for entry, points in ((2, 62), (3, 58))),
        *((entry, 3, points, 0) for entry, points in ((1, 40), (3, 60))),
    )
    habits = severities(CRITERIA, rows)
    assert [each.judge for each in habits] == [3, 2, 1]
    assert habits[0].beside_others < 0 < habits[-1].beside_others
    flat = ranking(CRITERIA, sheets((1, 1, 50, 0), (2, 1, 50, 0)), Mean.PLAIN)
    assert [each.leaning for each in flat] == [None, None]


@pytest.mark.parametrize("seed", range(30))
def test_every_entry_has_one_place_and_nobody_with_fewer_points_stands_before(seed):
    chance = Random(seed)
    pairs = [(entry, judge) for entry in range(1, 6) for judge in range(1, 5)]
    asked = chance.sample(pairs, chance.randint(0, len(pairs)))
    rows = [(entry, judge, chance.randint(0, 3)) for entry, judge in asked]
    found = ranking((IDEA,), [Sheet(e, j, (n,)) for e, j, n in rows], Mean.TRIMMED, BOTH)
    assert sorted(each.entry for each in found) == sorted({each[0] for each in rows})
    assert all(one.score >= two.score for one, two in zip(found, found[1:], strict=False))
    for n, each in enumerate(found, start=1):
        assert each.place <= n and (each.place == n or each.is_shared)


def brute(may, wanted):
    """The smallest largest load of all assignments."""
    entries, judges = may.shape
    best = None
    for choice in product(range(2**judges), repeat=entries):
        taken = np.array([[mask >> k & 1 for k in range(judges)] for mask in choice], dtype=bool)
        need = np.minimum(wanted, may.sum(axis=1))
        if (taken & ~may).any() or (taken.sum(axis=1) != need).any():
            continue
        load = taken.sum(axis=0)
        told = (load.max(), -load.min())
        best = told if best is None or told < best else best
    return best


@pytest.mark.parametrize("seed", range(8))
def test_no_assignment_around_the_conflicts_is_more_even(seed):
    chance = Random(seed)
    rows = [[chance.random() < 0.7 for _ in range(3)] for _ in range(chance.randint(1, 4))]
    may = np.array(rows, dtype=bool)
    found = assign(may, 2)
    assert not (found.taken & ~may).any() and found.is_proved
    assert (found.taken.sum(axis=1) + found.short == 2).all()
    most, fewest = brute(may, 2)
    assert (found.most, -found.fewest) == (most, fewest)


def test_what_is_assigned_stays_and_a_hundred_entries_are_shared_out_evenly():
    may = np.ones((100, 12), dtype=bool)
    may[:10, 0] = False
    kept = np.zeros_like(may)
    kept[0, 1] = kept[1, 1] = True
    found = assign(may, 3, kept)
    assert found.taken[0, 1] and found.taken[1, 1]
    assert (found.most, found.fewest, found.is_proved) == (25, 25, True)


def test_without_judges_or_entries_nothing_is_assigned():
    assert assign(np.zeros((2, 0), dtype=bool), 3).short.tolist() == [3, 3]
    assert assign(np.zeros((0, 3), dtype=bool), 3).most == 0


def test_an_assignment_that_stands_says_how_even_it_is():
    stands = np.array([[True, False], [True, True], [True, True]])
    found = assign(np.ones((3, 2), dtype=bool), 1, stands)
    assert (found.most, found.fewest) == (3, 2)
