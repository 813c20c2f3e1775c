"""Choosing a password: by a one-time link, or anew for oneself."""

import streamlit as st

from components import session
from components.place import FOLDER
from components.reading import read
from components.session import nonce
from components.submitting import attempt, remember, remembered, submit
from components.texts import plain, t, told
from db.vocabulary import TokenPurpose
from domain import accounts, passwords, rations
from domain.errors import TooOften
from domain.permissions import PUBLIC
from domain.queries import people

MOST_TRIES, MINUTES = 20, 15


def change() -> None:
    """Change one's own password; every other session ends."""
    person, form = session.current_user(), "account-password"
    with st.form(f"{form}-{nonce(form)}", border=False):
        current = st.text_input(t("Current password"), type="password", max_chars=200)
        new, again = _twice()
        is_sent = st.form_submit_button(t("Change password"), type="primary")
        if is_sent and _is_same(new, again) and _is_rationed(f"user-{person.id}"):
            submit(
                accounts.change_password,
                person.id,
                form=form,
                done=t("The password is changed; other browsers are signed out."),
                current=current,
                new=new,
                session_id=session.session_id(),
            )


def by_link() -> None:
    """What stands behind a one-time link: the first password, or another one after a reset."""
    if remembered("welcome-done"):
        st.success(t("Your password is set. You can sign in now."), icon=":material/check_circle:")
        st.page_link(FOLDER / "home/today.py", label=t("Sign in"), icon=":material/login:")
        return
    token = st.query_params.get("token", "")[:100]
    opened = read(people.opened_by, PUBLIC, token, topics=("people",)) if token else None
    if opened is None or not opened.is_good:
        if _is_rationed(session.client_address_hash()):
            st.error(told(accounts.LinkOver()), icon=":material/link_off:")
        return
    is_new = opened.purpose is TokenPurpose.INVITATION
    greeting = t("Welcome, {name}", name=plain(opened.name))
    st.subheader(greeting if is_new else t("A new password for {name}", name=plain(opened.name)))
    st.text(t("Your account is {username}.", username=opened.username))
    with st.form(f"welcome-{nonce('welcome')}", width=480):
        new, again = _twice()
        if st.form_submit_button(t("Set password"), type="primary") and _is_same(new, again):
            done, _ = attempt(
                accounts.accept_invitation,
                opened.user_id,
                actor=PUBLIC,
                form="welcome",
                token=token,
                password=new,
            )
            if done:
                remember("welcome-done", True)
                st.query_params.clear()
                st.rerun()


def _twice() -> tuple[str, str]:
    new = st.text_input(
        t("New password"),
        type="password",
        max_chars=200,
        autocomplete="new-password",
        help=t("At least {least} characters; a sentence is good.", least=passwords.LEAST),
    )
    again = st.text_input(
        t("New password, once more"), type="password", max_chars=200, autocomplete="new-password"
    )
    return new, again


def _is_same(new: str, again: str) -> bool:
    if new != again:
        st.error(t("The two passwords are not the same."), icon=":material/error:")
    return new == again


def _is_rationed(by: str) -> bool:
    """Whether one more try is allowed; says so if not."""
    try:
        rations.spend("password", by, most=MOST_TRIES, minutes=MINUTES)
    except TooOften as refusal:
        st.error(told(refusal), icon=":material/error:")
        return False
    return True
