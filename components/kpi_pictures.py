"""What lies below the cards: which picture is looked at, and of what it is."""

import streamlit as st

from components import address, kpi_filters, kpi_marks
from components.kpi_filters import Asked
from components.texts import t, term
from db.indicator_vocabulary import Indicator, KpiView
from domain.figure_files import telling
from domain.kpi_views.views import OF_THE_FIGURE, ON_PAGE

EVERY = 30  # seconds after which the pictures follow the cards, which are live by themselves
NAME = "view"  # in the address


def chosen_view(indicator: Indicator) -> KpiView:
    """One of the pictures, from the address, under its heading."""
    head = st.container()
    options = [each.value for each in ON_PAGE]
    view = KpiView(address.segment(NAME, t("Picture"), options, lambda name: term(KpiView(name))))
    with head:
        st.subheader(term(indicator if view in OF_THE_FIGURE else view), anchor=False)
    return view


def asked_for() -> KpiView:
    """The picture that the address asks for."""
    said = "".join(st.query_params.get_all(NAME))
    return KpiView(said) if said in ON_PAGE else KpiView.PLACES


def is_told(view: KpiView, asked: Asked, indicator: Indicator) -> bool:
    """Whether the view can be narrowed to the industry and the days that are looked at; says so where it cannot."""
    of = telling.figure_of(view, indicator)
    if not kpi_filters.is_counted(asked, of):
        words = t(
            "Orders are not counted by industry: take the industry away, or choose a figure of matchmaking."
        )
        st.info(words, icon=":material/filter_alt_off:")
        return False
    of_times = Indicator.HANDLING_TIME if view is KpiView.TIMES else of
    if view in (KpiView.PLACES, KpiView.TIMES) and kpi_filters.is_of_months(asked, of_times):
        only_months()
        return False
    return True


def only_months() -> None:
    """Say that other days than whole months are not told."""
    words = t(
        "This is told of whole months only: choose a month, a quarter, a half-year or a year."
    )
    st.info(words, icon=":material/calendar_month:")


def once_published() -> None:
    """Say that what enterprises answered is not told yet."""
    words = t("What enterprises answered is told once the month is published.")
    st.info(words, icon=":material/lock_clock:")


def footnote(view: KpiView, indicator: Indicator) -> None:
    """What the figure is, where it is the figure that is shown."""
    if view in OF_THE_FIGURE:
        st.caption(kpi_marks.definition(indicator))
