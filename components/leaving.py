"""Errands that only the browser can run: fetching the session, giving it back, keeping the chosen language."""

import secrets

from components.browser import component

_mount = component("leaving", "leaving")


def fetch_session(ticket: str) -> None:
    """Let the browser exchange a ticket for its session; the page then loads anew, at the address where it stands."""
    _mount(key="leaving-in", data={"once": secrets.token_hex(6), "ticket": ticket}, height=1)


def give_session_back() -> None:
    """Let the browser lose its session; then it goes home."""
    _mount(key="leaving-out", data={"once": secrets.token_hex(6), "leaves": True}, height=1)


def keep_language(language: str, once: str) -> None:
    """Let the browser remember the language for its next visit; `once` differs for each choice made."""
    _mount(key="leaving-language", data={"once": once, "language": language}, height=1)
