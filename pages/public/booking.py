"""One's booking of a service, behind the link that was given out with it."""

import streamlit as st

from components import booking_view, menu_view
from components.reading import read
from components.texts import t
from domain.permissions import PUBLIC
from domain.queries import booked

token = st.query_params.get("t", "")

with st.container(width=620):
    st.title(t("My booking"), anchor=False)
    booking_view.by_link(read(booked.by_token, PUBLIC, token, topics=menu_view.SEEN), token)
