"""Care of the directory: what was proposed, what may be twice, what is to be checked, what expires."""

import streamlit as st

from components import care_view
from components.heartbeat import heartbeat
from components.session import current_user
from components.texts import t
from domain import topics

person = current_user()
heartbeat((topics.ORGANISATIONS,))

st.title(t("Care of the directory"), anchor=False)
care_view.show(person)
