"""How far the demands of the period have come, and from which channel and field they came to what end."""

from collections.abc import Mapping

import streamlit as st

from components import charts, figure_records, kpi_drawings, kpi_told, linked_bars, linked_grid
from components.kpi_filters import Asked
from components.kpi_told import worded
from components.linked_bars import Bar
from components.linked_grid import Cell, Head, Line
from components.rows import Link
from components.texts import t
from db.indicator_vocabulary import Indicator, KpiView, Lacks, ViewWord
from domain.indicators.parts import WHOLE, Part
from domain.kpi_views.table import Row, Table, number
from domain.permissions import Person

RECEIVED = Indicator.RECEIVED
NO_FIELD = frozenset({Lacks.FIELD})


def show(person: Person, asked: Asked) -> Link | None:
    """The funnel and the flow, each step of which leads to its demands."""
    found = kpi_told.found(person, asked, KpiView.LOOP)
    if not found.tables:
        st.info(t("No demand arrived here in this period."), icon=":material/inbox:")
        return None
    left, right = st.columns((1, 2), gap="medium")
    with left:
        wanted = _funnel(person, asked, found.table(ViewWord.FUNNEL))
    with right:
        st.caption(t("From channel to field to outcome"))
        links, order = _flow(found.table(ViewWord.FLOW))
        charts.show(kpi_drawings.flow(links, order), key="kpi-flow")
    came, became = (
        found.table(name) for name in (ViewWord.CHANNEL_TO_FIELD, ViewWord.FIELD_TO_OUTCOME)
    )
    return _tables(person, asked, came, became) or wanted


def _funnel(person: Person, asked: Asked, table: Table) -> Link | None:
    label = t("Of the demands received in the period, as they stand now")
    st.caption(label)
    bars = []
    for row in table.rows:
        many, share = map(number, row.cells)
        part = Part(reached=row.key) if row.key else WHOLE
        name = worded(row.name)
        bars.append(
            Bar(
                name=name,
                value=f"{many:,}",
                share=share,
                link=figure_records.link(person, asked, RECEIVED, part=part),
                more=f"{share:.0%}",
                told=f"{name}: {many:,}, {share:.0%}",
            )
        )
    return linked_bars.show(bars, key="kpi-funnel", label=label)


def _tables(person: Person, asked: Asked, came: Table, became: Table) -> Link | None:
    """The flow in numbers; each leads to its demands."""
    left, right = st.columns(2, gap="large")
    with left:
        label = t("From channel to field")
        wanted = _grid(person, asked, came, label, "kpi-came", by_channel=True)
    with right:
        label = t("From field to outcome")
        other = _grid(person, asked, became, label, "kpi-became", by_channel=False)
    return wanted or other


def _grid(
    person: Person, asked: Asked, table: Table, label: str, key: str, *, by_channel: bool
) -> Link | None:
    st.caption(label)
    most = max(number(each) for row in table.rows for each in row.cells) or 1

    def cell(row: Row, column: int) -> Cell:
        many, head = number(row.cells[column]), table.heads[column]
        if not many:
            return Cell()
        lacks = frozenset() if row.key else NO_FIELD
        part = Part(lacks=lacks) if by_channel else Part(ended=head.key, lacks=lacks)
        where: Mapping[str, str] = {"field": row.key} if row.key else {}
        where = {"channel": head.key, **where} if by_channel else where
        link = figure_records.link(person, asked, RECEIVED, part=part, **where)
        told = f"{worded(row.name)}, {worded(head.name)}: {many:,}"
        return Cell(f"{many:,}", many / most, link, told=told)

    lines = [
        Line(worded(row.name), tuple(cell(row, n) for n in range(len(table.heads))))
        for row in table.rows
    ]
    heads = [Head(worded(each.name)) for each in table.heads]
    return linked_grid.show(heads, lines, key=key, label=label, corner=t("Field"))


def _flow(table: Table) -> tuple[list[tuple[str, str, int]], list[str]]:
    """What leads to what, and the places from left to right, the largest on top."""
    shown = []
    weight: dict[str, float] = {}
    for row in table.rows:
        source, end = row.key
        end_name, many = row.cells
        step = 1 if source.startswith("channel:") else 2
        places = (f"{step}|{worded(row.name)}", f"{step + 1}|{worded(end_name)}")
        shown.append((*places, many))
        for place in places:
            weight[place] = weight.get(place, 0) + many
    return shown, sorted(weight, key=lambda place: (place[0], -weight[place]))
