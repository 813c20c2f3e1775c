"""Where somebody is signed in, and ending it."""

import re

import streamlit as st

from components import session
from components.moments import moment
from components.reading import read
from components.session import nonce
from components.submitting import submit
from components.texts import t
from domain import accounts, topics
from domain.permissions import Person
from domain.queries import people

BROWSERS = (
    ("MicroMessenger", "WeChat"),
    ("DingTalk", "DingTalk"),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("iPhone|iPad", "iOS"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def show(person: Person, user_id: int) -> None:
    """The open sessions of a user, each with a button that ends it."""
    found = read(people.open_sessions, person, user_id, topics=(topics.PEOPLE,))
    here = session.session_id()
    if not found:
        st.caption(t("Nowhere at present."))
        return
    for each in found:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.text(device(each.agent), width="content")
            st.caption(t("since {since}", since=moment(each.created_at)), width="stretch")
            if each.id == here:
                st.badge(t("This browser"), color="green")
            else:
                _end_button(user_id, each.id)
    if len(found) > 1 or found[0].id != here:
        _end_all_button(person, user_id, here)


def device(agent: str) -> str:
    """The browser and its system, as far as it says so itself."""
    named = [
        next((name for pattern, name in known if re.search(pattern, agent)), "")
        for known in (BROWSERS, SYSTEMS)
    ]
    return " · ".join(filter(None, named)) or t("Unknown browser")


def _end_button(user_id: int, session_id: int) -> None:
    form = f"session-end-{session_id}"
    if st.button(t("End"), key=f"{form}-{nonce(form)}", type="tertiary", icon=":material/close:"):
        submit(
            accounts.end_sessions, user_id, form=form, done=t("Signed out."), session_id=session_id
        )


def _end_all_button(person: Person, user_id: int, here: int | None) -> None:
    form = f"sessions-end-{user_id}"
    is_own = person.id == user_id
    label = t("Sign out everywhere else") if is_own else t("Sign out everywhere")
    if st.button(label, key=f"{form}-{nonce(form)}", icon=":material/logout:"):
        submit(
            accounts.end_sessions,
            user_id,
            form=form,
            done=t("Signed out."),
            but=here if is_own else None,
        )
