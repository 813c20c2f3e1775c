"""Follow a demand with its number and secret: where it stands, what was said, and the enterprise's own steps."""

import streamlit as st

from components import follow_view
from components.heartbeat import heartbeat
from components.texts import t

demand = follow_view.opened()

st.title(t("Follow my demand"), anchor=False)
if demand:
    heartbeat([f"area:{demand.area_code}"])
    follow_view.show(demand)
else:
    follow_view.ask_for_secret()
