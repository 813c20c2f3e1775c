"""Docking days: enterprises and teams meet at tables, planned so that the meetings are worth most."""

import streamlit as st

from components import docking_forms, docking_view
from components.heartbeat import heartbeat
from components.reading import read
from components.session import current_user
from components.texts import t
from domain import docking_days
from domain.command import can
from domain.queries import docking

person = current_user()
heartbeat(docking_view.SEEN)

st.title(t("Docking days"), anchor=False)
docking_forms.prepare_button(person)
days = read(docking.days, person, topics=docking_view.SEEN)
if days:
    docking_view.days(days)
else:
    docking_view.nothing(can(person, docking_days.prepare))
docking_forms.prepare_window(person)
