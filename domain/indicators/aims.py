"""A figure against its target: met, near, missed, too few to say; and where a number should stand by now.

The rules are stated here once and shown beside the colours. A share is judged against its target at any time; a number
that adds up over the month is judged against the pace: the target times the working days gone, divided by those of the
month.
"""

from dataclasses import dataclass
from enum import StrEnum

from db.indicator_vocabulary import Better, Indicator, Unit
from domain.indicators.definitions import DEFINITIONS
from domain.indicators.metric import Figure

NEAR = {Unit.SHARE: 0.03, Unit.WORKING_DAYS: 0.5}  # how far below the target is still near it
NEAR_OF_A_NUMBER = 0.1  # of the target
ADD_UP = (
    Indicator.RECEIVED,
    Indicator.SERVICES_GIVEN,
    Indicator.ENTERPRISES_SERVED,
    Indicator.MATCHES_PROPOSED,
    Indicator.MATCHES_CONTRACTED,
    Indicator.CONTRACT_VALUE,
)  # over the month


class AimState(StrEnum):
    """How a figure stands to its target."""

    MET = "met"
    NEAR = "near"
    MISSED = "missed"
    TOO_FEW = "too_few"


@dataclass(frozen=True)
class Aim:
    """A target, what should have been reached of it by now, and how the figure stands."""

    target: float
    pace: float
    state: AimState


def aim(figure: Figure, target: float, *, gone: int, whole: int) -> Aim | None:
    """`gone` of `whole` working days of the month are over; none where there is no figure to judge.

    The direction is the indicator's own: of one for which less is better, more than the target is missed.
    """
    definition = DEFINITIONS[figure.indicator]
    if figure.value is None:
        return None
    pace = target
    if figure.indicator in ADD_UP and whole:
        pace = target * min(gone / whole, 1.0)
    if figure.is_few:
        return Aim(target, pace, AimState.TOO_FEW)
    lack = figure.value - pace if definition.better is Better.LOWER else pace - figure.value
    near = NEAR.get(definition.unit, NEAR_OF_A_NUMBER * pace)
    if lack <= 0:
        return Aim(target, pace, AimState.MET)
    return Aim(target, pace, AimState.NEAR if lack <= near else AimState.MISSED)
