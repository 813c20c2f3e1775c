"""A window over the page that stands in the address: it can be linked to, and stays when the page is drawn anew."""

from collections.abc import Callable
from functools import partial
from typing import Any, Literal

import streamlit as st

Width = Literal["small", "medium", "large"]


def opened(name: str) -> str:
    """What the address names to be looked at in a window; empty when none is open."""
    return st.query_params.get(name, "")


def turn_to(name: str, what: object) -> None:
    """Let the address name it: the window opens."""
    st.query_params[name] = str(what)


def close(name: str) -> None:
    """Before the page is drawn anew: the window is done with."""
    st.query_params.pop(name, None)


def show(
    name: str, title: str, draw: Callable[..., None], *args: Any, width: Width = "small"
) -> None:
    """Draw the window; put away by its reader, it is gone from the address too."""
    st.dialog(title, width=width, on_dismiss=partial(close, name))(draw)(*args)
