"""A judge's own desk, behind their link or their account."""

import streamlit as st

from components import contest_desk, not_found
from components.session import visitor

person, token = visitor(), st.query_params.get("t", "")

with st.container(width=560):
    contest_desk.show(contest_desk.found(person, token, not_found.number()), token)
