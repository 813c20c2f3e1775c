"""The records behind a figure: what they are of, how many, and each with whether it met the indicator."""

import streamlit as st

from components import address, figure_words, kpi_filters, rows
from components.kpi_filters import Asked
from components.moments import moment
from components.naming import named
from components.reading import read
from components.rows import Cell, Column
from components.texts import declared, t, term
from db.indicator_vocabulary import Half, Indicator
from domain.indicators.allowed import may_list
from domain.indicators.definitions import DEFINITIONS
from domain.indicators.metric import Figure
from domain.permissions import Person
from domain.queries import indicator_records as queries
from domain.queries import indicators

SEEN = (*indicators.TOPICS, "demands")


def asked_for() -> Indicator:
    """Which figure the address asks for."""
    every = [each for each in Indicator if not DEFINITIONS[each].match_figure]
    return Indicator(
        address.always(
            "of",
            t("Figure"),
            [each.value for each in every],
            lambda code: term(Indicator(code)),
            width=220,
        )
    )


def half(indicator: Indicator) -> Half:
    """Which of the records: all, those that met it, those that did not."""
    if not DEFINITIONS[indicator].bottom:
        return Half.ALL
    names = {Half.ALL: t("All"), Half.REST: t("Did not meet it"), Half.GOOD: t("Met it")}
    return Half(
        address.segment(
            "half", t("Which"), [each.value for each in names], lambda code: names[Half(code)]
        )
    )


def head(person: Person, asked: Asked, indicator: Indicator) -> None:
    """The figure itself, with its definition and the way back."""
    found = read(indicators.figures, person, (indicator,), asked.scope, topics=indicators.TOPICS)
    figure = found[None].get(indicator) or Figure(indicator)
    definition = figure.definition
    told = " · ".join(
        filter(
            None,
            (
                figure_words.value(definition, figure.value),
                figure_words.of_how_many(figure),
                figure_words.period(asked.period) if not definition.is_now else "",
            ),
        )
    )
    st.markdown(f"**{term(indicator)}** {told}")
    st.caption(declared(definition.what))
    st.page_link(
        kpi_filters.PAGE,
        label=t("Back to the key figures"),
        icon=":material/arrow_back:",
        query_params=dict(kpi_filters.query(asked, figure=indicator.value)),
    )


def show(person: Person, asked: Asked, indicator: Indicator, which: Half) -> None:
    """One page of the records, and the way through the pages."""
    if not may_list(person, asked.scope):
        st.info(
            t("Choose your own sub-platform above: the records of others are not open to you."),
            icon=":material/lock:",
        )
        return
    many = read(queries.count, person, indicator, asked.scope, which, topics=SEEN)
    st.caption(t("{n} records", n=f"{many:,}"))
    if not many:
        st.info(
            t("There is no such record in this period. Choose another one, or take a filter away."),
            icon=":material/filter_alt_off:",
        )
        return
    place = st.container()
    pages = min(-(-many // queries.PAGE), queries.MOST_PAGES)
    page = address.page("page", pages=pages, of=(asked.scope, indicator, which))
    with place:
        if indicator is Indicator.ENTERPRISES_SERVED:
            _enterprises(person, asked, page)
        else:
            _orders(person, asked, indicator, which, page)


def _orders(person: Person, asked: Asked, indicator: Indicator, which: Half, page: int) -> None:
    found = read(queries.records, person, indicator, asked.scope, which, page, topics=SEEN)
    is_rate = bool(DEFINITIONS[indicator].bottom)
    columns = [Column(t("Subject"), 9), Column(t("Stage"), 3)]
    columns += [Column(t("Met it"), 3)] if is_rate else []
    columns += [
        Column(t("Counts from"), 4, is_said=True),
        Column(t("Done at"), 4, is_said=True),
        Column(t("Enterprise"), 6),
        Column(t("Unit"), 5),
    ]
    link = rows.show(
        columns, [_cells(each, is_rate) for each in found], key="figure-records", label=t("Records")
    )
    if link:
        rows.follow(link)


def _cells(record: queries.Record, is_rate: bool) -> tuple[Cell, ...]:
    if record.is_open:
        first = Cell(record.title, record.number, link=rows.demand(record.number))
    else:
        first = Cell(t("Not open to you"), record.number)
    met = (Cell(t("yes"), tone="green") if record.is_good else Cell(t("no"), tone="red"),)
    return (
        first,
        Cell(term(record.stage), tone="blue"),
        *(met if is_rate else ()),
        Cell("", moment(record.at) if record.at else ""),
        Cell("", moment(record.done_at) if record.done_at else "–"),
        Cell(record.enterprise, named(record.area, record.area_en)),
        Cell(named(record.unit, record.unit_en)),
    )


def _enterprises(person: Person, asked: Asked, page: int) -> None:
    found = read(queries.served, person, asked.scope, page, topics=SEEN)
    columns = (Column(t("Enterprise"), 8), Column(t("Answers"), 2, is_said=True))
    lines = [
        (Cell(each.name, link=rows.organisation(each.id)), Cell(str(each.many))) for each in found
    ]
    link = rows.show(columns, lines, key="figure-enterprises", label=t("Enterprises"))
    if link:
        rows.follow(link)
