import pytest

from domain.matching.judging.figures import auc, graded_score, worth


def test_a_perfect_ranking_is_worth_one():
    found = worth([["a", "b", "c"]], [{"a": 2.0, "b": 1.0, "c": 0.0}])
    assert (found.ndcg_at_10, found.recall_at_100, found.map) == (1.0, 1.0, 1.0)


def test_ndcg_by_hand():
    found = worth([["b", "a"]], [{"a": 3.0, "b": 1.0}])
    assert found.ndcg_at_10 == pytest.approx((1 + 3 / 1.5849625) / (3 + 1 / 1.5849625))


def test_recall_and_precision_count_what_was_not_found():
    found = worth([["x", "a"]], [{"a": 1.0, "b": 1.0}])
    assert found.recall_at_100 == 0.5
    assert found.map == pytest.approx((1 / 2) / 2)


def test_only_the_first_hundred_count_as_recalled():
    ranking = [f"x{n}" for n in range(100)] + ["a"]
    assert worth([ranking], [{"a": 1.0}]).recall_at_100 == 0


@pytest.mark.parametrize(
    ("scores", "fits", "expected"),
    [
        ([3, 2, 1], [True, True, False], 1.0),
        ([1, 2, 3], [True, False, False], 0.0),
        ([1, 1, 1, 1], [True, False, True, False], 0.5),
        ([2, 1, 1], [True, True, False], 0.75),
        ([1, 2], [True, True], None),
    ],
)
def test_auc_counts_equals_half(scores, fits, expected):
    assert auc(scores, fits) == expected


def test_the_graded_score_is_one_where_every_grade_was_foretold():
    assert graded_score([1, 2], [1, 2]) == 1
    assert graded_score([1, 3], [2, 2]) == 0.5
