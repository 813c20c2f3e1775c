"""The part of a figure's records that a picture has led to: in the address, in words, and how to leave it again."""

from dataclasses import replace

import streamlit as st

from components import address, kpi_filters
from components.kpi_filters import Asked
from components.moments import day
from components.reading import read
from components.texts import plain, t, term
from db.indicator_vocabulary import Half, Indicator
from domain.indicators import parts
from domain.indicators.allowed import may_see
from domain.indicators.definitions import DEFINITIONS
from domain.indicators.parts import WHOLE, Part
from domain.indicators.steps import DAY, SHARES, TIMES
from domain.permissions import Person
from domain.queries import load, staff_scores


def asked_for(person: Person, indicator: Indicator) -> Part | None:
    """The part that the address asks for, as far as the records of this figure have it. Those to whom the key figures
    are not open have their own orders alone: none where it is not told who has handled a record."""
    part, definition = parts.read(address.asked_for()), DEFINITIONS[indicator]
    if may_see(person):
        return parts.fitting(part, definition)
    part = parts.fitting(replace(part, handler=person.id), definition)
    return part if part.handler else None


def told(person: Person, asked: Asked, indicator: Indicator, half: Half, part: Part) -> None:
    """Say what the list is narrowed to besides the filters, and offer all of it."""
    if part == WHOLE:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        for word in words(person, asked, part):
            st.badge(word, icon=":material/filter_alt:", color="blue")
        if may_see(person):
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
        name = _handler(person, asked, part.handler)
        found.append(plain(name) if name else t("One handler"))
    if part.promised_before:
        found.append(t("not answered, promised before {day}", day=day(part.promised_before)))
    return found


def _handler(person: Person, asked: Asked, handler_id: int) -> str | None:
    """Who has orders on the table, or whose month this person reads."""
    return read(load.name_of, person, asked.scope, handler_id, topics=load.TOPICS) or read(
        staff_scores.name_of, person, asked.scope.unit_id, handler_id, topics=load.TOPICS
    )


def _span(begins: tuple[int, ...], step: int, scale: int) -> str:
    begin = f"{begins[step] / scale:g}"
    return f"{begin}–{begins[step + 1] / scale:g}" if step + 1 < len(begins) else f"≥ {begin}"
