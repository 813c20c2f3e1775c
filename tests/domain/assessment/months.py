"""Months of sub-platforms as the scoring knows them, for tests."""

from decimal import Decimal

from db.assessment_vocabulary import MarkGrade
from db.indicator_vocabulary import Indicator
from domain.assessment.scheme import LAID_DOWN
from domain.assessment.scoring import Counted, Place

BEST = (MarkGrade.EXCELLENT,)
QUALITIES = tuple(each.key for each in LAID_DOWN.qualities)
SHARES = tuple(each.indicator for each in LAID_DOWN.quantities)


def place(code="330302", volume=100, n=100, before=None, marks=BEST, **tops):
    """A month in which everything was met, but for what is said: by indicator how many of `n` met it, or (top, n)."""
    counted = {}
    for indicator in SHARES:
        said = tops.get(indicator.value, n)
        counted[indicator] = Counted(*said) if isinstance(said, tuple) else Counted(said, n)
    given = dict.fromkeys(QUALITIES, marks) if marks else {}
    return Place(code, volume, counted, given, None if before is None else Decimal(before))


def satisfied(top, n=100):
    return {Indicator.SATISFACTION_RATE.value: (top, n)}


def closed(top, n=100):
    return {Indicator.ON_TIME_CLOSING.value: (top, n)}
