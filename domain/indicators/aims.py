"""A figure against its target: which target counts for it, whether it is met, near, missed, or of too few to say.

The rules are stated here once, also in words, and shown beside the colours; the page, its cards, the wall, mails and
files all ask here, so that one place has one colour everywhere. A share is judged against its target at any time, as
it is told, to a tenth of a point; a number that adds up over the month is judged against the pace: the target times the
working time gone, divided by that of the month, as a whole number: what is told is what is judged, and nobody reaches
half a match. Today is gone by the part of its office hours that is (`periods.gone`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import floor

from db.indicator_vocabulary import Better, Half, Indicator, Unit
from domain.indicators import periods
from domain.indicators.definitions import DEFINITIONS
from domain.indicators.figure import Figure
from domain.indicators.periods import Period
from domain.office_calendar import Calendar

Targets = Mapping[Indicator, Mapping[str, float]]  # by indicator and area's code
CITY = ""  # in the place of an area's code: the whole city

# How far below the target is still near it.
NEAR = {Unit.SHARE: 0.03, Unit.WORKING_DAYS: 0.5, Unit.DAYS: 0.5}
NEAR_OF_A_NUMBER = 0.1  # of the target
DIGITS = 9  # of a difference, as floats lack 0.03000000000000003 where people lack three points
# Over the month, and over the sub-platforms.
ADD_UP = tuple(each.indicator for each in DEFINITIONS.values() if each.adds_up)
AIMED_AT = tuple(
    each
    for each in Indicator
    if DEFINITIONS[each].better is not Better.NEITHER and not DEFINITIONS[each].is_now
)  # for which targets can be set: those of a month, of which more or less is better


class AimState(StrEnum):
    """How a figure stands to its target."""

    MET = "met"
    NEAR = "near"
    MISSED = "missed"
    TOO_FEW = "too_few"


SIGNS = {AimState.MET: "✓", AimState.NEAR: "≈", AimState.MISSED: "✗", AimState.TOO_FEW: "·"}
# The rules of the colours in words, translated where they are shown.
COLOURS = (
    "✓ met: at the target or better.",
    "≈ near: up to 3 points of a share, half a working day or a tenth of a number away from it.",
    "✗ missed: further away.",
    "· too few: fewer than ten records.",
)
BY_PACE = (
    "Numbers that add up over the month are judged by the pace: the target times the working time gone, divided by that"
    " of the month, to the nearest whole number."
)
BY_CITY = (
    "A sub-platform without a target of its own is judged by the city's, but for numbers that add up: the city's is"
    " that of all together."
)
UNCONFIRMED = "The targets were carried on from the month before; nobody has confirmed them yet."
RULES = (*COLOURS, BY_PACE, BY_CITY)


@dataclass(frozen=True)
class Aim:
    """A target, what should have been reached of it by now, as `by_now` has it, and how the figure stands."""

    target: float
    pace: float
    state: AimState


def target_for(targets: Targets, indicator: Indicator, area: str | None) -> float | None:
    """The target that counts for a sub-platform, or for the city: its own; without one the city's.

    Of a number that adds up, the city's target is that of all together and counts for no part of it.
    """
    if indicator not in AIMED_AT:
        return None
    known = targets.get(indicator, {})
    if area and area not in known and indicator in ADD_UP:
        return None
    return known.get(area or CITY, known.get(CITY))


def of(
    figure: Figure, targets: Targets, area: str | None, period: Period, calendar: Calendar
) -> Aim | None:
    """How the figure of a sub-platform, or of the city, stands in a month; none where there is nothing to judge."""
    target = target_for(targets, figure.indicator, area)
    if target is None or period.months != 1:
        return None
    gone, whole = periods.gone(period, calendar)
    return aim(figure, target, gone=gone, whole=whole)


def against(indicator: Indicator) -> Half:
    """The records that speak against a figure: of a share those that did not meet it, or, where less is better, those
    that are counted in it; of other figures all there are."""
    definition = DEFINITIONS[indicator]
    if definition.unit is not Unit.SHARE:
        return Half.ALL
    return Half.GOOD if definition.better is Better.LOWER else Half.REST


def by_now(target: float, share: float) -> float:
    """What should have been reached of a number that adds up after this share of the working time: the nearest whole
    number (of a half the one above), and never more than the target."""
    return min(float(floor(target * share + 0.5)), target)


def aim(figure: Figure, target: float, *, gone: float, whole: float) -> Aim | None:
    """`gone` of `whole` working days of the month are over; none where there is no figure to judge, or nothing
    was to be reached yet.

    The direction is the indicator's own: of one for which less is better, more than the target is missed.
    """
    definition = DEFINITIONS[figure.indicator]
    if figure.value is None:
        return None
    pace = target
    if figure.indicator in ADD_UP and whole:
        if not gone:
            return None
        pace = by_now(target, gone / whole)
    if figure.is_few:
        return Aim(target, pace, AimState.TOO_FEW)
    lack = figure.judged - pace if definition.better is Better.LOWER else pace - figure.judged
    lack = round(lack, DIGITS)
    near = NEAR.get(definition.unit, round(NEAR_OF_A_NUMBER * pace, DIGITS))
    if lack <= 0:
        return Aim(target, pace, AimState.MET)
    return Aim(target, pace, AimState.NEAR if lack <= near else AimState.MISSED)
