"""The bilingual glossary of technical terms: found, added, brought in as a list, taken out."""

import streamlit as st

from components import term_view
from components.heartbeat import heartbeat
from components.session import current_user
from components.texts import t
from domain import topics

person = current_user()
heartbeat((topics.RULES,))

st.title(t("Technical terms"), anchor=False)
st.caption(t("With these a need in Chinese finds a result in English, and the other way round."))
term_view.add()
term_view.bring_in()
term_view.table(person)
