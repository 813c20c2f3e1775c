"""How long the answers took, and how much of their limit; each step leads to its orders."""

import streamlit as st

from components import figure_records, figure_words, kpi_told, linked_bars
from components.kpi_filters import Asked
from components.kpi_told import worded
from components.linked_bars import Bar
from components.rows import Link
from components.texts import sentences, t
from db.indicator_vocabulary import Indicator, KpiView, ViewWord
from domain.indicators.definitions import DEFINITIONS
from domain.indicators.parts import Part
from domain.indicators.steps import SHARES
from domain.kpi_views.table import Table, number
from domain.permissions import Person

LATE_FROM = SHARES.index(100)  # the first step past the limit


def show(person: Person, asked: Asked) -> Link | None:
    """The two distributions side by side."""
    found = kpi_told.found(person, asked, KpiView.TIMES)
    if not found.tables:
        st.info(t("No answer was given here in this period."), icon=":material/hourglass_empty:")
        return None
    by_time, by_limit = found.table(ViewWord.BY_TIME), found.table(ViewWord.BY_LIMIT)
    counts = {row.key: number(row.cells[0]) for row in by_limit.rows}
    total = f"{sum(counts.values()):,}"
    late = sum(many for step, many in counts.items() if step >= LATE_FROM)
    left, right = st.columns(2, gap="large")
    with left:
        middle = figure_words.value(DEFINITIONS[Indicator.HANDLING_TIME], found.middle)
        st.caption(
            sentences(
                t("Answers by working time from dispatch to answer."),
                t("Half of the {n} took {middle} or less.", n=total, middle=middle),
            )
        )
        wanted = _steps(person, asked, by_time, "kpi-times")
    with right:
        st.caption(
            sentences(
                t("Answers by how much of their limit they took; past it, hatched."),
                t("{late} of {n} took longer than their limit.", late=f"{late:,}", n=total),
            )
        )
        other = _steps(person, asked, by_limit, "kpi-shares")
    return wanted or other


def _steps(person: Person, asked: Asked, table: Table, key: str) -> Link | None:
    is_of_limit = table.name is ViewWord.BY_LIMIT
    most = max(number(row.cells[0]) for row in table.rows)
    bars = []
    for row in table.rows:
        many, share = map(number, row.cells)
        is_late = is_of_limit and row.key >= LATE_FROM
        part = Part(share=row.key) if is_of_limit else Part(time=row.key)
        name = worded(row.name)
        bars.append(
            Bar(
                name=name,
                value=f"{many:,}",
                share=many / most,
                link=figure_records.link(person, asked, Indicator.SERVICES_GIVEN, part=part)
                if many
                else None,
                more=f"{share:.0%}" if many else "",
                tone="red" if is_late else "",
                is_hatched=is_late,
                told=f"{name}: {many:,}",
            )
        )
    return linked_bars.show(bars, key=key, label=t("Handling times"))
