"""A figure is met, near, missed, or of too few to say; a number that adds up is judged by its pace."""

import pytest

from db.indicator_vocabulary import Indicator
from domain.indicators.aims import AimState, aim
from domain.indicators.metric import Figure

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


def test_of_few_nothing_is_said_and_of_nothing_there_is_nothing_to_judge():
    assert state(CLOSING, 0.2, 0.9, n=3) is AimState.TOO_FEW
    assert state(CLOSING, None, 0.9, n=0) is None
