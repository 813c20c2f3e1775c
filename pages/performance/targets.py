"""The targets of a month, by figure and sub-platform, and what the sub-platforms say of it."""

import streamlit as st

from components import month_notes, office_gaps, target_forms, target_marks
from components.heartbeat import heartbeat
from components.session import current_user
from components.texts import t
from domain.indicators.periods import last_of_month
from domain.queries.targets import TOPICS
from domain.topics import RULES

person = current_user()

st.title(t("Targets"), anchor=False)
with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
    first = target_forms.month()
    indicator = target_forms.indicator()
shown = target_forms.read_month(person, first)
office_gaps.caption(person, first, last_of_month(first))
target_forms.unconfirmed(person, first, shown)
target_forms.targets(person, first, shown, indicator)
target_forms.carry_on(person, first, shown)
st.caption(target_marks.rules())
month_notes.every(person, first, shown)
heartbeat((*TOPICS, RULES))
