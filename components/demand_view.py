"""A demand on its page: where it stands, what was said, who asks, and the story."""

import streamlit as st

from components.clocks_view import moment
from components.due import due_words
from components.naming import named
from components.story import icon, quoted, sentence
from components.texts import plain, t, term
from db.vocabulary import LoopStep, Stage
from domain import clock
from domain.queries.demand import Line, Shown
from domain.workflow import loop_step

TONES = {
    Stage.CLOSED: "green",
    Stage.DECLINED: "gray",
    Stage.MERGED: "gray",
    Stage.RETURNED: "orange",
    Stage.REDO: "orange",
    Stage.RETURN_VISIT: "orange",
    Stage.WAITING: "violet",
}


def head(demand: Shown) -> None:
    """Title, number, stage, what is due."""
    st.title(plain(demand.title), anchor=False)
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.badge(demand.number, color="gray", icon=":material/tag:")
        st.badge(term(demand.stage), color=TONES.get(demand.stage, "blue"))
        if demand.due_at and demand.closed_at is None:
            text, tone = due_words(demand.due_at, clock.now())
            st.badge(text, color=tone, icon=":material/schedule:")
        if demand.round > 1:
            st.badge(t("Round {n}", n=demand.round), color="orange", icon=":material/replay:")
        if demand.closing_code:
            st.badge(term(demand.closing_code), color="green")
    _loop(demand)


def facts(demand: Shown) -> None:
    """What was said, by whom, and what it was taken for."""
    with st.container(border=True):
        st.text(demand.body)
    rows = [
        (t("Enterprise"), demand.enterprise),
        (t("Contact person"), demand.contact_name),
        (t("Phone"), demand.contact_phone),
        (t("E-mail"), demand.contact_email or ""),
        (t("Area"), named(demand.area.name, demand.area.name_en) if demand.area else ""),
        (t("Channel"), term(demand.channel)),
        (t("Type"), term(demand.type) if demand.type else ""),
        (t("Field"), term(demand.field) if demand.field else ""),
        (t("Time-limit class"), term(demand.timeliness) if demand.timeliness else ""),
        (t("Level"), term(demand.level)),
        (t("Handler"), demand.handler),
        (t("Submitted"), moment(demand.submitted_at)),
        (t("Promised by"), moment(demand.promised_at) if demand.promised_at else ""),
        (t("Merged into"), demand.merged_into or ""),
    ]
    st.table({label: plain(value) for label, value in rows if value}, border="horizontal")


def story(lines: tuple[Line, ...]) -> None:
    """Everything that happened, the newest first."""
    for line in lines:
        unit = named(line.unit.name, line.unit.name_en) if line.unit else ""
        told = sentence(line.action, line.said, actor=line.actor, unit=unit)
        with st.container(gap=None):
            st.markdown(f"{icon(line.action)} {plain(told)}")
            st.caption(moment(line.at))
            words = quoted(line.action, line.said)
            if words:
                with st.container(border=True):
                    st.text(words)


def _loop(demand: Shown) -> None:
    """The six steps of the closed loop, the present one marked."""
    at = list(LoopStep).index(loop_step(demand.stage))
    parts = []
    for n, step in enumerate(LoopStep):
        word = plain(term(step))
        if n < at or demand.closed_at:
            parts.append(f":green[:material/check_circle: {word}]")
        elif n == at:
            parts.append(f":primary[:material/radio_button_checked: **{word}**]")
        else:
            parts.append(f":gray[:material/circle: {word}]")
    st.markdown("  →  ".join(parts))
