"""When a figure that is watched is told of: once when it crosses its threshold, again only after it has come back."""

from dataclasses import dataclass

from db.indicator_vocabulary import Unit
from db.subscription_vocabulary import Crossing, SendingCause, Span
from domain.errors import Missing, Refused
from domain.indicators.aims import DIGITS
from domain.indicators.definitions import DEFINITIONS, Indicator
from domain.indicators.metric import Figure

RUNNING = (Span.THIS_MONTH, Span.THIS_QUARTER, Span.THIS_HALF, Span.THIS_YEAR)
MOST = 1_000_000_000_000


class BoundOutOfRange(Refused):
    message = "A threshold of this kind lies between {least} and {most}."


class BeginsAtZero(Refused):
    message = (
        "A number that adds up is low whenever its period begins. Please watch a period that is over, or the other"
        " side."
    )


class MarginOutOfRange(Refused):
    message = "The margin is not negative, and leaves room for the figure to come back."


@dataclass(frozen=True)
class Threshold:
    """Told when the figure is below (or above) `bound`; armed again when it is back by `margin`."""

    indicator: Indicator
    crossing: Crossing
    bound: float
    margin: float = 0.0

    def is_beyond(self, value: float) -> bool:
        return value < self.bound if self.crossing is Crossing.BELOW else value > self.bound

    def is_back(self, value: float) -> bool:
        if self.crossing is Crossing.BELOW:
            return value >= round(self.bound + self.margin, DIGITS)
        return value <= round(self.bound - self.margin, DIGITS)

    @property
    def step(self) -> float:
        """By how much more a figure that was told of is worse: the margin, else a tenth of the bound."""
        least = 0.1 if DEFINITIONS[self.indicator].unit is Unit.SHARE else 1.0
        return self.margin or self.bound / 10 or least

    def is_worse(self, value: float, than: float) -> bool:
        further = than - value if self.crossing is Crossing.BELOW else value - than
        return round(further, DIGITS) >= round(self.step, DIGITS)


def judged(figure: Figure, threshold: Threshold, *, is_armed: bool) -> SendingCause | None:
    """What is to be told of a figure now, if anything.

    Nothing is said of a figure that is missing, kept back, or a share of so few that it says little.
    """
    if figure.value is None or figure.is_kept_back or figure.is_few:
        return None
    if is_armed and threshold.is_beyond(figure.judged):
        return SendingCause.CROSSED
    if not is_armed and threshold.is_back(figure.judged):
        return SendingCause.RECOVERED
    return None


def sides(indicator: Indicator, span: Span) -> tuple[Crossing, ...]:
    """From which sides a figure can be watched over a period: of one that runs, a number that adds up is low on its
    first morning whatever the month will bring."""
    grows = span in RUNNING and DEFINITIONS[indicator].adds_up
    return (Crossing.ABOVE,) if grows else tuple(Crossing)


def checked(threshold: Threshold) -> Threshold:
    """Raises Missing, BoundOutOfRange, MarginOutOfRange."""
    if threshold.bound is None:
        raise Missing(field="Threshold")
    is_share = DEFINITIONS[threshold.indicator].unit is Unit.SHARE
    most = 1.0 if is_share else MOST
    if not 0 <= threshold.bound <= most:
        raise BoundOutOfRange(least=0, most="100 %" if is_share else f"{MOST:,}")
    back = threshold.margin if threshold.crossing is Crossing.BELOW else -threshold.margin
    if not 0 <= threshold.margin <= most or not 0 <= threshold.bound + back <= most:
        raise MarginOutOfRange
    return threshold
