"""The service menu of a month: what can be booked, for everybody."""

import streamlit as st

from components import booking_view, menu_view
from components.heartbeat import heartbeat
from components.session import visitor
from components.texts import t

person = visitor()

st.title(t("Service menu"), anchor=False)
shown = menu_view.chosen(person)
menu_view.keeping(person, shown)
booking_view.theirs(person)
if shown is not None:
    menu_view.show(shown)
    menu_view.book(person, shown)
heartbeat(menu_view.SEEN)
