"""The records behind a gauge of the national title: the way to them, and the list itself."""

from datetime import date

import streamlit as st

from components import activity_view, address, docking_view, figure_records, kpi_filters, rows
from components.assessment_view import PAGE, PATH
from components.moments import day
from components.naming import named
from components.reading import read
from components.rows import Cell, Column, Link
from components.texts import t, term
from db.assessment_vocabulary import Gauge
from db.indicator_vocabulary import Indicator
from db.vocabulary import Kind, PriceKind
from domain import paging
from domain.assessment.gauges import Reached
from domain.indicators.allowed import PLATFORM
from domain.permissions import Person
from domain.queries import assessment, docking
from domain.queries import title_records as queries
from domain.queries.title_records import Behind

SEEN = (*assessment.TOPICS, "organisations", "matches", "activities")
# These are indicators of the year, with lists of their own.
INDICATORS = {
    Gauge.ENTERPRISES: Indicator.ENTERPRISES_SERVED,
    Gauge.SATISFACTION: Indicator.SATISFACTION_RATE,
}


def offer(person: Person, year: int, reached: Reached) -> None:
    """The way to the records behind a gauge, where there are any that are open to this person."""
    if not (reached.n or reached.value):
        return
    if to := link(person, reached.wanted.gauge, year, reached.until):
        _lead(reached.wanted.gauge, to)


def link(person: Person, gauge: Gauge, year: int, until: date | None = None) -> Link | None:
    """The records behind a gauge of a year, or of a year until a day; none where they are not open to this person."""
    if gauge in INDICATORS:
        whole = kpi_filters.in_year(year)
        asked = kpi_filters.in_days(whole, whole.period.first, until) if until else whole
        return figure_records.link(person, asked, INDICATORS[gauge])
    if person.kind not in PLATFORM:
        return None
    of = {"view": "title", "year": str(year), "behind": gauge.value}
    return Link(PAGE, PATH, tuple((of | ({"until": f"{until}"} if until else {})).items()))


def show(person: Person, year: int) -> None:
    """One page of the records behind the gauge that the address names."""
    until = _until(year)
    gauges = [each.value for each in queries.OPEN]
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        asked = address.one_of(
            "behind",
            t("Records behind"),
            gauges,
            lambda code: term(Gauge(code)),
            none=t("Records behind a condition"),
            width=280,
        )
        if asked is None:
            return
        gauge = Gauge(asked)
        many = read(queries.count, person, gauge, year, until, topics=SEEN)
        st.caption(t("{n} records", n=f"{many:,}"), width="content")
        if until:
            st.badge(t("until {day}", day=day(until)), icon=":material/filter_alt:", color="blue")
            st.page_link(
                PAGE,
                label=t("Show all of them"),
                icon=":material/filter_alt_off:",
                query_params={"view": "title", "year": str(year), "behind": asked},
            )
    place = st.container()
    pages = paging.pages(many, queries.PAGE)
    page = address.page("page", pages=pages, of=(gauge, year, until))
    with place:
        found = read(queries.page_of, person, gauge, year, page, until, topics=SEEN)
        lines = [_line(person, gauge, each) for each in found]
        wanted = rows.show(_columns(gauge), lines, key="title-records", label=t("Records"))
        if wanted:
            rows.follow(wanted)


def _until(year: int) -> date | None:
    """The day of this year up to which the address asks, where it does."""
    try:
        until = date.fromisoformat(address.asked_for().get("until", [""])[0])
    except ValueError:
        return None
    return until if until.year == year else None


def _lead(gauge: Gauge, link: Link) -> None:
    """A row that leads there: a link to this very page (`st.page_link`) would look as if it were chosen."""
    columns, line = (Column(t("Records")),), (Cell(t("Records"), link=link),)
    name = t("{gauge}: records", gauge=term(gauge))
    key = f"title-way-{gauge.value}"
    if wanted := rows.show(columns, [line], key=key, label=name, is_headed=False):
        rows.follow(wanted)


def _columns(gauge: Gauge) -> tuple[Column, ...]:
    match gauge:
        case Gauge.ORGANISATIONS:
            since = Column(t("In the directory since"), 4, is_said=True)
            return Column(term(Kind.SERVICE_ORGANISATION), 8), since
        case Gauge.PUBLIC_BENEFIT:
            return (
                Column(t("Service"), 8),
                Column(t("Offered by"), 6),
                Column(t("What it costs"), 3),
            )
    return Column(term(gauge), 8), Column(t("Held on"), 4, is_said=True)


def _line(person: Person, gauge: Gauge, each: Behind) -> tuple[Cell, ...]:
    name = named(each.title, each.title_en)
    on = Cell(day(each.on) if each.on else "–")
    match gauge:
        case Gauge.ORGANISATIONS:
            return Cell(name, link=rows.organisation(each.id)), on
        case Gauge.PUBLIC_BENEFIT:
            link = rows.organisation(each.provider_id, each.id)
            price = (
                Cell(term(PriceKind.PUBLIC_BENEFIT), tone="green") if each.is_good else Cell("–")
            )
            return Cell(name, link=link), Cell(named(each.provider, each.provider_en)), price
        case Gauge.ACTIVITIES:
            return Cell(name, each.number, link=activity_view.link(each.id)), on
    is_open = docking.is_staff(person)
    return Cell(name, each.number, link=docking_view.link(each.id) if is_open else None), on
