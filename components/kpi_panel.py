"""A closer look at one place, beside the map: which figures fall short there, the orders behind each, what can be done
about them, and the word of the sub-platform on why."""

import streamlit as st

from components import (
    figure_records,
    figure_words,
    kpi_filters,
    kpi_marks,
    kpi_places,
    month_notes,
    rows,
    supervising,
)
from components.kpi_filters import Asked
from components.kpi_places import AT, Place
from components.reading import read
from components.rows import Cell, Column, Link
from components.target_marks import Mark
from components.texts import plain, t, term
from db.indicator_vocabulary import Half, Indicator
from domain.indicators.aims import against
from domain.indicators.allowed import may_list
from domain.indicators.definitions import DEFINITIONS
from domain.indicators.figure import Figure
from domain.permissions import Person
from domain.queries import indicator_records as waiting
from domain.queries import indicators as queries

SHOWN = (
    Indicator.ON_TIME_CLOSING,
    Indicator.ON_TIME_ACCEPTANCE,
    Indicator.RESPONSE_RATE,
    Indicator.RESOLUTION_RATE,
    Indicator.SATISFACTION_RATE,
    Indicator.VISIT_VERIFICATION,
    Indicator.HANDLING_TIME,
    Indicator.OVERDUE_NOW,
    Indicator.OPEN_NOW,
)
WORST_FIRST = ("red", "orange", "", "green")


def places(person: Person, asked: Asked, indicator: Indicator) -> Link | None:
    """The map and the ranking; a place that was chosen in either is looked at more closely beside the map."""
    aims = kpi_marks.aims_by_area(person, asked, indicator)
    place = kpi_places.chosen(person, asked)
    left, right = st.columns((2, 3), gap="large")
    with left:
        st.caption(
            t(
                "{figure} by sub-platform; a click looks at one more closely.",
                figure=term(indicator),
            )
        )
        wanted = kpi_places.tiles(person, asked, indicator, aims, place)
        if not kpi_marks.aims(person, asked):  # else it stands below the cards
            kpi_marks.legend(person, asked, aims)
    with right:
        closer = show(person, asked, indicator, place) if place else None
        ranked = kpi_places.ranking(person, asked, indicator, aims, place)
    return wanted or closer or ranked


def show(person: Person, asked: Asked, indicator: Indicator, place: Place) -> Link | None:
    """Everything about the place; returns where the person wants to go."""
    there = place.within(asked)
    with st.container(border=True, key="kpi-place", gap="small"):
        wanted = _head(asked, indicator, place)
        wanted = _figures(person, there, indicator) or wanted
        _act(person, there, indicator)
        if there.scope.area and there.period.months == 1 and not there.scope.unit_id:
            month_notes.of_area(person, there.period.first, there.scope.area)
    return wanted


def _head(asked: Asked, indicator: Indicator, place: Place) -> Link | None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"**{plain(place.name)}**", width="stretch")
        if place.is_narrowed:
            return None
        narrow = st.button(
            t("Narrow the page to it"), icon=":material/filter_alt:", type="tertiary", key="at-all"
        )
        away = st.button(t("Close"), icon=":material/close:", type="tertiary", key="at-close")
    more = {AT: None, "figure": indicator.value}
    if narrow:
        more["area"], more["unit"] = place.area, place.unit_id and str(place.unit_id)
        more = {name: value for name, value in more.items() if value or name == AT}
    if not narrow and not away:
        return None
    return Link(kpi_filters.PAGE, kpi_filters.PATH, kpi_filters.query(asked, **more))


def _figures(person: Person, there: Asked, indicator: Indicator) -> Link | None:
    """The figures of the place, those that fall short first, those of nothing last; each with its failing
    records and with all."""
    wanted = tuple(dict.fromkeys((indicator, *SHOWN)))
    wanted = tuple(each for each in wanted if not DEFINITIONS[each].match_figure)
    found = read(queries.figures, person, wanted, there.scope, topics=queries.TOPICS)[None]
    marks = kpi_marks.aims_of(person, there, found)
    places = list(wanted)

    def rank(each: Indicator) -> tuple[int, bool, int]:
        tone = marks[each].tone if each in marks else ""
        return (WORST_FIRST.index(tone), found[each].value is None, places.index(each))

    lines = [_line(person, there, found[each], marks.get(each)) for each in sorted(found, key=rank)]
    columns = (
        Column(t("Figure"), 5),
        Column(t("Value"), 4),
        Column(t("Falls short"), 3),
        Column(t("All"), 3, is_said=True),
    )
    return rows.show(
        columns, lines, key="kpi-place-figures", label=t("Figures of this place"), is_headed=False
    )


def _line(person: Person, there: Asked, figure: Figure, mark: Mark | None) -> tuple[Cell, ...]:
    definition = figure.definition
    told = (
        t("once published") if figure.is_kept_back else figure_words.value(definition, figure.value)
    )
    if mark:
        told = f"{mark.sign} {told}"
    half = against(figure.indicator)
    many = figure.n - figure.top if half is Half.REST else figure.top
    everything = figure_records.link(person, there, figure.indicator)
    short, first = Cell(""), everything
    if half is not Half.ALL and many:
        first = figure_records.link(person, there, figure.indicator, half=half)
        short = Cell(t("{n} fall short", n=f"{many:,}"), link=first)
    count = Cell(figure_words.behind(figure), link=everything if figure.n else None)
    return (
        Cell(term(figure.indicator), mark.words if mark else "", link=first if figure.n else None),
        Cell(told, tone=(mark.tone or "grey") if mark else ""),
        short,
        count,
    )


def _act(person: Person, there: Asked, indicator: Indicator) -> None:
    """What can be done about the orders of the chosen figure that still wait, from here."""
    definition = DEFINITIONS[indicator]
    if definition.match_figure or not may_list(person, there.scope):
        return
    half = against(indicator)
    found = read(
        waiting.still_waiting, person, indicator, there.scope, half, topics=supervising.SEEN
    )
    if found.waits:
        told = t("Behind the figure {figure}:", figure=term(indicator))
        if half is not Half.ALL:
            told = t("What falls short of the figure {figure}:", figure=term(indicator))
        st.caption(told)
        supervising.offer(person, there, indicator, half)
