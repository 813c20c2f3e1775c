"""The records behind a figure: what they are of, how many, and each with whether it met the indicator."""

from dataclasses import replace

import streamlit as st

from components import (
    address,
    figure_activities,
    figure_list_files,
    figure_parts,
    figure_words,
    kpi_filters,
    kpi_pictures,
    kpi_told,
    match_filters,
    rows,
)
from components.kpi_filters import Asked
from components.moments import moment
from components.naming import named
from components.reading import read
from components.rows import Cell, Column, Link
from components.texts import declared, sentences, t, term
from db.indicator_vocabulary import Half, Indicator, Unit
from db.vocabulary import Channel, ServiceField
from domain import paging
from domain.indicators import matched, parts
from domain.indicators.aims import against
from domain.indicators.allowed import may_list, may_list_behind, may_see
from domain.indicators.definitions import DEFINITIONS
from domain.indicators.figure import Figure
from domain.indicators.parts import WHOLE, Part
from domain.indicators.reading import Scope
from domain.permissions import Person
from domain.queries import indicator_activities as activities
from domain.queries import indicator_enterprises as enterprises
from domain.queries import indicator_records as queries
from domain.queries import indicators

SEEN = (*indicators.TOPICS, "demands")


def link(
    person: Person,
    asked: Asked,
    indicator: Indicator,
    half: Half = Half.ALL,
    part: Part = WHOLE,
    **more: str | None,
) -> Link | None:
    """The list behind a figure, or behind a part of it; none where the records that were counted are not open to this
    person, or do not have such a part.

    `more` changes the place: `area`, `unit`, `field`, `channel`, `industry` as the address says them; None takes one
    away.
    """
    definition, scope = DEFINITIONS[indicator], _placed(asked.scope, more)
    is_open = may_list_behind(
        person, indicator, scope, of=parts.fitting(part, definition).handler
    ) and kpi_filters.is_counted(asked, indicator)
    if not is_open or parts.fitting(part, definition) != part:
        return None
    if not parts.is_told(part, definition, scope, person):
        return None
    if definition.match_figure:
        which = matched.listed_as(definition, half)
        return match_filters.link(matched.scope_of(scope, definition), which)
    query = kpi_filters.records_query(asked, indicator, half, **more)
    return Link(kpi_filters.LIST_PAGE, kpi_filters.LIST_PATH, (*query, *part.query))


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
    """Which of the records: all, those that met it or are counted in it, those that did not."""
    if DEFINITIONS[indicator].unit is not Unit.SHARE:
        return Half.ALL
    names = figure_words.halves(indicator)
    return Half(
        address.segment(
            "half", t("Which"), [each.value for each in names], lambda code: names[Half(code)]
        )
    )


def head(person: Person, asked: Asked, indicator: Indicator) -> None:
    """The figure itself, with its definition and the way back; its name and definition alone to those to whom the key
    figures are not open."""
    if not may_see(person):
        st.markdown(f"**{term(indicator)}** {figure_words.period(asked.period)}")
        st.caption(declared(DEFINITIONS[indicator].what))
        return
    found = read(indicators.figures, person, (indicator,), asked.scope, topics=indicators.TOPICS)
    figure = found[None].get(indicator) or Figure(indicator)
    definition = figure.definition
    counted = (
        figure_words.value(definition, figure.value),
        figure_words.of_how_many(figure),
        figure_words.coverage(figure),
    )
    period = "" if definition.is_now else figure_words.period(asked.period)
    told = " · ".join(filter(None, (*(() if figure.is_kept_back else counted), period)))
    st.markdown(f"**{term(indicator)}** {told}")
    st.caption(sentences(declared(definition.what), _covered(indicator)))
    st.page_link(
        kpi_filters.PAGE,
        label=t("Back to the key figures"),
        icon=":material/arrow_back:",
        query_params=kpi_filters.way_back(asked, indicator),
    )


def show(
    person: Person, asked: Asked, indicator: Indicator, which: Half, part: Part = WHOLE
) -> None:
    """One page of the records, and the way through the pages."""
    if not may_list(person, asked.scope):
        st.info(
            t("Choose your own sub-platform above: the records of others are not open to you."),
            icon=":material/lock:",
        )
        return
    if not kpi_filters.is_counted(asked, indicator):
        st.info(
            t("Orders are not counted by industry: take the industry away."),
            icon=":material/filter_alt_off:",
        )
        return
    of = parts.fitting(part, DEFINITIONS[indicator]).handler
    if not may_list_behind(person, indicator, asked.scope, of=of):
        st.info(
            t(
                "This is not counted by unit, field or channel: take those away above, or choose another figure."
            ),
            icon=":material/filter_alt_off:",
        )
        return
    if kpi_filters.is_of_months(asked, indicator):
        kpi_pictures.only_months()
        return
    if kpi_told.is_kept_back(person, indicator, asked.scope):
        kpi_pictures.once_published()
        return
    figure_parts.told(person, asked, indicator, which, part)
    many = read(queries.count, person, indicator, asked.scope, which, part, topics=SEEN)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(t("{n} records", n=f"{many:,}"), width="content")
        if many:
            figure_list_files.offer(person, asked, indicator, which, part, many)
    if not many:
        st.info(
            t("There is no such record in this period. Choose another one, or take a filter away."),
            icon=":material/filter_alt_off:",
        )
        return
    place = st.container()
    pages = paging.pages(many, queries.PAGE, queries.MOST_PAGES)
    page = address.page("page", pages=pages, of=(asked.scope, indicator, which, part))
    with place:
        if indicator in enterprises.OF_ENTERPRISES:
            _enterprises(person, asked, indicator, page)
        elif indicator in activities.OF_ACTIVITIES:
            figure_activities.show(person, asked, indicator, page, part)
        else:
            _orders(person, asked, indicator, which, part, page)


def _orders(
    person: Person, asked: Asked, indicator: Indicator, which: Half, part: Part, page: int
) -> None:
    found = read(queries.records, person, indicator, asked.scope, which, page, part, topics=SEEN)
    is_rate = DEFINITIONS[indicator].unit is Unit.SHARE
    columns = [Column(t("Subject"), 9), Column(t("Stage"), 3)]
    columns += [Column(figure_words.halves(indicator)[Half.GOOD], 3)] if is_rate else []
    columns += [
        Column(t("Counts from"), 4, is_said=True),
        Column(t("Done at"), 4, is_said=True),
        Column(t("Enterprise"), 6),
        Column(t("Unit"), 5),
    ]
    link = rows.show(
        columns,
        [_cells(each, indicator) for each in found],
        key="figure-records",
        label=t("Records"),
    )
    if link:
        rows.follow(link)


def _cells(record: queries.Record, indicator: Indicator) -> tuple[Cell, ...]:
    if record.is_open:
        first = Cell(record.title, record.number, link=rows.demand(record.number))
    else:
        first = Cell(t("Not open to you"), record.number)
    good, other = ("red", "") if against(indicator) is Half.GOOD else ("green", "red")
    met = (Cell(t("yes"), tone=good) if record.is_good else Cell(t("no"), tone=other),)
    return (
        first,
        Cell(term(record.stage), tone="blue"),
        *(met if DEFINITIONS[indicator].unit is Unit.SHARE else ()),
        Cell("", moment(record.at) if record.at else ""),
        Cell("", moment(record.done_at) if record.done_at else "–"),
        Cell(record.enterprise, named(record.area, record.area_en)),
        Cell(named(record.unit, record.unit_en)),
    )


def _enterprises(person: Person, asked: Asked, indicator: Indicator, page: int) -> None:
    found = read(enterprises.enterprises, person, indicator, asked.scope, page, topics=SEEN)
    is_new = indicator is Indicator.NEW_REGISTRATIONS
    told = (
        Column(t("Registered"), 3, is_said=True)
        if is_new
        else Column(t("Answers"), 2, is_said=True)
    )
    lines = [
        (
            Cell(each.name, link=rows.organisation(each.id)),
            Cell(moment(each.at) if each.at else str(each.many)),
        )
        for each in found
    ]
    columns = (Column(t("Enterprise"), 8), told)
    wanted = rows.show(columns, lines, key="figure-enterprises", label=t("Enterprises"))
    if wanted:
        rows.follow(wanted)


def _covered(indicator: Indicator) -> str:
    """What a figure covers, where that is less than everything."""
    definition = DEFINITIONS[indicator]
    return t("Counted from {day} on.", day=definition.since.isoformat()) if definition.since else ""


def _placed(scope: Scope, more: dict[str, str | None]) -> Scope:
    """The scope in another place, told as the address tells it."""
    of = {
        "area": ("area", str),
        "unit": ("unit_id", int),
        "field": ("field", ServiceField),
        "channel": ("channel", Channel),
        "industry": ("industry", str),
    }
    changed = {
        of[name][0]: value and of[name][1](value) for name, value in more.items() if name in of
    }
    return replace(scope, **changed)
