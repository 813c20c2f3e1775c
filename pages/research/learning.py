"""What the engine has learned from people's decisions, the way back, and how well it did month by month."""

import streamlit as st

from components import learning_view, month_trials
from components.heartbeat import heartbeat
from components.session import current_user
from components.texts import t
from domain.queries.learning import TOPICS

person = current_user()
heartbeat(TOPICS)

st.title(t("How well proposals fit"), anchor=False)
st.caption(
    t(
        "Whoever says which proposals fit, brings a match to a meeting or declines one, teaches the "
        "engine which fields matter."
    )
)
learning_view.in_use(person)
month_trials.months(person)
