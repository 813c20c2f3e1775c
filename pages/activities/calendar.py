"""The activity calendar: what is held, by month, week, day or year, for everybody; moved by those who may."""

import streamlit as st

from components import (
    activity_calendar,
    activity_moves_forms,
    activity_steps,
    activity_view,
    calendar_feeds,
)
from components.heartbeat import heartbeat
from components.session import visitor
from components.texts import t

person = visitor()

st.title(t("Activities"), anchor=False)
with st.container(horizontal=True, vertical_alignment="center", gap="small"):
    how = activity_calendar.view()
    filters = activity_calendar.filters(person)
    activity_calendar.leads()
    calendar_feeds.subscribe(person, filters)
    activity_steps.new(person)
activity_moves_forms.undo(person)
activity_calendar.show(person, how, activity_calendar.day_shown(), filters)
activity_steps.carried(person)
heartbeat(activity_view.SEEN)
