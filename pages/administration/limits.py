"""The time limits by class and step: where they come from, what they were before, and changing one."""

import streamlit as st

from components import limit_forms, limit_view
from components.heartbeat import heartbeat
from components.reading import read
from components.session import current_user
from components.texts import t
from domain import topics
from domain.queries import time_limits

person = current_user()
rules = (topics.RULES,)
heartbeat(rules)

st.title(t("Time limits"), anchor=False)
st.caption(
    t("Choose a limit to change it. Clocks that run keep the limits they were started with.")
)
limits = read(time_limits.limits, person, topics=rules)
limit = limit_forms.chosen(limits, limit_view.table(limits))
if limit:
    limit_forms.change(limit)

st.subheader(t("Changes"), anchor=False)
changes = read(time_limits.changes, person, topics=rules)
if changes:
    limit_view.history(changes)
else:
    st.caption(t("No limit has been changed: these are the ones that the platform came with."))
