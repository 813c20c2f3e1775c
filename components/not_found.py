"""A record that the address names and that is not there, or not for this reader: the two are told apart to nobody."""

import streamlit as st

from components.texts import t


def number(name: str = "id") -> int:
    """The number that the address names; 0, which nothing has, where it names none."""
    asked = st.query_params.get(name, "")
    return int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 10 else 0


def say(title: str, script: str, label: str) -> None:
    """Say so, lead to the list, and end the page."""
    st.title(title, anchor=False)
    st.warning(
        t("There is no such record, or it is not open to you."), icon=":material/search_off:"
    )
    st.page_link(script, label=label, icon=":material/search:")
    st.stop()
