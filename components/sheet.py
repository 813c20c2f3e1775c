"""The form of one step: its own number, its button, and the place above the button where a refusal is said."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from components.session import nonce
from components.texts import t


@dataclass
class Sheet:
    """What a step's form draws with: keys of its own for every field, and whether it can still be sent."""

    key: str
    is_open: bool
    above: DeltaGenerator | None = None

    def field(self, name: str) -> str:
        return f"{self.key}-{name}"

    def sent(self, label: str, *, icon: str, is_final: bool = False) -> bool:
        """The button, and for a step that ends the demand the question whether it is meant."""
        sure = not is_final or st.checkbox(t("Yes, this ends the demand"), key=self.field("sure"))
        self.above = st.container()
        pressed = st.form_submit_button(
            label, type="primary", icon=f":material/{icon}:", disabled=not self.is_open
        )
        if pressed and self.is_open and not sure:
            self.above.error(
                t("Please confirm that this ends the demand."), icon=":material/error:"
            )
        return pressed and self.is_open and sure

    def words(self, label: str, *, most: int, height: int = 120, placeholder: str = "") -> str:
        return st.text_area(
            label, max_chars=most, height=height, key=self.field("text"), placeholder=placeholder
        )


@contextmanager
def sheet(name: str, *, is_open: bool = True) -> Iterator[Sheet]:
    """A form of its own; empty again only after it was carried out."""
    key = f"{name}-{nonce(name)}"
    with st.form(key, border=True):
        yield Sheet(key, is_open)
