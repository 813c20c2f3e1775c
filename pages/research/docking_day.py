"""One docking day: who comes, who meets whom when, and how it went."""

import streamlit as st

from components import (
    docking_forms,
    docking_own_view,
    docking_print,
    docking_said_view,
    docking_view,
    not_found,
)
from components.heartbeat import heartbeat
from components.reading import read
from components.session import current_user
from components.texts import t
from domain.queries import docking

person = current_user()
shown = read(docking.day, person, not_found.number(), topics=docking_view.SEEN)
if shown is None:
    not_found.say(t("Docking day"), docking_view.DAYS_PAGE, t("Docking days"))

heartbeat(docking_view.SEEN)
docking_view.head(shown)
docking_forms.actions(shown)
docking_view.figures(shown)
docking_print.now(shown)
docking_own_view.agenda(shown)
timetable, personal, participants = st.tabs(
    [t("Timetable"), t("For each participant"), t("Participants")]
)
with timetable:
    docking_view.timetable(shown)
    docking_print.sheets(shown)
    docking_said_view.cancelled(shown)
    docking_said_view.feedback(shown)
with personal:
    docking_view.personal(shown)
with participants:
    docking_view.participants(shown)
    docking_view.wishes(shown)
docking_forms.window(person, shown)
