"""A figure is met, near, missed, or of too few to say; a number that adds up is judged by its pace."""

from datetime import date

import pytest

from db.indicator_vocabulary import Half, Indicator
from domain.indicators import periods
from domain.indicators.aims import AimState, against, aim, by_now, of, target_for
from domain.indicators.definitions import DEFINITIONS
from domain.indicators.figure import Figure
from domain.office_calendar import PUBLISHED
from tests.town import LONGWAN, LUCHENG

CLOSING, TIME, GIVEN = (
    Indicator.ON_TIME_CLOSING,
    Indicator.HANDLING_TIME,
    Indicator.SERVICES_GIVEN,
)


def state(indicator, value, target, *, n=100, gone=10, whole=20):
    found = aim(Figure(indicator, value, n, n), target, gone=gone, whole=whole)
    return found and found.state


@pytest.mark.parametrize(
    ("value", "expected"),
    [(0.95, AimState.MET), (0.9, AimState.MET), (0.88, AimState.NEAR), (0.86, AimState.MISSED)],
)
def test_a_share_is_judged_against_its_target(value, expected):
    assert state(CLOSING, value, 0.9) is expected


@pytest.mark.parametrize("target", range(4, 101))
def test_three_whole_points_below_any_target_are_near(target):
    assert state(CLOSING, (target - 3) / 100, target / 100) is AimState.NEAR
    assert state(CLOSING, (target - 3.1) / 100, target / 100) is AimState.MISSED


@pytest.mark.parametrize(
    ("top", "n", "target", "expected"),
    [
        (113, 119, 0.95, AimState.MET),  # told as 95.0 %
        (94_949, 100_000, 0.95, AimState.NEAR),  # 94.9 %
        (11_950, 13_000, 0.949, AimState.NEAR),  # 91.9 %
        (11_940, 13_000, 0.949, AimState.MISSED),  # 91.8 %
    ],
)
def test_a_share_is_judged_as_it_is_told(top, n, target, expected):
    assert state(CLOSING, top / n, target, n=n) is expected


@pytest.mark.parametrize("target", range(1, 90))
def test_a_tenth_below_any_number_is_near(target):
    assert state(GIVEN, 9 * target, 10 * target, gone=20) is AimState.NEAR
    assert state(GIVEN, 9 * target - 1, 10 * target, gone=20) is AimState.MISSED


@pytest.mark.parametrize(
    ("value", "expected"), [(3.0, AimState.MET), (4.4, AimState.NEAR), (5.0, AimState.MISSED)]
)
def test_of_a_time_less_is_better(value, expected):
    assert state(TIME, value, 4.0) is expected


@pytest.mark.parametrize(
    ("value", "expected"), [(50, AimState.MET), (46, AimState.NEAR), (44, AimState.MISSED)]
)
def test_a_number_is_judged_by_the_working_days_gone(value, expected):
    assert state(GIVEN, value, 100) is expected


def test_the_pace_ends_with_the_month():
    assert aim(Figure(GIVEN, 99, 99, 99), 100, gone=25, whole=20).pace == 100


@pytest.mark.parametrize(
    ("value", "gone", "pace", "expected"),
    [
        (0, 9, 0, AimState.MET),  # of one match by now none: it has what it should have
        (0, 10, 1, AimState.MISSED),
        (1, 20, 1, AimState.MET),
    ],
)
def test_a_number_is_judged_by_the_pace_that_is_told_a_whole_one(value, gone, pace, expected):
    found = aim(Figure(Indicator.MATCHES_CONTRACTED, value, value, value), 1, gone=gone, whole=20)
    assert (found.pace, found.state) == (pace, expected)


@pytest.mark.parametrize("share", [n / 22 for n in range(23)])
@pytest.mark.parametrize("target", [0.0, 1.0, 2.5, 7.0, 1000.0])
def test_the_pace_is_never_more_than_the_target_nor_half_a_thing_away(target, share):
    found = by_now(target, share)
    assert found <= target and abs(found - target * share) <= 0.5
    assert found == target if share == 1 else found == int(found) or found == target


def test_a_number_is_not_judged_before_any_working_time_is_gone():
    assert state(GIVEN, 0, 100, gone=0) is None
    assert state(CLOSING, 0.95, 0.9, gone=0) is AimState.MET


def test_of_few_nothing_is_said_and_of_nothing_there_is_nothing_to_judge():
    assert state(CLOSING, 0.2, 0.9, n=3) is AimState.TOO_FEW
    assert state(CLOSING, None, 0.9, n=0) is None


@pytest.mark.parametrize("n", [0, 1, 9, 10])
@pytest.mark.parametrize(
    "indicator", [Indicator.CONTRACT_VALUE, Indicator.TRAINING_HOURS, Indicator.MATCHES_CONTRACTED]
)
def test_a_sum_is_judged_of_however_few_it_is(indicator, n):
    expected = AimState.MET if n else AimState.MISSED
    assert state(indicator, n * 300_000.0, 100_000.0, n=n) is expected
    assert not Figure(indicator, n * 300_000.0, n, n).is_few and DEFINITIONS[indicator].few == 0


TARGETS = {
    CLOSING: {"": 0.9, LONGWAN: 0.8},
    GIVEN: {"": 120.0, LONGWAN: 10.0},
    Indicator.RECEIVED: {"": 500.0, LONGWAN: 50.0},
    Indicator.OVERDUE_NOW: {"": 0.0},
}


@pytest.mark.parametrize(
    ("indicator", "area", "expected"),
    [
        (CLOSING, None, 0.9),
        (CLOSING, LONGWAN, 0.8),
        (CLOSING, LUCHENG, 0.9),  # a share has the city's target where it has none of its own
        (GIVEN, None, 120.0),
        (GIVEN, LONGWAN, 10.0),
        (GIVEN, LUCHENG, None),  # the whole city's number is no target of a part
        (Indicator.RECEIVED, LONGWAN, None),  # neither more nor less is better
        (Indicator.OVERDUE_NOW, None, None),  # tells of this moment, not of a month
        (TIME, LUCHENG, None),
    ],
)
def test_which_target_counts_for_a_place(indicator, area, expected):
    assert target_for(TARGETS, indicator, area) == expected


def test_a_figure_of_several_months_has_no_target_of_a_month():
    today = date(2026, 11, 13)
    figure = Figure(CLOSING, 0.5, 100, 50)
    month, quarter = (periods.months(today, many, today=today) for many in (1, 3))
    assert of(figure, TARGETS, LUCHENG, month, PUBLISHED).state is AimState.MISSED
    assert of(figure, TARGETS, LUCHENG, quarter, PUBLISHED) is None


def test_a_number_of_an_unfinished_month_is_judged_by_the_working_time_gone():
    today = date(2026, 11, 13)  # the tenth of twenty-one working days
    period = periods.month(today, today=today)
    found = of(Figure(GIVEN, 58, 58, 58), TARGETS, None, period, PUBLISHED)
    assert found.pace <= 58 and found.state is AimState.MET


@pytest.mark.parametrize(
    ("indicator", "expected"),
    [
        (CLOSING, Half.REST),  # those that were late
        (Indicator.REDO_RATE, Half.GOOD),  # those that were redone: less is better
        (TIME, Half.ALL),
        (Indicator.OVERDUE_NOW, Half.ALL),
    ],
)
def test_which_records_speak_against_a_figure(indicator, expected):
    assert against(indicator) is expected
