"""What lies below the cards: which picture is looked at, and of what it is."""

import streamlit as st

from components import address, kpi_marks
from components.texts import t, term
from db.indicator_vocabulary import Indicator, KpiView
from domain.kpi_views.views import OF_THE_FIGURE

EVERY = 30  # seconds after which the pictures follow the cards, which are live by themselves
NAME = "view"  # in the address


def chosen_view(indicator: Indicator) -> KpiView:
    """One of the pictures, from the address, under its heading."""
    head = st.container()
    options = [each.value for each in KpiView]
    view = KpiView(address.segment(NAME, t("Picture"), options, lambda name: term(KpiView(name))))
    with head:
        st.subheader(term(indicator if view in OF_THE_FIGURE else view), anchor=False)
    return view


def asked_for() -> KpiView:
    """The picture that the address asks for."""
    said = "".join(st.query_params.get_all(NAME))
    return KpiView(said) if said in set(KpiView) else KpiView.PLACES


def footnote(view: KpiView, indicator: Indicator) -> None:
    """What the figure is, where it is the figure that is shown."""
    if view in OF_THE_FIGURE:
        st.caption(kpi_marks.definition(indicator))
