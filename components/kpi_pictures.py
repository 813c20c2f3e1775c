"""What lies below the cards: which picture is looked at, and of what it is."""

import streamlit as st

from components import address, kpi_marks
from components.texts import t, term
from db.indicator_vocabulary import Indicator

VIEWS = ("places", "month", "trend", "loop", "load", "arrivals", "times")
OF_THE_FIGURE = ("places", "month", "trend")  # the others show something of their own
EVERY = 30  # seconds after which the pictures follow the cards, which are live by themselves


def chosen_view(indicator: Indicator) -> str:
    """One of the pictures, from the address, under its heading."""
    names = {
        "places": t("Sub-platforms"),
        "month": t("Month so far"),
        "trend": t("Trend"),
        "loop": t("The loop"),
        "load": t("Load"),
        "arrivals": t("Arrivals"),
        "times": t("Handling times"),
    }
    head = st.container()
    view = address.segment("view", t("Picture"), VIEWS, names.get)
    with head:
        st.subheader(term(indicator) if view in OF_THE_FIGURE else names[view], anchor=False)
    return view


def footnote(view: str, indicator: Indicator) -> None:
    """What the figure is, where it is the figure that is shown."""
    if view in OF_THE_FIGURE:
        st.caption(kpi_marks.definition(indicator))
