"""The part of a figure's records that a picture has led to: in the address, in words, and how to leave it again."""

import streamlit as st

from components import address, kpi_filters
from components.kpi_filters import Asked
from components.moments import day
from components.reading import read
from components.texts import plain, t, term
from db.indicator_vocabulary import Half, Indicator
from domain.indicators import parts
from domain.indicators.definitions import DEFINITIONS
from domain.indicators.parts import WHOLE, Part
from domain.indicators.steps import DAY, SHARES, TIMES
from domain.permissions import Person
from domain.queries import load


def asked_for(indicator: Indicator) -> Part:
    """The part that the address asks for, as far as the records of this figure have it."""
    return parts.fitting(parts.read(address.asked_for()), DEFINITIONS[indicator])


def told(person: Person, asked: Asked, indicator: Indicator, half: Half, part: Part) -> None:
    """Say what the list is narrowed to besides the filters, and offer all of it."""
    if part == WHOLE:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        for word in words(person, asked, part):
            st.badge(word, icon=":material/filter_alt:", color="blue")
        st.page_link(
            kpi_filters.LIST_PAGE,
            label=t("Show all of them"),
            icon=":material/filter_alt_off:",
            query_params=dict(kpi_filters.records_query(asked, indicator, half)),
        )


def words(person: Person, asked: Asked, part: Part) -> list[str]:
    """What the list is narrowed to besides the filters."""
    found = [term(each) for each in (part.reached, part.ended, *sorted(part.lacks)) if each]
    if part.day:
        found.append(day(part.day))
    if part.week:
        first, last = parts.days_of_week(part.week)
        found.append(t("{first} to {last}", first=day(first), last=day(last)))
    if part.weekday:
        names = (t("Mon"), t("Tue"), t("Wed"), t("Thu"), t("Fri"), t("Sat"), t("Sun"))
        found.append(names[part.weekday - 1])
    if part.time is not None:
        found.append(t("{span} working days", span=_span(TIMES, part.time, DAY)))
    if part.share is not None:
        found.append(t("{span} % of the limit", span=_span(SHARES, part.share, 1)))
    if part.handler:
        name = read(load.name_of, person, asked.scope, part.handler, topics=load.TOPICS)
        found.append(plain(name) if name else t("One handler"))
    return found


def _span(begins: tuple[int, ...], step: int, scale: int) -> str:
    begin = f"{begins[step] / scale:g}"
    return f"{begin}–{begins[step + 1] / scale:g}" if step + 1 < len(begins) else f"≥ {begin}"
