"""What follows a booked service, for those who give or keep it: a demand that came up there."""

from collections.abc import Sequence

import streamlit as st

from components import record_window
from components.area_choice import area_names
from components.choosing import one
from components.record_window import button, form, send, sent
from components.texts import t
from domain.menu import after
from domain.permissions import Person
from domain.queries.service_days import Coming

RAISE = "raise"


def buttons(each: Coming) -> None:
    """What can be done about one booking, and what was."""
    if each.can_raise:
        button(RAISE, t("Raise a demand"), of=each.id, icon="contact_support")
    if each.demand_id:
        st.badge(t("A demand was raised"), color="blue")


def window(person: Person, found: Sequence[Coming]) -> None:
    """The window that the address asks for, about one of these."""
    verb, of = record_window.asked()
    each = next((each for each in found if each.id == of), None)
    if verb == RAISE and each is not None and each.can_raise:
        record_window.show(t("Raise a demand"), _raise, person, each)


def _raise(person: Person, found: Coming) -> None:
    name = f"raise-{found.id}"
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
            )
