"""Where work piles up: the open orders of each unit beside what it gets done, handler by handler in one; and what
arrives where and when."""

from collections.abc import Sequence
from datetime import date, timedelta

import streamlit as st

from components import figure_records, kpi_filters, kpi_told, linked_bars, linked_grid
from components.kpi_drawings import Happened
from components.kpi_filters import Asked
from components.kpi_told import worded
from components.linked_bars import Bar
from components.linked_grid import Cell, Head, Line
from components.reading import read
from components.rows import Link
from components.texts import sentences, t
from db.indicator_vocabulary import Indicator, KpiView, Lacks, ViewWord
from domain.indicators.allowed import may_list
from domain.indicators.parts import WHOLE, Part
from domain.kpi_views.load import DONE, LATE, OPEN, PER_HANDLER
from domain.kpi_views.table import Row, Table, number
from domain.permissions import Person
from domain.queries import indicators as queries

LONG = "quarter"  # over which is counted what a unit gets done


def units(person: Person, asked: Asked) -> Link | None:
    """The units with the most late and open orders, each beside what it gets done; in one unit, its handlers."""
    if asked.scope.unit_id and not may_list(person, asked.scope):
        st.info(t("Who handles what is told to the unit itself and to the city."))
        return None
    found = kpi_told.found(person, asked, KpiView.LOAD)
    if not found.tables:
        done = t("Nobody handles an open order here.")
        done = done if asked.scope.unit_id else t("No order is open here.")
        st.success(done, icon=":material/task_alt:")
        return None
    [table] = found.tables
    if asked.scope.unit_id:
        return _of_handlers(person, kpi_filters.at_present(asked), table)
    most = [max(number(row.cells[n]) for row in table.rows) or 1 for n in range(len(table.heads))]
    lines = [_unit(person, asked, table, row, most) for row in table.rows]
    st.caption(
        sentences(
            t("Open orders at this moment, unit by unit, those with late ones first."),
            t(
                "Work for: how many working days the open orders take at the rate of the last months."
            ),
            t("{n} more units have open orders.", n=table.left_out) if table.left_out else "",
        )
    )
    heads = [Head(worded(each.name)) for each in table.heads]
    return linked_grid.show(
        heads, lines, key="kpi-load", label=t("Where work piles up"), corner=t("Unit")
    )


def arrivals(person: Person, asked: Asked, marks: tuple[Happened, ...]) -> Link | None:
    """How many demands arrived where, by day or by week; each leads to them."""
    found = kpi_told.found(person, asked, KpiView.ARRIVALS)
    if not found.tables:
        st.info(t("No demand arrived here in this period."), icon=":material/inbox:")
        return None
    table = found.tables[0]
    weekly = table.name is ViewWord.ARRIVALS_BY_WEEK
    st.caption(t("Demands received, by week") if weekly else t("Demands received, by day"))
    alone = [row for row in table.rows if row.key]
    most = max(number(each) for row in alone for each in row.cells) or 1
    in_all = max(number(each) for row in table.rows for each in row.cells) or 1

    def cell(row: Row, column: int) -> Cell:
        many, slot = number(row.cells[column]), table.heads[column].key
        if not many:
            return Cell()
        part = Part(week=slot) if weekly else Part(day=slot)
        where = {"area": row.key} if row.key else {}
        link = figure_records.link(person, asked, Indicator.RECEIVED, part=part, **where)
        told = f"{worded(row.name)}, {slot:%Y-%m-%d}: {many:,}"
        return Cell(f"{many:,}", many / (most if row.key else in_all), link, told=told)

    lines = [
        Line(worded(row.name), tuple(cell(row, n) for n in range(len(table.heads))))
        for row in table.rows
    ]
    heads = _heads(person, [each.key for each in table.heads], marks, weekly=weekly)
    return linked_grid.show(
        heads, lines, key="kpi-arrivals", label=t("Demands received"), corner=t("Sub-platform")
    )


def _of_handlers(person: Person, now: Asked, table: Table) -> Link | None:
    st.caption(t("Open orders at this moment, handler by handler."))
    most = max(number(row.cells[0]) for row in table.rows)
    bars = []
    for row in table.rows:
        name, (many, late) = worded(row.name), map(number, row.cells)
        bars.append(
            Bar(
                name=name,
                value=f"{many:,}",
                share=many / most,
                link=figure_records.link(person, now, OPEN, part=Part(handler=row.key)),
                more=t("{n} late", n=f"{late:,}") if late else "",
                more_link=figure_records.link(person, now, LATE, part=Part(handler=row.key))
                if late
                else None,
                tone="red" if late else "",
                told=f"{name}: {many:,}",
            )
        )
    return linked_bars.show(bars, key="kpi-handlers", label=t("Open orders by handler"))


def _unit(person: Person, asked: Asked, table: Table, row: Row, most: Sequence[float]) -> Line:
    part = WHOLE if row.key else Part(lacks=frozenset({Lacks.UNIT}))
    where = {"unit": str(row.key)} if row.key else {}
    name = worded(row.name)
    present, long = kpi_filters.at_present(asked), kpi_filters.in_period(asked, LONG)
    scopes = {OPEN: present, LATE: present, PER_HANDLER: present, DONE: long}

    def cell(column: int) -> Cell:
        value, head = number(row.cells[column]), table.heads[column]
        if not value:
            return Cell()
        share, of = value / most[column], scopes.get(head.key)
        if of is None:  # the work is that of the open orders
            text = t("{n} days", n=f"{value:.1f}")
            link = figure_records.link(person, present, OPEN, part=part, **where)
            return Cell(text, share, link, told=f"{name}: {text}")
        text = f"{value:,.0f}" if value == int(value) else f"{value:,.1f}"
        link = figure_records.link(person, of, head.key, part=part, **where)
        tone = "red" if head.key is LATE else ""
        return Cell(text, share, link, told=f"{name}: {text}", tone=tone)

    narrowed = kpi_filters.query(asked, unit=str(row.key), view="load") if row.key else ()
    return Line(
        name,
        tuple(cell(n) for n in range(len(table.heads))),
        Link(kpi_filters.PAGE, kpi_filters.PATH, narrowed) if narrowed else None,
    )


def _heads(
    person: Person, slots: Sequence[date], marks: tuple[Happened, ...], *, weekly: bool
) -> list[Head]:
    """The days or weeks; those on which something happened are marked, and say what."""
    calendar = read(queries.calendar, person, topics=("rules",))
    long = timedelta(days=6 if weekly else 0)
    heads = []
    for slot in slots:
        happened = [each.told for each in marks if slot <= each.on <= slot + long]
        is_resting = not weekly and not calendar.is_working(slot)
        sign = "◆" if happened else "–" if is_resting else ""
        told = [f"{slot:%Y-%m-%d}", *([t("resting day")] if is_resting else []), *happened]
        heads.append(Head(f"{slot:%m-%d}" if weekly else f"{slot.day}", sign, ", ".join(told)))
    return heads
