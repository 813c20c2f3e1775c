"""What a month comes to: every rule of the scheme beside numbers that were worked out by hand."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.assessment_vocabulary import Formula, Honour, MarkGrade, RankedBy, Standing
from db.indicator_vocabulary import Indicator
from domain.assessment.scheme import LAID_DOWN, Quantity
from domain.assessment.scoring import Counted, Place, assess, is_few, points_of, wilson
from tests.domain.assessment.months import closed, place, satisfied

BY_POINTS = replace(LAID_DOWN, ranked_by=RankedBy.POINTS)
SATISFACTION, CLOSING = LAID_DOWN.quantities[:2]


def one(**said):
    [found] = assess(LAID_DOWN, [place(**said)])
    return found


def item(found, key):
    return next(each for each in found.items if each.key == key)


@pytest.mark.parametrize(
    ("top", "points"),
    [
        (100, "25"),
        (95, "25"),  # the mark itself loses nothing
        (94, "24.5"),
        (90, "22.5"),
        (70, "12.5"),
        (69, "12.5"),  # never less than half
        (0, "12.5"),
    ],
)
def test_satisfaction_loses_half_a_point_for_each_per_cent_below_ninety_five(top, points):
    assert points_of(SATISFACTION, Decimal(top) / 100) == Decimal(points)


@pytest.mark.parametrize(
    ("top", "points"), [(100, "25"), (99, "24"), (80, "5"), (75, "0"), (0, "0")]
)
def test_being_on_time_loses_a_point_for_each_per_cent_below_a_hundred(top, points):
    assert points_of(CLOSING, Decimal(top) / 100) == Decimal(points)


def test_a_number_earns_the_share_of_its_mark_that_was_reached():
    item_ = Quantity(Indicator.MATCHES_CONTRACTED, Decimal(10), Formula.REACH, Decimal(8))
    assert [points_of(item_, Decimal(n)) for n in (0, 2, 8, 20)] == [0, Decimal("2.5"), 10, 10]


REDONE = Quantity(
    Indicator.REDO_RATE, Decimal(10), Formula.LOSS, Decimal(2), Decimal(1), Decimal(1)
)
HANDLED = Quantity(Indicator.HANDLING_TIME, Decimal(10), Formula.REACH, Decimal(4))


def test_of_what_is_better_lower_more_of_it_loses_points():
    shares = [Decimal(n) / 100 for n in (0, 2, 5, 50)]
    assert [points_of(REDONE, share) for share in shares] == [10, 10, 7, 1]
    days = [Decimal(n) for n in (0, 4, 5, 16)]
    assert [points_of(HANDLED, day) for day in days] == [10, 10, 8, Decimal("2.5")]


def test_whoever_does_more_over_again_stands_behind_and_their_bounds_are_the_right_way_round():
    scheme = replace(LAID_DOWN, quantities=(REDONE,), qualities=(), least_measured=Decimal(0))
    known = [
        Place(code, 100, {Indicator.REDO_RATE: Counted(top, 100)}, {})
        for code, top in (("good", 2), ("bad", 9))
    ]
    good, bad = assess(scheme, known)
    assert (good.rank, bad.rank) == (1, 2) and good.total == 100 > bad.total
    assert all(each.low <= each.total <= each.high for each in (good, bad))
    upside_down = assess(replace(scheme, edition=1), known)
    assert upside_down[0].rank == 2  # as it was published once, so it is reproduced


def test_a_figure_of_few_says_so_and_one_that_is_not_told_is_missing():
    scheme = replace(LAID_DOWN, quantities=(CLOSING, HANDLED), few=10)
    counted = {Indicator.ON_TIME_CLOSING: Counted(9, 9), Indicator.HANDLING_TIME: Counted(250, 10)}
    [found] = assess(scheme, [Place("a", 100, counted, {})])
    assert [is_few(scheme, *pair) for pair in zip(scheme.items, found.items, strict=True)][:2] == [
        True,
        False,
    ]
    [none] = assess(scheme, [Place("a", 100, {}, {})])
    assert none.total is None and none.rank is None


def test_all_that_was_met_is_a_hundred_points():
    assert one().total == 100 and one().standing is Standing.EXCELLENT


def test_several_assessors_count_alike():
    found = one(marks=(MarkGrade.EXCELLENT, MarkGrade.FAIR))
    assert item(found, "reporting").points == Decimal("8.5")
    assert found.total == 97


def test_what_could_not_be_measured_is_left_out_and_is_not_zero():
    found = one(marks=(), **satisfied(0, 0))
    assert found.measured == 55 and found.total == 100
    assert item(found, "satisfaction_rate").points is None
    few = assess(
        replace(LAID_DOWN, least_measured=Decimal(60)), [place(marks=(), **satisfied(0, 0))]
    )
    assert few[0].standing is Standing.NOT_RANKED and few[0].rank is None


@pytest.mark.parametrize(
    ("volume", "group"),
    [(300, "large"), (299, "middle"), (80, "middle"), (79, "small"), (20, "small"), (19, "")],
)
def test_who_is_compared_with_whom_goes_by_the_demands_of_the_month(volume, group):
    found = one(volume=volume)
    assert found.group == group
    assert (found.rank is None) is (group == "")
    assert found.total == 100  # measured, if not ranked


def test_equals_share_a_rank_and_the_next_comes_after_them():
    found = assess(
        BY_POINTS,
        [place("a"), place("b", **closed(99)), place("c", **closed(99)), place("d", **closed(98))],
    )
    assert [each.rank for each in found] == [1, 2, 2, 4] and {each.of for each in found} == {4}


def test_one_late_order_of_seven_does_not_sink_a_small_unit_below_one_that_is_late_again_and_again():
    small, busy = place("small", n=7, **closed(6, 7)), place("busy", n=700, **closed(600, 700))
    by_points = assess(BY_POINTS, [small, busy])
    assert by_points[0].total == by_points[1].total  # six of seven, both
    assert by_points[0].high > by_points[1].high  # but chance alone may explain the one
    assert [each.has_card for each in assess(BY_POINTS, [small, place("best", n=7)])] == [
        False,
        False,
    ]
    assert [each.has_card for each in assess(BY_POINTS, [busy, place("best", n=700)])] == [
        True,
        False,
    ]


def test_a_yellow_card_is_for_the_last_of_a_group_below_the_mark():
    found = assess(
        BY_POINTS,
        [
            place("a", n=900),
            place("b", n=900, **closed(700, 900)),
            place("c", n=900, **closed(500, 900)),
        ],
    )
    assert [each.has_card for each in found] == [False, False, True]
    alone = assess(BY_POINTS, [place("c", n=900, **closed(500, 900))])
    assert not alone[0].has_card
    alike = [place(code, n=900, **closed(500, 900)) for code in "ab"]
    assert not any(each.has_card for each in assess(BY_POINTS, alike))


def test_the_first_of_a_group_is_commended_if_it_is_excellent():
    found = assess(BY_POINTS, [place("a", n=900), place("b", n=900, **closed(890, 900))])
    assert [each.honours for each in found] == [(Honour.FIRST,), ()]
    weak = [place(code, n=900, **closed(top, 900)) for code, top in (("a", 820), ("b", 800))]
    assert all(not each.honours for each in assess(BY_POINTS, weak))


def test_who_has_risen_most_is_commended_if_it_was_enough():
    found = assess(BY_POINTS, [place("a", before="96"), place("b", before="98"), place("c")])
    assert [Honour.RISEN in each.honours for each in found] == [True, False, False]
    little = assess(BY_POINTS, [place("a", before="97.01")])
    assert Honour.RISEN not in little[0].honours


@given(st.integers(1, 2000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_bounds_hold_the_rate_and_solve_wilsons_equation(pair):
    top, n = pair
    low, high = wilson(top, n, LAID_DOWN.z)
    assert 0 <= low <= Decimal(top) / n <= high <= 1
    share, square = Fraction(top, n), Fraction(LAID_DOWN.z) ** 2
    for bound in map(Fraction, (low, high)):
        if 0 < bound < 1:
            assert abs((share - bound) ** 2 - square * bound * (1 - bound) / n) < Fraction(
                1, 10**20
            )


COUNTS = st.integers(0, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@st.composite
def months(draw):
    known = place(
        draw(st.sampled_from("abcdef")),
        volume=draw(st.integers(0, 500)),
        **{each.key: draw(COUNTS) for each in LAID_DOWN.quantities},
    )
    return replace(
        known,
        marks={
            key: tuple(draw(st.lists(st.sampled_from(MarkGrade), max_size=3)))
            for key in known.marks
        },
    )


@given(st.lists(months(), min_size=1, max_size=8))
def test_the_items_add_up_and_the_ranks_go_by_the_bound(places: list[Place]):
    found = assess(LAID_DOWN, places)
    for each in found:
        known = [part for part in each.items if part.points is not None]
        assert each.measured == sum(part.most for part in known)
        for part in known:
            assert 0 <= part.low <= part.points <= part.high <= part.most
        if known:
            exact = sum(part.points for part in known) * 100 / each.measured
            assert abs(each.total - exact) <= Decimal("0.005")
    for one_ in found:
        for other in found:
            if one_.rank and other.rank and one_.group == other.group:
                assert (one_.rank < other.rank) == (one_.low > other.low)


@given(st.lists(months(), min_size=1, max_size=6), st.randoms())
def test_the_order_in_which_places_are_named_changes_nothing(places, random):
    named = [replace(each, code=f"{n}") for n, each in enumerate(places)]
    shuffled = random.sample(named, len(named))
    assert {each.code: each for each in assess(LAID_DOWN, named)} == {
        each.code: each for each in assess(LAID_DOWN, shuffled)
    }
