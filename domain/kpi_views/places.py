"""Who stands where: the sub-platforms as they lie and as they rank, or the units of one of them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlmodel import Session

from db.indicator_vocabulary import Better, By, Indicator, Unit, ViewWord
from domain import limits
from domain.indicators import aims, allowed, comparing, present
from domain.indicators.aims import Aim, AimState
from domain.indicators.definitions import DEFINITIONS
from domain.indicators.figure import Figure
from domain.indicators.periods import Period
from domain.indicators.reading import Scope
from domain.kpi_views import earlier, naming
from domain.kpi_views.table import Asked, Content, Head, Label, Look, Row, Table, View
from domain.office_calendar import Calendar
from domain.permissions import Person
from domain.queries import targets

MOST_UNITS = 100
VALUE, N, BEFORE, COMPARED, TARGET, STANDING = (
    "value",
    "n",
    "before",
    "compared",
    "target",
    "standing",
)
STATES = {
    AimState.MET: ViewWord.MET,
    AimState.NEAR: ViewWord.NEAR,
    AimState.MISSED: ViewWord.MISSED,
    AimState.TOO_FEW: ViewWord.TOO_FEW,
}


def view(session: Session, person: Person, asked: Asked) -> View:
    """The sub-platforms, from the best to the worst, those of which nothing is known last; narrowed to one of them, or
    of what is not told of them, the units of which something is told."""
    scope = allowed.narrowed(person, asked.scope)
    by_area = By.AREA in DEFINITIONS[asked.indicator].by
    tables = []
    if by_area and not scope.area:
        tables.append(_areas(session, person, asked, scope))
    elif By.UNIT in DEFINITIONS[asked.indicator].by:
        tables.append(_units(session, person, asked, scope))
    return View(tuple(tables))


def _areas(session: Session, person: Person, asked: Asked, scope: Scope) -> Table:
    indicator, period = asked.indicator, asked.period
    calendar = limits.calendar(session)
    known: targets.Values = {}
    if period.months == 1 and scope.is_whole:
        known = targets.month(session, person, period.first).values
    found, before = _both(session, person, asked, scope, By.AREA, calendar)
    names, tiles = naming.areas(session), naming.tiles(session)
    rows = [
        (
            Row(code, names[code], (), tile=tiles[code]),
            _cells(figure, before.get(code), aims.of(figure, known, code, period, calendar)),
        )
        for code in _ordered(found, indicator)
        if code in names
        for figure in [found[code]]
    ]
    rows += [
        (Row(code, names[code], (), tile=tiles[code]), _nothing(code, indicator))
        for code in names
        if code not in found
    ]
    heads = _heads(indicator, period, found)
    if known.get(indicator):
        unit = DEFINITIONS[indicator].unit
        heads += (Head(TARGET, ViewWord.TARGET, unit), Head(STANDING, ViewWord.STANDING, None))
    return Table(
        ViewWord.SUB_PLATFORMS, ViewWord.SUB_PLATFORM, heads, _told(rows, heads), Look.BARS
    )


def _units(session: Session, person: Person, asked: Asked, scope: Scope) -> Table:
    found, before = _both(session, person, asked, scope, By.UNIT, limits.calendar(session))
    found = {key: each for key, each in found.items() if each.value is not None}
    ordered = _ordered(found, asked.indicator)
    shown = ordered[-MOST_UNITS:]  # what lies behind a bad figure is among the worst
    names = naming.units(session, [int(key) for key in shown if key])
    heads = _heads(asked.indicator, asked.period, found)
    rows = [
        (Row(key, _unit(key, names), ()), _cells(found[key], before.get(key), None))
        for key in shown
    ]
    left_out = len(ordered) - len(shown)
    kind = ViewWord.UNITS, ViewWord.UNIT, heads, _told(rows, heads), Look.BARS
    return Table(*kind, left_out=left_out, is_worst_last=True)


def _both(
    session: Session, person: Person, asked: Asked, scope: Scope, split: By, calendar: Calendar
) -> tuple[dict[object, Figure], dict[object, Figure]]:
    """The figure of every place, and what it was in the period before."""
    indicator = asked.indicator
    now = present.table(session, person, (indicator,), scope, split)
    before = comparing.before(session, person, (indicator,), scope, asked.period, calendar, split)
    return (
        {key: each[indicator] for key, each in now.items() if indicator in each},
        {key: each[indicator].figure for key, each in before.items() if indicator in each},
    )


def _ordered(found: Mapping[object, Figure], indicator: Indicator) -> list:
    """From the best to the worst; those without a value last."""
    sign = 1 if DEFINITIONS[indicator].better is Better.LOWER else -1

    def place(key: object) -> tuple:
        value = found[key].value
        return (value is None, sign * (value or 0), str(key))

    return sorted(found, key=place)


def _heads(
    indicator: Indicator, period: Period, found: Mapping[object, Figure]
) -> tuple[Head, ...]:
    """The columns; what is compared has one of its own on a working day that is not over, which is no part of it."""
    unit = DEFINITIONS[indicator].unit
    heads = (
        Head(VALUE, indicator, unit),
        Head(N, ViewWord.OF_HOW_MANY, Unit.COUNT),
        Head(BEFORE, earlier.before(period), unit),
    )
    if any(each.today is not None for each in found.values()):
        heads += (Head(COMPARED, ViewWord.COMPARED, unit),)
    return heads


_Cells = dict[str, Content]  # by the key of the column


def _told(rows: Sequence[tuple[Row, _Cells]], heads: tuple[Head, ...]) -> tuple[Row, ...]:
    """The rows with the cells of these columns."""
    return tuple(
        replace(row, cells=tuple(cells.get(head.key) for head in heads)) for row, cells in rows
    )


def _cells(figure: Figure, before: Figure | None, aim: Aim | None) -> _Cells:
    cells: _Cells = {VALUE: figure, BEFORE: before, COMPARED: figure.compared}
    if not figure.is_kept_back and figure.value is not None:
        cells[N] = figure.n
    if aim:
        cells |= {TARGET: aim.target, STANDING: STATES[aim.state]}
    return cells


def _nothing(area: str, indicator: Indicator) -> _Cells:
    """Of a sub-platform of which nothing is known; where the figure is not counted there, that is said."""
    if DEFINITIONS[indicator].covers(area):
        return _cells(Figure(indicator), None, None)
    return {VALUE: ViewWord.NOT_COUNTED}


def _unit(key: object, names: Mapping[int, Label]) -> Label:
    return names.get(int(key), ViewWord.FORMER_UNIT) if key else ViewWord.NOT_SAID
