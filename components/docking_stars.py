"""The stars of a meeting of a docking day, 1 to 5: given in a form, and told."""

import streamlit as st


def stars(given: int | None, *, key: str) -> int | None:
    """The stars asked for, those that were `given` before standing in it."""
    found = st.feedback("stars", default=given - 1 if given else None, key=key)
    return None if found is None else found + 1


def told(given: int | None) -> str:
    """Empty where nobody gave any."""
    return f"★ {given}/5" if given else ""
