"""The month as it adds up day by day to its target, beside the month before; each day leads to its records, and each
sum to all of them until then."""

from collections.abc import Sequence
from datetime import date

import streamlit as st

from components import (
    charts,
    figure_records,
    figure_words,
    kpi_drawings,
    kpi_filters,
    kpi_marks,
    kpi_pictures,
    kpi_told,
    linked_grid,
)
from components.kpi_drawings import Happened, Point
from components.kpi_filters import Asked
from components.linked_grid import Cell, Head, Line
from components.reading import read
from components.rows import Link
from components.texts import sentences, t, term
from db.indicator_vocabulary import By, Indicator, KpiView, ViewWord
from domain.indicators import pace, periods
from domain.indicators.aims import ADD_UP
from domain.indicators.definitions import DEFINITIONS
from domain.indicators.figure import Figure
from domain.indicators.pace import SoFar
from domain.kpi_views.over_time import EARLIER, PACE
from domain.kpi_views.table import Table
from domain.permissions import Person
from domain.queries import indicators as queries


def show(
    person: Person, asked: Asked, indicator: Indicator, marks: tuple[Happened, ...]
) -> Link | None:
    """The last month of the period."""
    if By.DAY not in DEFINITIONS[indicator].by:
        st.info(
            t("This figure is not told day by day; the trend shows its months."),
            icon=":material/calendar_view_month:",
        )
        return None
    found = kpi_told.found(person, asked, KpiView.MONTH, indicator)
    if not found.tables:
        month = kpi_filters.in_days(asked, asked.period.latest, asked.period.end_of_latest)
        if kpi_told.is_kept_back(person, indicator, month.scope):
            kpi_pictures.once_published()
        else:
            st.info(t("Nothing was counted here in this period."), icon=":material/search_off:")
        return None
    table = found.tables[0]
    first = table.rows[0].key
    days = [row.key for row in table.rows]
    now = [SoFar(row.key, *row.cells[:2]) for row in table.rows if row.cells[1] is not None]
    within = tuple(each for each in marks if first <= each.on <= days[-1])
    clicked = _curve(person, asked, indicator, table, now, within)
    grid = _table(person, asked, indicator, now, within)
    return grid or (
        figure_records.link(person, kpi_filters.in_period(asked, clicked), indicator)
        if clicked
        else None
    )


def _curve(
    person: Person,
    asked: Asked,
    indicator: Indicator,
    table: Table,
    now: Sequence[SoFar],
    marks: Sequence[Happened],
) -> str | None:
    """Draw it; what was clicked, if anything."""
    calendar = read(queries.calendar, person, topics=("rules",))
    days = [row.key for row in table.rows]
    first, before = days[0], pace.days_of(periods.month_after(days[0], -1))
    until = pace.same_days(before, days, calendar)
    same = [(table.at(day, EARLIER), last) for day, last in zip(days, until, strict=True)]
    curves = {
        figure_words.month(first): [_point(first, each) for each in now],
        term(ViewWord.MONTH_BEFORE): [
            Point(
                each.value,
                figure_words.value(each.definition, each.value),
                _days(before[0], last, each),
            )
            if each and last
            else Point(None)
            for each, last in same
        ],
    }
    target = kpi_marks.target(person, asked, indicator, first)
    wanted = None
    if target is not None:
        steps = tuple(table.at(day, PACE) for day in days) if indicator in ADD_UP else ()
        wanted = kpi_drawings.Pace(steps, target)
    st.caption(_told(now[-1], wanted, days))
    drawn = kpi_drawings.month(
        curves,
        days,
        DEFINITIONS[indicator].unit,
        marks,
        wanted,
        [day for day in days if not calendar.is_working(day)],
    )
    return charts.clicked(drawn, key=f"kpi-month-{indicator.value}")


def _told(last: SoFar, wanted: kpi_drawings.Pace | None, days: Sequence[date]) -> str:
    """How far the month has come, and how far it should have."""
    definition = last.figure.definition
    said = t(
        "{figure} until {day}: {value}.",
        figure=term(last.figure.indicator),
        day=f"{last.day:%m-%d}",
        value=figure_words.value(definition, last.figure.value),
    )
    if wanted is None:
        return sentences(said, t("No target is set."))
    if not wanted.by_day:
        target = figure_words.value(definition, wanted.target)
        return sentences(said, t("Target: {target}.", target=target))
    by_now = wanted.by_day[days.index(last.day)]
    return sentences(
        said,
        t(
            "By the end of that day the pace asks for {pace}; target of the month: {target}.",
            pace=figure_words.value(definition, by_now),
            target=figure_words.value(definition, wanted.target),
        ),
    )


def _days(first: date, last: date, figure: Figure) -> str:
    """The days that a sum is of, as the address has them; nothing where nothing was counted."""
    return f"{first}{periods.TO}{last}" if figure.n else ""


def _point(first: date, each: SoFar) -> Point:
    figure = each.figure
    told = t(
        "{day}: {value} so far, {behind}",
        day=f"{each.day:%Y-%m-%d}",
        value=figure_words.value(figure.definition, figure.value),
        behind=figure_words.behind(figure),
    )
    return Point(figure.value, told, _days(first, each.day, figure), figure.is_few)


def _table(
    person: Person,
    asked: Asked,
    indicator: Indicator,
    now: Sequence[SoFar],
    marks: Sequence[Happened],
) -> Link | None:
    """The days in numbers: what was counted on each, and the month until then."""
    happened = {each.on: each.told for each in marks}
    heads = [
        Head(
            f"{each.day.day}",
            sub="◆" if each.day in happened else "",
            told=" ".join(filter(None, [f"{each.day:%Y-%m-%d}", happened.get(each.day, "")])),
        )
        for each in now
    ]
    most = max((each.alone.n for each in now), default=0) or 1

    def cell(since: date, until: date, figure: Figure, share: float | None = None) -> Cell:
        if not figure.n:
            return Cell(_short(figure))
        at = kpi_filters.in_days(asked, since, until)
        told = f"{until:%Y-%m-%d}: {figure_words.behind(figure)}"
        link = figure_records.link(person, at, indicator)
        return Cell(_short(figure), share=share, link=link, told=told)

    first = now[0].day
    alone = (cell(each.day, each.day, each.alone, each.alone.n / most) for each in now)
    lines = (
        Line(t("On the day"), tuple(alone)),
        Line(t("Until then"), tuple(cell(first, each.day, each.figure) for each in now)),
    )
    label = t("{figure} day by day", figure=term(indicator))
    return linked_grid.show(heads, lines, key="kpi-month-days", label=label)


def _short(figure: Figure) -> str:
    """A figure for a narrow cell: a share as what met it of all."""
    if not figure.n and not figure.value:
        return ""
    if figure.definition.bottom:
        return f"{figure.top}/{figure.n}"
    return f"{figure.value:,.0f}" if figure.value is not None else ""
