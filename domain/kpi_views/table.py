"""A view in no language: tables whose names and columns are words of closed lists, and names in both languages.

The page draws them, with links made of their keys; files and subscriptions have them put into words (`telling.py`).
"""

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from db.indicator_vocabulary import Indicator, KpiView, Unit, ViewWord
from domain.indicators.figure import Figure
from domain.indicators.periods import Period
from domain.indicators.reading import Scope


@dataclass(frozen=True)
class Said:
    """A word with places, and what fills them."""

    word: StrEnum
    begin: str = ""
    end: str = ""


@dataclass(frozen=True)
class Declared:
    """A text that stands in English with what it tells of."""

    text: str


@dataclass(frozen=True)
class Month:
    """A month by its first day."""

    first: date


Label = (
    StrEnum | tuple[str, str] | Said | Declared | Month | date | str
)  # a pair: in Chinese, in English
Content = Figure | float | Label | None


class Look(StrEnum):
    """How a table is drawn, besides its numbers."""

    NONE = "none"
    BARS = "bars"  # the first column
    CURVE = "curve"
    HEAT = "heat"  # the more, the deeper its colour
    FLOW = "flow"  # each row leads from its name to its first cell, as many as the second


@dataclass(frozen=True)
class Head:
    """A column; no unit: its cells are words."""

    key: Hashable
    name: Label
    unit: Unit | None = Unit.COUNT


@dataclass(frozen=True)
class Row:
    """A row: by what its records are found, its name, its cells.

    `is_open`: its first cell is of a month that is not over. `tile`: the column and line of a sub-platform on the map.
    """

    key: Hashable
    name: Label
    cells: tuple[Content, ...]
    is_open: bool = False
    tile: tuple[int, int] | None = None


@dataclass(frozen=True)
class Table:
    """One table of a view. `drawn`: the columns that a picture shows; `left_out`: rows beyond those that are told.
    `is_worst_last`: its rows go from the best to the worst."""

    name: ViewWord
    corner: ViewWord
    heads: tuple[Head, ...]
    rows: tuple[Row, ...]
    look: Look = Look.NONE
    drawn: tuple[int, ...] = (0,)
    left_out: int = 0
    is_worst_last: bool = False

    def at(self, row: Hashable, head: Hashable) -> Content:
        """One cell by its keys; none where there is none."""
        column = next((n for n, each in enumerate(self.heads) if each.key == head), None)
        found = next((each for each in self.rows if each.key == row), None)
        return None if found is None or column is None else found.cells[column]


@dataclass(frozen=True)
class Asked:
    """Which view is looked at, of which figure, period and place."""

    view: KpiView
    indicator: Indicator
    period: Period
    scope: Scope
    with_people: bool = True  # whether handlers may be named: not where a group reads along


@dataclass(frozen=True)
class View:
    """What a view shows, the table of its picture first."""

    tables: tuple[Table, ...]
    middle: float | None = None  # of handling times, in working days

    def table(self, name: ViewWord) -> Table | None:
        return next((each for each in self.tables if each.name is name), None)


NOTHING = View(())


def number(content: Content) -> float:
    """What a cell counts; nothing counts as none here."""
    value = content.value if isinstance(content, Figure) else content
    return value if isinstance(value, (int, float)) else 0
