"""What a file of key figures holds: every text as it is told, every number as a number with its unit."""

from dataclasses import dataclass

from db.indicator_vocabulary import Unit
from domain.kpi_views.table import Look

Value = str | float | None  # none: nothing was counted, which is not zero


@dataclass(frozen=True)
class Head:
    """A column: its name, and the unit of its numbers; none: texts."""

    name: str
    unit: Unit | None = None


@dataclass(frozen=True)
class Behind:
    """Of how many records a value is told, and what is to be known of it: that they are few, the month not over."""

    n: float | None = None
    mark: str = ""


@dataclass(frozen=True)
class Grid:
    """A table. `drawn` is the column that a chart shows by the first one; none: no chart; `more`: further ones beside
    it. `named_by`: how many of its first columns name a row. `behind`: of every value but the first of its row; where
    the table `is_noted`, its last two columns say it of the drawn one. `look`: how a picture shows it, of a table that
    stands for a view; `figure`: whose records it counts; `tiles`: where the places of its rows lie on the map.
    `is_worst_last`: its rows go from the best to the worst."""

    name: str  # of the sheet
    heads: tuple[Head, ...]
    rows: tuple[tuple[Value, ...], ...]
    drawn: int | None = None
    is_curve: bool = False
    named_by: int = 1
    behind: tuple[tuple[Behind, ...], ...] = ()
    is_noted: bool = False
    look: Look = Look.NONE
    more: tuple[int, ...] = ()
    figure: str = ""
    tiles: tuple[tuple[int, int], ...] = ()
    is_worst_last: bool = False

    @property
    def columns(self) -> tuple[int, ...]:
        """Those that a chart shows."""
        return () if self.drawn is None else (self.drawn, *self.more)

    def of(self, row: int, column: int) -> Behind:
        """What stands behind one value; nothing where nothing is said."""
        said = self.behind[row] if self.behind else ()
        return said[column - 1] if 0 < column <= len(said) else Behind()


@dataclass(frozen=True)
class Report:
    """One view of the key figures, the assessment of a month, or how far the title is reached."""

    title: str
    filters: tuple[tuple[str, str], ...]  # with the moment as of which it is told
    grids: tuple[Grid, ...]
    definitions: Grid
    chosen: str  # the figure that the charts show
    legend: str = ""  # how a value is told apart that is to be read with care
    headline: str = ""  # above the pictures: the filters and the moment
    note: str = ""  # below the pictures: how the figure is counted


def told(value: Value, unit: Unit | None) -> str:
    """A value in words, where numbers cannot stand as such."""
    if value is None:
        return "–"
    if isinstance(value, str):
        return value
    if unit is Unit.SHARE:
        return f"{value:.1%}"
    if unit is Unit.POINTS:
        return f"{value:.2f}"
    return (
        f"{value:,.1f}"
        if unit in (Unit.WORKING_DAYS, Unit.DAYS, Unit.HOURS) or value != int(value)
        else f"{value:,.0f}"
    )
