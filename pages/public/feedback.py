"""What somebody who came says of an activity or a booked service, behind a one-time link, made for a telephone."""

import streamlit as st

from components import activity_view, feedback_form, menu_view
from components.reading import read
from components.texts import t
from domain.permissions import PUBLIC
from domain.queries import activity_feedback

token = st.query_params.get("t", "")

seen = (*activity_view.SEEN, *menu_view.SEEN)
asked = read(activity_feedback.by_token, PUBLIC, token, topics=seen)

with st.container(width=620):
    st.title(t("How was it?"), anchor=False)
    feedback_form.by_link(asked, token)
