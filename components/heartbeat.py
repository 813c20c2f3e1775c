"""What keeps every open page live."""

from collections.abc import Iterable

import streamlit as st

from components import session
from components.reading import read
from domain.permissions import PUBLIC
from domain.queries.lateness import last_due

EVERY = 4  # seconds


def heartbeat(topics: Iterable[str], *, every: int = EVERY) -> None:
    """Draw the page anew when one of its topics has changed since it was drawn, when something has become late, when
    its person was signed out, or when the reader's theme has turned light or dark: pictures are drawn in its colours.
    `every` so many seconds it looks.
    """
    names = tuple(sorted(topics))
    st.fragment(_beat, run_every=every)(names, (_state(names), _look()), session.is_signed_in())


def _beat(names: tuple[str, ...], drawn_from: tuple, was_signed_in: bool) -> None:
    if not session.in_fragment():
        return  # the page is being drawn: it is as new as can be
    if session.is_signed_in() != was_signed_in or (_state(names), _look()) != drawn_from:
        session.rerun_by_itself()


def _look() -> str:
    """Light or dark; light where the browser has not said."""
    return st.context.theme.type or "light"


def _state(names: tuple[str, ...]) -> tuple:
    return session.version(names), read(last_due, PUBLIC, topics=())
