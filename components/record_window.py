"""A window over the page of one thing, in which something about it is changed; it stands in the address."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import streamlit as st

from components import window
from components.session import nonce
from components.submitting import attempt, tell
from components.texts import t
from domain.command import Command

NAME = "do"  # in the address


def button(verb: str, label: str, *, of: int | None = None, icon: str, leads: bool = False) -> None:
    """Open the window for this, or for this one thing; the step that leads on stands out."""
    what = verb if of is None else f"{verb}-{of}"
    kind = "primary" if leads else "tertiary"
    if st.button(label, key=f"do-{what}", type=kind, icon=f":material/{icon}:"):
        window.turn_to(NAME, what)


def asked() -> tuple[str, int | None]:
    """What the window is open for, and for which thing."""
    said = window.opened(NAME)
    verb, _, of = said.rpartition("-")
    if of.isdecimal() and len(of) < 10:
        return verb, int(of)
    return said, None


def show(title: str, draw: Callable[..., None], *args: Any, is_wide: bool = False) -> None:
    window.show(NAME, title, draw, *args, width="medium" if is_wide else "small")


@contextmanager
def form(name: str) -> Iterator[Callable[[str], str]]:
    """A form of its own, empty again only after it was carried out; gives the keys of its fields."""
    key = f"{name}-{nonce(name)}"
    with st.form(key, border=False):
        yield lambda field: f"{key}-{field}"


def sent(label: str, *, icon: str = "save") -> bool:
    return st.form_submit_button(label, type="primary", icon=f":material/{icon}:")


def send(command: Command, record_id: int, *, form_name: str, done: str, **inputs: Any) -> None:
    """Carry it out and put the window away; a refusal is said in it."""
    is_done, _ = attempt(command, record_id, form=form_name, **inputs)
    if is_done:
        window.close(NAME)
        tell(done)
        st.rerun()


def sure(command: Command, record_id: int, label: str, done: str, **inputs: Any) -> None:
    """A window that asks for nothing but the click itself."""
    name = "-".join(map(str, (command.name, record_id, *inputs.values())))
    with form(name):
        st.caption(t("Your name and the day are written down with it."))
        if sent(label, icon="check"):
            send(command, record_id, form_name=name, done=done, **inputs)


def ask_reason(
    command: Command, record_id: int, name: str, label: str, done: str, **inputs
) -> None:
    """A window that asks for nothing but why."""
    with form(name) as key:
        reason = st.text_area(t("Reason"), max_chars=200, height=80, key=key("reason"))
        if sent(label, icon="check"):
            send(command, record_id, form_name=name, done=done, reason=reason, **inputs)
