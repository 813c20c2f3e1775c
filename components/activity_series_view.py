"""Series of activities on the pages: all of them, one with its years and what was held in each."""

from datetime import date

import streamlit as st

from components import activity_view, address, record_window, rows
from components import facts as fact_list
from components.facts import Fact
from components.moments import moment
from components.naming import named
from components.reading import read
from components.record_window import button
from components.rows import Cell, Column, Link
from components.texts import plain, t, term
from db.models import ActivitySeries
from domain import activity_again, activity_series, clock
from domain.activity_seats import Room
from domain.clock import LOCAL
from domain.command import can
from domain.permissions import Person
from domain.queries import activities
from domain.queries import activity_series as queries
from domain.queries.activities import Entry
from domain.queries.activity_series import SeriesShown, YearFigures

PAGE, PATH = "pages/activities/series.py", "activity-series"


def link(series_id: int | None = None) -> Link:
    """The page of one series, or of all of them."""
    return Link(PAGE, PATH, (("id", str(series_id)),) if series_id else ())


def every(person: Person) -> None:
    """All series, each leading to its own page."""
    st.title(t("Series of activities"), anchor=False)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if can(person, activity_series.begin):
            button("begin", t("New series"), icon="add")
        st.page_link(
            activity_view.LIST_PAGE, label=t("Activities"), icon=":material/calendar_month:"
        )
    found = read(activities.series, person, topics=activity_view.SEEN)
    if not found:
        st.info(t("No series yet."), icon=":material/event_repeat:")
        return
    columns = (Column(t("Series"), 8), Column(t("Kind of activity"), 4), Column(t("Continues"), 2))
    wanted = rows.show(
        columns, [_line(each) for each in found], key="series-all", label=t("Series of activities")
    )
    if wanted:
        rows.follow(wanted)


def _line(each: ActivitySeries) -> tuple[Cell, ...]:
    words = (t("goes on"), "green") if each.is_active else (t("ended"), "grey")
    return (
        Cell(named(each.name, each.name_en), each.summary[:80], link=link(each.id)),
        Cell(term(each.kind)),
        Cell(words[0], tone=words[1]),
    )


def head(shown: SeriesShown) -> None:
    """What it is, whose, and what can be done with it."""
    st.title(plain(named(shown.name, shown.name_en)), anchor=False)
    with st.container(horizontal=True, gap="small"):
        st.badge(term(shown.kind), color="gray")
        if not shown.is_active:
            st.badge(t("ended"), color="gray", icon=":material/event_busy:")
    area = named(shown.area.name, shown.area.name_en) if shown.area else t("The whole city")
    organiser = named(shown.organiser.name, shown.organiser.name_en)
    fact_list.show([Fact(t("Organiser"), organiser), Fact(t("Area"), area)], key="series-facts")
    if shown.summary:
        st.text(shown.summary)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.page_link(
            activity_view.LIST_PAGE,
            label=t("Look in the calendar"),
            icon=":material/calendar_month:",
            query_params={"series": str(shown.id)},
        )
        if activity_again.hold_again.name in shown.steps and shown.years:
            button("again", t("Hold a year again"), icon="content_copy")
        if activity_series.change.name in shown.steps:
            button("change", t("Change the series"), icon="edit")
        if activity_series.end.name in shown.steps:
            button("end", t("End the series"), icon="event_busy")


def figures(shown: SeriesShown) -> None:
    """Its years beside each other."""
    if not shown.years:
        st.info(t("Nothing has been planned in this series yet."), icon=":material/event:")
        return
    st.subheader(t("Year by year"), anchor=False)
    columns = (
        Column(t("Year"), 2),
        Column(t("Held"), 2, is_said=True),
        Column(t("Ahead"), 2, is_said=True),
        Column(t("Cancelled"), 2, is_said=True),
        Column(t("Seats given"), 2, is_said=True),
        Column(t("Came"), 2, is_said=True),
        Column(t("Share of the seats used"), 3, is_said=True),
    )
    rows.show(columns, list(map(_year, shown.years)), key="series-years", label=t("Year by year"))


def _year(each: YearFigures) -> tuple[Cell, ...]:
    seated = each.attended - each.walked_in
    share = f"{seated / each.seats:.0%}" if each.seats else "–"
    walked = t("{n} of them without a seat", n=each.walked_in) if each.walked_in else ""
    return (
        Cell(str(each.year)),
        Cell(str(each.held)),
        Cell(str(each.ahead)),
        Cell(str(each.cancelled)),
        Cell(str(each.seats)),
        Cell(str(each.attended), walked),
        Cell(share),
    )


def year_shown(shown: SeriesShown) -> int:
    """The year that the address names, the present or the latest one unless it does."""
    years = [str(each.year) for each in shown.years]
    now = str(clock.now().astimezone(LOCAL).year)
    first = now if now in years else years[0]
    ordered = [first, *(each for each in years if each != first)]
    return int(address.always("year", t("Year"), ordered, lambda year: year, width=120))


def occurrences(person: Person, shown: SeriesShown) -> None:
    """What was and will be held in one year, each leading to its page."""
    if not shown.years:
        return
    st.subheader(t("What is held"), anchor=False)
    year = year_shown(shown)
    found = read(queries.held_in, person, shown.id, year, topics=activity_view.SEEN)
    columns = (
        Column(t("Activity"), 8),
        Column(t("Begins"), 4),
        Column(t("Place"), 4),
        Column(t("Seats"), 3, is_said=True),
        Column(t("Stage"), 2),
    )
    wanted = rows.show(
        columns, [_held(each) for each in found], key="series-held", label=t("What is held")
    )
    if wanted:
        rows.follow(wanted)


def _held(each: Entry) -> tuple[Cell, ...]:
    area = named(each.area, each.area_en) if each.area else t("The whole city")
    return (
        Cell(named(each.title, each.title_en), area, link=activity_view.link(each.id)),
        Cell(moment(each.starts_at)),
        Cell(each.place or "–"),
        Cell(
            activity_view.seats(each.taken, each.capacity, each.room),
            tone="orange" if each.room is Room.FULL else "",
        ),
        Cell(term(each.stage), tone=activity_view.TONES[each.stage]),
    )


def last_year(shown: SeriesShown) -> int:
    """The year that one would hold again: the last one that is over or under way."""
    now: date = clock.now().astimezone(LOCAL).date()
    return next((each.year for each in shown.years if each.year <= now.year), shown.years[-1].year)


def asked() -> str:
    """Which window is asked for."""
    return record_window.asked()[0]
