"""What somebody who came says of an activity, behind a one-time link, made for a telephone."""

import streamlit as st

from components import activity_view, feedback_form
from components.reading import read
from components.texts import t
from domain.permissions import PUBLIC
from domain.queries import activity_feedback

token = st.query_params.get("t", "")

asked = read(activity_feedback.by_token, PUBLIC, token, topics=activity_view.SEEN)

with st.container(width=620):
    st.title(t("How was it?"), anchor=False)
    feedback_form.by_link(asked, token)
