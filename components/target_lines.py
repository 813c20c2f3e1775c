"""Target figures on the page of a need or a result, one below the other."""

from collections.abc import Sequence

import streamlit as st

from components.texts import plain, t
from domain import targets


def show(label: str, figures: Sequence[str]) -> None:
    """Nothing where there are none; of one without a name, that it is compared with nothing."""
    if not figures:
        return
    st.markdown(f"**{label}**")
    for figure in figures:
        st.markdown(f":material/straighten: {plain(figure)}")
    if any(map(targets.is_nameless, figures)):
        st.caption(t("A figure that does not say what it is of is not compared."))
