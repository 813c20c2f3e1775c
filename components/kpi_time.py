"""The chosen figure over time: the last twelve months beside those before; each month leads to its records."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import streamlit as st

from components import (
    charts,
    figure_records,
    figure_words,
    kpi_drawings,
    kpi_filters,
    kpi_marks,
    kpi_told,
    linked_grid,
)
from components.kpi_drawings import Happened, Point
from components.kpi_filters import Asked
from components.linked_grid import Cell, Head, Line
from components.rows import Link
from components.texts import t, term
from db.indicator_vocabulary import Earlier, Indicator, KpiView
from domain.indicators import aims, periods
from domain.indicators.definitions import DEFINITIONS
from domain.indicators.figure import Figure
from domain.kpi_views.over_time import MONTHS, NOW, THEN
from domain.kpi_views.table import Table
from domain.permissions import Person


@dataclass(frozen=True)
class _Year:
    """Twelve months under one name: the first days of them, and their figures."""

    name: str
    firsts: tuple[date, ...]
    figures: tuple[Figure, ...]


def show(
    person: Person, asked: Asked, indicator: Indicator, marks: tuple[Happened, ...]
) -> Link | None:
    """The curves, what happened on their axis, and the months in numbers."""
    found = kpi_told.found(person, asked, KpiView.TREND, indicator)
    if not found.tables:
        st.info(
            t("This figure tells of this moment only; it has no past."), icon=":material/schedule:"
        )
        return None
    definition = DEFINITIONS[indicator]
    table = found.tables[0]
    years = _years(table)
    firsts = years[0].firsts
    links = {
        first: _link(person, asked, indicator, first) for year in years for first in year.firsts
    }
    curves = {
        year.name: [
            _point(figure, first, is_open=asked.period.is_unfinished and first == firsts[-1])
            for first, figure in zip(year.firsts, year.figures, strict=True)
        ]
        for year in years
    }
    within = tuple(each for each in marks if each.on >= firsts[0])
    target = None
    if indicator not in aims.ADD_UP:  # the target of a number is of one month, not of each
        target = kpi_marks.target(person, asked, indicator, firsts[-1])
    drawn = kpi_drawings.trend(curves, firsts, definition.unit, within, target)
    clicked = charts.clicked(drawn, key=f"kpi-trend-{indicator.value}")
    st.caption(t("○ a month that is not over, ◇ of few records. A click leads to the records."))
    grid = _table(indicator, years, links)
    return grid or (links.get(date.fromisoformat(clicked)) if clicked else None)


def _years(table: Table) -> list[_Year]:
    """The twelve months, and those a year before where anything is known of them."""
    firsts = tuple(row.key for row in table.rows)
    before = tuple(periods.month_after(first, -MONTHS) for first in firsts)
    now = _Year(t("Last twelve months"), firsts, tuple(table.at(first, NOW) for first in firsts))
    then = _Year(term(Earlier.SAME_MONTH), before, tuple(table.at(first, THEN) for first in firsts))
    return [now, then] if any(each.value is not None for each in then.figures) else [now]


def _link(person: Person, asked: Asked, indicator: Indicator, first: date) -> Link | None:
    month = kpi_filters.in_month(asked, first)
    return figure_records.link(person, month, indicator) if month else None


def _point(figure: Figure, first: date, *, is_open: bool) -> Point:
    value = figure_words.value(figure.definition, figure.value)
    told = [f"{first:%Y-%m}: {value}"]
    told += [figure_words.behind(figure)] if figure.n else []
    told += [t("few")] if figure.is_few else []
    return Point(figure.value, ", ".join(told), first.isoformat(), figure.is_few, is_open)


def _table(
    indicator: Indicator, years: Sequence[_Year], links: Mapping[date, Link | None]
) -> Link | None:
    heads = [Head(f"{first:%m}", told=f"{first:%Y-%m}") for first in years[0].firsts]
    lines = [
        Line(
            year.name,
            tuple(
                _cell(figure, first, links[first])
                for first, figure in zip(year.firsts, year.figures, strict=True)
            ),
        )
        for year in years
    ]
    label = t("{figure} month by month", figure=term(indicator))
    return linked_grid.show(heads, lines, key="kpi-trend-months", label=label)


def _cell(figure: Figure, first: date, link: Link | None) -> Cell:
    value = t("once published") if figure.is_kept_back else ""
    value = value or figure_words.value(figure.definition, figure.value)
    n = t("n = {n}", n=f"{figure.n:,}") if figure.n else ""
    return Cell(
        f"· {value}" if figure.is_few else value,
        link=link if figure.n else None,
        sub=n,
        told=_point(figure, first, is_open=False).told,
    )
