"""Research results: what universities and institutes would hand on."""

import streamlit as st

from components import renewing, research_list, result_forms, review_queue
from components.heartbeat import heartbeat
from components.session import current_user
from components.texts import t
from domain import topics

person = current_user()
heartbeat((topics.RESULTS,))

st.title(t("Research results"), anchor=False)
result_forms.button(person)
review_queue.for_results(person)
renewing.for_results(person)
research_list.results(person)
result_forms.window(person)
