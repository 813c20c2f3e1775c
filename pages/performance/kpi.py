"""The key figures, live: cards, the map of the sub-platforms, who stands where, and what lies behind each figure."""

import streamlit as st

from components import kpi_cards, kpi_filters, kpi_marks, kpi_pictures
from components.heartbeat import heartbeat
from components.session import current_user
from components.texts import t, term
from domain.queries.indicators import TOPICS

person = current_user()

st.title(t("Key figures"), anchor=False)
asked = kpi_filters.bar(person)
st.caption(kpi_marks.told(person, asked))
indicator = kpi_marks.chosen()
aims = kpi_marks.aims(person, asked)

wanted = kpi_cards.show(person, asked, indicator, aims)
kpi_marks.follow(wanted)

st.subheader(term(indicator), anchor=False)
match kpi_pictures.chosen_view():
    case "trend":
        kpi_pictures.over_time(person, asked, indicator, kpi_marks.events(person))
    case "loop":
        kpi_pictures.loop(person, asked)
    case "load":
        kpi_pictures.load(person, asked)
    case "times":
        kpi_pictures.times(person, asked)
    case _:
        by_area = kpi_marks.aims_by_area(person, asked, indicator)
        wanted = kpi_pictures.places(person, asked, indicator, by_area) or wanted
st.caption(kpi_marks.definition(indicator, is_aimed=indicator in aims))
kpi_marks.follow(wanted)
heartbeat(TOPICS, every=kpi_pictures.EVERY)
