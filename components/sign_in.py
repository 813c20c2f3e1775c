"""The entrance: what enterprises find without signing in, and the form for those who have an account.

streamlit-authenticator draws the form and compares the hash; who exists, who is locked out and who is signed in, the
platform's own tables say.
"""

import streamlit as st
from streamlit_authenticator import Authenticate
from streamlit_authenticator.controllers import AuthenticationController
from streamlit_authenticator.models import AuthenticationModel
from streamlit_authenticator.utilities import Hasher

from components import leaving, session
from components.place import FOLDER
from components.texts import t, told
from domain import sessions
from domain.errors import Refused


def show(wanted: str = "") -> None:
    """The two doors side by side, on a telephone one below the other; the enterprises' comes first.

    `wanted` names the page that was asked for: it opens as soon as its reader has signed in, whose door then is first.
    """
    if wanted:
        st.info(
            t("“{page}” is open to people with an account: sign in, and it opens.", page=wanted),
            icon=":material/lock:",
        )
    if wanted:
        accounts, enterprises = st.columns([2, 3], gap="large")
    else:
        enterprises, accounts = st.columns([3, 2], gap="large")
    with enterprises:
        _for_enterprises()
    with accounts:
        _for_accounts()


def _for_enterprises() -> None:
    st.title(t("What does your enterprise need?"))
    st.write(
        t(
            "Policies, financing, people, land, technology, permits: write to us, "
            "and the unit that answers for it takes it up. You see every step, and you have the last word."
        )
    )
    with st.container(border=True):
        st.text(
            t(
                "No account is needed. You get a number and a secret by which only you can follow it."
            )
        )
        if st.button(t("Ask for help"), type="primary", icon=":material/contact_support:"):
            st.switch_page(FOLDER / "public/ask.py")
    with st.container(border=True):
        st.text(t("See where it stands, answer a question, say whether it was solved."))
        if st.button(t("Follow my demand"), icon=":material/route:"):
            st.switch_page(FOLDER / "public/follow.py")
    st.caption(t("Or call 96871 during office hours."))


def _for_accounts() -> None:
    try:
        Form().login(
            fields={
                "Form name": t("Sign in"),
                "Username": t("Account"),
                "Password": t("Password"),
                "Login": t("Sign in"),
            },
            key="sign-in",
        )
    except Refused as refusal:
        st.error(told(refusal), icon=":material/error:")
    st.caption(t("For staff, and for enterprises that have an account."))
    st.caption(t("Forgotten your password? Ask your administrator for a new link."))


class Form(Authenticate):
    """The library's form without its cookie, which scripts can read, and without its list of people."""

    def __init__(self) -> None:
        self.api_key = self.path = None  # with a key it would call a server on the internet
        self.attrs = {"login_sleep_time": 0}
        self.cookie_controller = _Session()
        self.authentication_controller = AuthenticationController(
            credentials={"usernames": {}}, auto_hash=False
        )
        self.authentication_controller.authentication_model = _Model(self.cookie_controller)


class _Session:
    """Stands where the library keeps its cookie: the browser gets a ticket for a session instead."""

    ticket = ""

    def get_cookie(self) -> None:
        """Who is signed in was settled before the form is drawn."""

    def set_cookie(self) -> None:
        leaving.fetch_session(self.ticket)
        st.stop()


class _Model(AuthenticationModel):
    """The library's check, asked of the platform's accounts."""

    def __init__(self, kept: _Session) -> None:
        super().__init__(credentials={"usernames": {}}, auto_hash=False)
        self.kept = kept

    def login(self, username: str, password: str, *_args, **_kwargs) -> bool:
        """Whether it is so; raises Refused with the reason that may be told."""
        self.kept.ticket = sessions.sign_in(
            username or "",
            password or "",
            address=session.client_address_hash(),
            fits=Hasher.check_pw,
        )
        return True
