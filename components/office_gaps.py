"""Where days are shown or left out by the office calendar: days of rest, and years of which it is not known."""

from datetime import date

import streamlit as st

from components.reading import read
from components.texts import listed, t
from domain import office_days, topics
from domain.command import can
from domain.permissions import Person
from domain.queries import office_days as queries

PAGE = "pages/administration/office_days.py"


def rests(is_rest: bool) -> str:
    """What is put after a time on a day on which the offices rest; nothing after another."""
    return f" :orange[{t('day of rest')}]" if is_rest else ""


def caption(person: Person, first: date, last: date) -> None:
    """For the days from `first` to `last`; nothing where the calendar of each year is known. Stands below what it tells
    of, which so stays in its place when another year is turned to."""
    years = read(queries.unknown_years, person, first, last, topics=(topics.RULES,))
    if not years:
        return
    told = listed(map(str, years))
    said = t(
        "The office calendar of {years} is not entered yet: holidays may be missing.", years=told
    )
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(f":material/event_upcoming: {said}", width="content")
        if can(person, office_days.enter_year):
            st.page_link(
                PAGE,
                label=t("Office calendar"),
                icon=":material/edit_calendar:",
                query_params={"year": str(years[0])},
            )
