"""Hotline entry: a demand is taken down while the enterprise speaks."""

import streamlit as st

from components import hotline
from components.session import current_user
from components.texts import t

current_user()

st.title(t("Hotline entry"), anchor=False)
hotline.take_call()
