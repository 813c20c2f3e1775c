"""One's own docking day, for the telephone: whom one meets when and where, what is now and next, and the gaps."""

from itertools import groupby

import streamlit as st

from components import docking_say_form
from components.docking_stars import told
from components.docking_view import time_of, title_of
from components.naming import named
from components.record_window import button, form, sent
from components.submitting import attempt, tell
from components.texts import plain, t, term
from db.research_vocabulary import DockingStage, MeetingStage
from domain import clock, docking_meetings
from domain.queries.docking import DayShown
from domain.queries.docking_met import Cancelled, Met

NOW, NEXT = "now", "next"


def agenda(shown: DayShown) -> None:
    """Meeting after meeting, for the people of those who meet."""
    ours = [met for met in shown.meetings if met.is_ours]
    gone = [each for each in shown.cancelled if each.is_ours]
    if not (ours or gone) or shown.stage is DockingStage.PLANNING:
        return
    st.subheader(t("Our meetings"), anchor=False)
    marks = _marks(shown, ours)
    before: int | None = None
    for slot, found in groupby(ours, key=lambda met: met.slot):
        if before is not None and slot > before + 1:
            st.caption(_gap(shown, before, slot))
        for met in found:
            _meeting(shown, met, marks.get(slot, ""))
        before = slot
    for each in gone:
        _cancelled(shown, each)


def window(shown: DayShown, meeting_id: int | None) -> None:
    """The form in which one's side says how a meeting went."""
    met = next((met for met in shown.meetings if met.id == meeting_id and met.is_ours), None)
    if met is None:
        st.info(t("This meeting is not one of yours any more."), icon=":material/info:")
        return
    docking_say_form.show(shown, met)


def _meeting(shown: DayShown, met: Met, mark: str) -> None:
    with st.container(border=True, gap="xsmall"):
        with st.container(horizontal=True, gap="xsmall", vertical_alignment="center"):
            st.markdown(f"**{plain(time_of(shown, met.slot))}**")
            st.badge(plain(t("Table {n}", n=met.table + 1)), color="blue")
            if mark:
                colour = "green" if mark == NOW else "orange"
                st.badge(t("Now") if mark == NOW else t("Next"), color=colour)
            if met.stage is not MeetingStage.PLANNED:
                st.badge(term(met.stage), color="gray")
        other = met.other
        st.markdown(
            plain(" · ".join(filter(None, (named(other.title, other.title_en), other.number))))
        )
        owner = named(other.owner, other.owner_en) or t(
            "The name is hidden until both sides agree."
        )
        st.caption(plain(owner))
        if shown.sees_all or len(shown.needs) + len(shown.results) > 1:
            st.caption(plain(t("For: {title}", title=title_of(met.own))))
        for said in met.said:
            ours = t("You said: {outcome}", outcome=term(said.outcome))
            st.caption(plain(" · ".join(filter(None, (ours, told(said.rating), said.note)))))
        _doing(shown, met)


def _doing(shown: DayShown, met: Met) -> None:
    is_coming = shown.stage is DockingStage.PUBLISHED
    if met.asks_name and is_coming:
        name = f"docking-agree-{met.id}"
        with form(name):
            if sent(t("Agree to show our name"), icon="visibility"):
                of = {"meeting_id": met.id}
                is_done, _ = attempt(docking_meetings.agree, shown.id, form=name, **of)
                if is_done:
                    tell(t("Agreed. Your name is shown as soon as the other side agrees too."))
                    st.rerun()
    if clock.now().date() >= shown.held_on:
        label = t("Change what we said") if met.said else t("How did it go?")
        button("say", label, of=met.id, icon="rate_review")


def _cancelled(shown: DayShown, gone: Cancelled) -> None:
    with st.container(border=True, gap="xsmall"):
        with st.container(horizontal=True, gap="xsmall", vertical_alignment="center"):
            st.markdown(f"~~{plain(time_of(shown, gone.slot))}~~")
            st.badge(t("Cancelled"), color="red")
        st.caption(plain(f"{title_of(gone.need)} × {title_of(gone.result)}"))
        if gone.reason:
            st.caption(plain(gone.reason))


def _gap(shown: DayShown, before: int, slot: int) -> str:
    minutes = (slot - before - 1) * shown.slot_minutes
    return t("Free for {n} minutes, until {at}", n=minutes, at=f"{shown.begins(slot):%H:%M}")


def _marks(shown: DayShown, ours: list[Met]) -> dict[int, str]:
    """On the day itself: which slot is now, and which of one's own comes next."""
    if shown.held_on != clock.now().date():
        return {}
    passed = (clock.now() - shown.begins(0)).total_seconds() / 60 / shown.slot_minutes
    at = int(passed) if passed >= 0 else -1
    later = [met.slot for met in ours if met.slot > at]
    return {at: NOW} | ({min(later): NEXT} if later else {})
