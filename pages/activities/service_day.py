"""Who comes to booked services: for those who keep the menus and for whoever gives the services, at their door."""

import streamlit as st

from components import menu_view, service_day
from components.heartbeat import heartbeat
from components.session import current_user
from components.texts import t

person = current_user()

st.title(t("Booked services"), anchor=False)
with st.container(width=720):
    service_day.code(person)
    service_day.everybody(person)
heartbeat(menu_view.SEEN)
