"""The clocks of a demand: for each unit that had it what was due, what is done, and how much of the time is gone."""

import streamlit as st

from components.due import due_words
from components.moments import moment
from components.naming import named
from components.texts import plain, t, term
from components.track import Gauge, Station, track
from db.vocabulary import LegOutcome
from domain import clock
from domain.queries import legs as queries
from domain.queries.legs import LegShown

NEARLY = 0.75  # of the time gone: from here on it is short


def show(legs: tuple[LegShown, ...]) -> None:
    """The newest leg first and open, the older ones folded away."""
    if not legs:
        st.caption(t("No unit has it yet."))
        return
    newest, *older = legs
    with st.container(border=True):
        _leg(newest, len(legs))
    if older:
        with st.expander(t("Units before"), icon=":material/history:"):
            for place, leg in enumerate(older, start=1):
                _leg(leg, len(legs) - place)


def _leg(leg: LegShown, position: int) -> None:
    name = named(leg.unit.name, leg.unit.name_en)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"**{plain(name)}**", width="content")
        st.badge(term(leg.timeliness), color="gray")
        if leg.outcome:
            color = "green" if leg.outcome is LegOutcome.ANSWERED else "gray"
            st.badge(term(leg.outcome), color=color)
        if leg.paused_at:
            st.badge(t("Clock paused"), icon=":material/pause:", color="violet")
        if leg.is_provisional:
            st.badge(
                t("Provisional"),
                icon=":material/event_upcoming:",
                color="orange",
                help=t("The office calendar of that year has not been published yet."),
            )
    st.caption(t("Dispatched {at}", at=moment(leg.started_at)))
    track(
        [_station(leg, each) for each in leg.stations],
        key=f"leg-{position}",
        name=t("Time limits of {unit}", unit=name),
        gauge=_gauge(leg),
    )


def _station(leg: LegShown, station: queries.Station) -> Station:
    now, label = clock.now(), term(station.step)
    if station.done_at:
        if station.is_late(now):
            note = t("Done late: {at}", at=moment(station.done_at))
            return Station(label, "late", note, t("Late"))
        return Station(label, "done", moment(station.done_at), t("In time"))
    if leg.ended_at:
        return Station(label, "void", t("Not needed"), t("Not needed"))
    if station.due_at is None:
        return Station(label, "paused", "", t("Clock paused"))
    words, _ = due_words(station.due_at, now)
    if station.is_late(now):
        return Station(label, "late", words, t("Late"))
    if leg.paused_at:
        return Station(label, "paused", moment(station.due_at), t("Clock paused"))
    is_next = station == next(each for each in leg.stations if not each.done_at)
    return Station(label, "now" if is_next else "later", words, t("Still to come"))


def _gauge(leg: LegShown) -> Gauge:
    percent = round(leg.used * 100)
    if leg.used > 1:
        text = t("{percent} % of the working time: over the limit", percent=percent)
        return Gauge(leg.used, text, "late")
    text = t("{percent} % of the working time is gone", percent=percent)
    if leg.paused_at:
        return Gauge(leg.used, text, "paused")
    return Gauge(leg.used, text, "now" if leg.used >= NEARLY and not leg.ended_at else "done")
