"""Where an invitation or a reset link leads: choosing a password."""

import streamlit as st

from components import password_forms
from components.texts import t

st.title(t("Choose a password"), anchor=False)
password_forms.by_link()
