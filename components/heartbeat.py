"""What keeps every open page live."""

from collections.abc import Callable, Hashable, Iterable

import streamlit as st

from components import session
from components.reading import read
from domain.permissions import PUBLIC
from domain.queries.lateness import last_due

EVERY = 4  # seconds


def nothing() -> Hashable:
    return None


def heartbeat(
    topics: Iterable[str], *, every: int = EVERY, told_by: Callable[[], Hashable] = nothing
) -> None:
    """Draw the page anew when one of its topics has changed since it was drawn, when something has become late, when
    its person was signed out, or when the reader's theme has turned light or dark: pictures are drawn in its colours.
    `every` so many seconds it looks. `told_by`: what else the page is told by, such as the day; it is asked anew each
    time, and when it is another the page is drawn anew.
    """
    names = tuple(sorted(topics))
    drawn_from = (_state(names), _look(), told_by())
    st.fragment(_beat, run_every=every)(names, drawn_from, session.is_signed_in(), told_by)


def _beat(
    names: tuple[str, ...],
    drawn_from: tuple,
    was_signed_in: bool,
    told_by: Callable[[], Hashable] = nothing,
) -> None:
    if not session.in_fragment():
        return  # the page is being drawn: it is as new as can be
    if session.is_signed_in() != was_signed_in:
        session.rerun_by_itself()
    if (_state(names), _look(), told_by()) != drawn_from:
        session.rerun_by_itself()


def _look() -> str:
    """Light or dark; light where the browser has not said."""
    return st.context.theme.type or "light"


def _state(names: tuple[str, ...]) -> tuple:
    return session.version(names), read(last_due, PUBLIC, topics=())
