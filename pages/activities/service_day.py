"""Who has booked a service for a day: for those who keep the menus and for whoever provides the services."""

import streamlit as st

from components import booking_view, menu_view
from components.heartbeat import heartbeat
from components.session import current_user
from components.texts import t

person = current_user()

st.title(t("Booked services"), anchor=False)
with st.container(width=720):
    booking_view.of_day(person)
heartbeat(menu_view.SEEN)
