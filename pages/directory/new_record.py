"""A new record for the directory; what is known already appears while its name is typed."""

import streamlit as st

from components import new_record
from components.session import current_user
from components.texts import t

person = current_user()

st.title(t("New record"), anchor=False)
st.caption(t("For who serves, researches or invests, for units, and for enterprises."))
new_record.show(person)
