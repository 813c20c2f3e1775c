"""The activity calendar: what is held in a month, for everybody."""

import streamlit as st

from components import activity_steps, activity_view, calendar_feeds
from components.area_choice import area_names
from components.heartbeat import heartbeat
from components.reading import read
from components.session import visitor
from components.texts import t
from domain import clock
from domain.queries import activities

person = visitor()

st.title(t("Activities"), anchor=False)
activity_steps.new(person)
with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
    first, last = activity_view.span(clock.now().date())
    areas = area_names(person)
    filters = activity_view.filters(areas)
    calendar_feeds.subscribe(person, filters, areas)
found = read(activities.calendar, person, first, last, filters, topics=activity_view.SEEN)
activity_view.listing(found)
heartbeat(activity_view.SEEN)
