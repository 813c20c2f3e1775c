"""One's registration for an activity, behind the link that was given out with it."""

import streamlit as st

from components import activity_view, own_registration
from components.reading import read
from components.texts import t
from domain import topics
from domain.permissions import PUBLIC
from domain.queries import registrations

token = st.query_params.get("t", "")

own = read(registrations.by_token, PUBLIC, token, topics=activity_view.SEEN)
if own:
    seen = (*activity_view.SEEN, topics.of_registrations(own.activity_id))
    own = read(registrations.by_token, PUBLIC, token, topics=seen)

with st.container(width=620):
    st.title(t("My registration"), anchor=False)
    own_registration.by_link(own, token)
