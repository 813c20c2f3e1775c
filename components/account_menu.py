"""Who one is, in which language one reads, and the way out: at the foot of the navigation, or above a public page."""

import secrets

import streamlit as st

from components import leaving, session, submitting
from components.page_list import FOLDER
from components.texts import plain, t, term
from domain import accounts, sessions
from domain.permissions import Person


def for_visitors() -> None:
    """The name of the house and the other language, above a public page."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{t('Wenzhou SME Service Platform')}**", width="stretch")
        _language_button()


def for_people(person: Person) -> None:
    """At the foot of the navigation: the person's own menu."""
    with st.sidebar.container(key="account-menu"):
        with st.popover(plain(person.name), icon=":material/account_circle:", width="stretch"):
            st.text(person.organisation)
            st.caption(" · ".join(term(role) for role in sorted(person.roles)))
            st.page_link(
                FOLDER / "home/account.py", label=t("My account"), icon=":material/manage_accounts:"
            )
            _language_button(person)
            if st.button(t("Sign out"), key="account-sign-out", icon=":material/logout:"):
                sign_out()


def sign_out() -> None:
    """End this browser's session, first here, then in the browser."""
    sessions.end(session.session_hash() or "")
    leaving.give_session_back()
    st.stop()


def keep_language() -> None:
    """Let the browser remember what was chosen; drawn last, so that nothing moves."""
    once = submitting.remembered("language-once")
    if once:
        leaving.keep_language(session.language(), once)


def _language_button(person: Person | None = None) -> None:
    other = next(each for each in session.LANGUAGES if each != session.language())
    if st.button(
        session.LANGUAGES[other],
        key="account-language",
        icon=":material/translate:",
        type="tertiary",
    ):
        session.choose_language(other)
        submitting.remember("language-once", secrets.token_hex(4))
        if person:
            submitting.attempt(
                accounts.set_language, person.id, form="account-language", language=other
            )
        st.rerun()
