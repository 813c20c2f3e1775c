"""Who one is, in which language one reads, and the way out: at the head of the navigation, or above a public page."""

import secrets

import streamlit as st

from components import leaving, session, submitting
from components.naming import named
from components.place import FOLDER
from components.texts import plain, t, term
from domain import accounts, sessions
from domain.permissions import Person


def for_visitors() -> None:
    """The name of the house and the other language, above a public page."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{t('Wenzhou SME Service Platform')}**", width="stretch")
        _other_language()


def for_people(person: Person) -> None:
    """In the navigation: the person's own menu."""
    with st.sidebar.popover(plain(person.name), icon=":material/account_circle:", width="stretch"):
        card(person)
        st.page_link(
            FOLDER / "home/account.py", label=t("My account"), icon=":material/manage_accounts:"
        )
        _other_language(person)
        if st.button(
            t("Sign out"), key="account-sign-out", icon=":material/logout:", type="tertiary"
        ):
            sign_out()


def card(person: Person) -> None:
    """Whose account it is."""
    st.text(f"{person.name} · {named(person.organisation, person.organisation_en)}")
    st.caption(" · ".join(term(role) for role in sorted(person.roles)))


def languages(person: Person) -> None:
    """The choice of language, on the page of one's account."""
    chosen = st.segmented_control(
        t("Language"),
        list(session.LANGUAGES),
        default=session.language(),
        format_func=session.LANGUAGES.get,
        key=f"account-languages-{session.language()}",
        label_visibility="collapsed",
        required=True,
    )
    if chosen != session.language():
        _choose(chosen, person)


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


def _other_language(person: Person | None = None) -> None:
    other = next(each for each in session.LANGUAGES if each != session.language())
    if st.button(
        session.LANGUAGES[other],
        key="account-language",
        icon=":material/translate:",
        type="tertiary",
    ):
        _choose(other, person)


def _choose(language: str, person: Person | None) -> None:
    session.choose_language(language)
    submitting.remember("language-once", secrets.token_hex(4))
    if person:
        submitting.attempt(
            accounts.set_language, person.id, form="account-language", language=language
        )
    st.rerun()
