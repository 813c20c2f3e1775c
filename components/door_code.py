"""The code for the door: shown by whoever comes, read or typed in by whoever lets them in."""

from contextlib import suppress
from urllib.parse import parse_qs, urlsplit

import streamlit as st

from components import address, scanner
from components.texts import t
from db.settings import settings
from domain import qr_codes

WIDTH = 220  # pixels of the picture


def picture(path: str) -> None:
    """What the telephone of those at the door reads; `path` is where it leads on the platform."""
    shown = qr_codes.png(settings().public_url + path)
    st.image(shown, t("Please show this at the door."), width=WIDTH)


def folded(code: str, path: str) -> None:
    """The code and its picture behind a button, for a list of several."""
    with st.popover(t("Check-in code"), icon=":material/qr_code:"):
        st.markdown(f"**{code}**")
        picture(path)


def typed() -> str:
    """The code that was read by a camera, in the page or outside, or typed in; it stands in the address."""
    if read := scanner.show(key="door-scanner"):
        st.query_params["c"] = _code(read)
    return address.words(
        "c", t("Check-in code"), most=40, placeholder=t("Check-in code"), icon=":material/qr_code:"
    )


def _code(read: str) -> str:
    """The code within the address that the picture holds; else what was read as it is, such as a bare code."""
    with suppress(ValueError):  # begins as an address, and is none
        return "".join(parse_qs(urlsplit(read).query).get("c", [read]))
    return read


def unknown() -> None:
    """The code is nobody's who comes here."""
    st.error(
        t("Nobody here has this code. Please look for the name in the list below."),
        icon=":material/qr_code:",
    )


def lets_in() -> bool:
    """The button that lets in whose code was shown; whether it was pressed."""
    return st.button(
        t("Check in"), type="primary", icon=":material/login:", width="stretch", key="door-code"
    )
