"""Bringing in research results: a file from a database or an office, then many drafts completed at once."""

import streamlit as st

from components import bring_in_drafts, bring_in_house, bring_in_upload
from components.heartbeat import heartbeat
from components.session import current_user
from components.texts import t
from domain import topics

person = current_user()
heartbeat((topics.RESULTS,))

st.title(t("Bring in results"), anchor=False)
house = bring_in_house.chosen(person)
if house is None:
    st.stop()
bring_in_upload.upload(person, house)
bring_in_drafts.table(person, house)
