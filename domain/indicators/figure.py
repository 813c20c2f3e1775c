"""What is told of one indicator in one scope."""

from dataclasses import dataclass, field

from db.indicator_vocabulary import Half, Indicator, Unit
from domain.indicators.definitions import DEFINITIONS, Definition


@dataclass(frozen=True)
class Figure:
    """One indicator in one scope. `value` is none where nothing was counted or it may not be seen: never zero for
    missing. `n`: of how many records it is told; `top`: how many of them met it; `coverage`, of a rate: of all that
    could be counted, the share that was, 0 to 1. `today`, of a number that adds up: what of it came on a working day
    that is not over; none where no such day is in it (domain/indicators/present.py)."""

    indicator: Indicator
    value: float | None = None
    n: int = 0
    top: int = 0
    is_kept_back: bool = False  # answers of enterprises, before their month is published
    coverage: float | None = None
    today: float | None = field(default=None, compare=False)

    @property
    def definition(self) -> Definition:
        return DEFINITIONS[self.indicator]

    @property
    def compared(self) -> float | None:
        """The value as it is set against earlier ones: of as many working days as theirs, all of which are over."""
        return None if self.value is None else self.value - (self.today or 0)

    @property
    def judged(self) -> float | None:
        """The value as it is told, for what is told is what is judged: a share to a tenth of a point."""
        if self.value is None or self.definition.unit is not Unit.SHARE:
            return self.value
        return round(round(100 * self.value, 1) / 100, 4)

    @property
    def is_few(self) -> bool:
        """Whether so few records stand behind a rate that it says little."""
        return self.definition.is_few(self.n)

    def of_half(self, half: Half) -> int:
        """How many records there are behind it: all, those that met it, or those that did not."""
        if self.definition.unit is not Unit.SHARE:
            return self.top
        return {Half.ALL: self.n, Half.GOOD: self.top, Half.REST: self.n - self.top}[half]


Figures = dict[Indicator, Figure]
