"""By what the work of those who handle orders is looked at: the same formulas and bounds as for sub-platforms.

Source: domain reference, section 4: orders handled, on-time rate, satisfaction, training hours, activities, each with a
weight. [own] the weights. It is for talks within a unit: nobody is ranked, carded or named outside.

Each version is data and holds from a month on that had not begun when it was laid down, so that a month that people
have talked about stays as it was. Trainings and activities are items from the second one on.
"""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from db.assessment_vocabulary import Formula
from db.indicator_vocabulary import Indicator
from domain.assessment.scheme import LAID_DOWN, Group, Quantity, Scheme

MONTHLY = Decimal(20)  # answers in a month that earn all points of that item
TRAINED = Decimal(4)  # hours of training that do
HELD = Decimal(1)  # activities that do
SINCE_TRAINING = date(2026, 12, 1)  # the first month in which these two count


def _of(*quantities: Quantity) -> Scheme:
    unit = Group("unit", "本单位", "The unit", 0)
    return replace(LAID_DOWN, quantities=quantities, qualities=(), groups=(unit,))


def _loss(indicator: Indicator, points: int, mark: int, slope: str, floor: int = 0) -> Quantity:
    worth = Decimal(points), Formula.LOSS, Decimal(mark), Decimal(slope), Decimal(floor)
    return Quantity(indicator, *worth)


def _reach(indicator: Indicator, points: int, mark: Decimal) -> Quantity:
    return Quantity(indicator, Decimal(points), Formula.REACH, mark)


VERSIONS: tuple[tuple[date, Scheme], ...] = (
    (
        date.min,
        _of(
            _loss(Indicator.ON_TIME_CLOSING, 40, 100, "1.6"),
            _loss(Indicator.SATISFACTION_RATE, 30, 95, "0.6", 15),
            _reach(Indicator.SERVICES_GIVEN, 20, MONTHLY),
            _loss(Indicator.REDO_RATE, 10, 0, "0.5"),
        ),
    ),
    (
        SINCE_TRAINING,
        _of(
            _loss(Indicator.ON_TIME_CLOSING, 35, 100, "1.4"),
            _loss(Indicator.SATISFACTION_RATE, 25, 95, "0.5", 12),
            _reach(Indicator.SERVICES_GIVEN, 20, MONTHLY),
            _loss(Indicator.REDO_RATE, 5, 0, "0.25"),
            _reach(Indicator.TRAINING_HOURS, 10, TRAINED),
            _reach(Indicator.ACTIVITIES_HELD, 5, HELD),
        ),
    ),
)


def in_force(month: date) -> Scheme:
    """The version that a month is looked at by, given its first day."""
    return next(scheme for since, scheme in reversed(VERSIONS) if since <= month)
