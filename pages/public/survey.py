"""The satisfaction inquiry behind a one-time link, made for a telephone."""

import streamlit as st

from components import survey_form
from components.reading import read
from components.texts import t
from domain import topics
from domain.permissions import PUBLIC
from domain.queries import following

token = st.query_params.get("t", "")

asked = read(following.survey_by_link, PUBLIC, token, topics=(topics.DEMANDS,))

with st.container(width=620):
    st.title(t("Did it help?"), anchor=False)
    survey_form.by_link(asked)
