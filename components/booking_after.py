"""What follows a booked service, for those who give or keep it: what became of it, and a demand that came up there."""

from collections.abc import Sequence
from datetime import timedelta

import streamlit as st

from components import enterprise_finder, record_window
from components.area_choice import area_names
from components.choosing import one
from components.moments import day
from components.record_window import button, form, send, sent
from components.texts import plain, t, term
from db.service_vocabulary import BookingOutcome
from domain import clock, topics
from domain.menu import after
from domain.permissions import Person
from domain.queries import service_days
from domain.queries.service_days import Coming

RAISE, CONCLUDE = "raise", "conclude"
B = BookingOutcome
TONES = {B.SETTLED: "green", B.GOES_ON: "orange", B.REFERRED: "blue", B.UNSETTLED: "red"}
FIRST = timedelta(days=7)  # what stands there first; it can be chosen otherwise


def buttons(each: Coming) -> None:
    """What can be done about one booking, and what was."""
    if each.can_conclude:
        label = t("Say anew how it ended") if each.outcome else t("How it ended")
        button(CONCLUDE, label, of=each.id, icon="task_alt")
    if each.can_raise:
        button(RAISE, t("Raise a demand"), of=each.id, icon="contact_support")
    if each.demand_id:
        st.badge(t("A demand was raised"), color="blue")


def became(each: Coming) -> None:
    """What became of it, in two lines."""
    if each.outcome is None:
        return
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.badge(term(each.outcome), color=TONES[each.outcome])
        if each.next_on:
            st.caption(t("until {day}", day=day(each.next_on)))
        if each.is_late:
            st.badge(t("Late"), color="red", icon=":material/warning:")
    if each.outcome_note:
        st.text(each.outcome_note)


def window(person: Person, found: Sequence[Coming]) -> None:
    """The window that the address asks for, about one of these."""
    verb, of = record_window.asked()
    each = next((each for each in found if each.id == of), None)
    if verb == RAISE and each is not None and each.can_raise:
        record_window.show(t("Raise a demand"), _raise, person, each)
    elif verb == CONCLUDE and each is not None and each.can_conclude:
        record_window.show(t("How it ended"), _conclude, each)


def _conclude(found: Coming) -> None:
    """The day counts only for what goes on; a form cannot hide it before it is sent."""
    name = f"conclude-{found.id}"
    with form(name) as key:
        st.caption(plain(found.enterprise))
        outcome = st.radio(
            t("How it ended"),
            list(B),
            index=list(B).index(found.outcome) if found.outcome else None,
            format_func=term,
            label_visibility="collapsed",
            key=key("outcome"),
        )
        note = st.text_area(
            t("Note"), found.outcome_note, max_chars=400, height=100, key=key("note")
        )
        until = st.date_input(
            t("To be followed up by"),
            found.next_on or clock.now().date() + FIRST,
            format="YYYY-MM-DD",
            key=key("until"),
        )
        st.caption(t("The day counts for what goes on; whoever gives the service is reminded."))
        if sent(t("Save")):
            send(
                after.conclude,
                found.menu_id,
                form_name=name,
                done=t("Noted."),
                booking_id=found.id,
                outcome=outcome.value if outcome else "",
                note=note,
                next_on=until,
            )


def _raise(person: Person, found: Coming) -> None:
    name = f"raise-{found.id}"
    whose = {}
    if (
        not found.enterprise_id
    ):  # booked without an account: chosen from the directory, as far as it is
        seen = (topics.MENUS,)
        whose = enterprise_finder.of_whoever_came(
            person, service_days, (found.id,), name, seen=seen, typed=found.enterprise
        )
    with form(name) as key:
        title = st.text_input(t("Subject"), max_chars=80, key=key("title"))
        body = st.text_area(
            t("What it is about"), found.subject, max_chars=4000, height=120, key=key("body")
        )
        areas = area_names(person)
        area = one(t("Area"), list(areas), None, areas.get, key=key("area"))
        st.caption(t("Without an area it is that of the enterprise, as far as it is known."))
        if sent(t("Raise a demand"), icon="contact_support"):
            send(
                after.raise_demand,
                found.menu_id,
                form_name=name,
                done=t("The demand is raised."),
                booking_id=found.id,
                title=title,
                body=body,
                area_code=area or "",
                organisation_id=whose.get("organisation_id"),
            )
