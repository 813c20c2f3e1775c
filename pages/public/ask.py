"""Ask for help: open to every enterprise, without signing in."""

import streamlit as st

from components import public_forms, receipt
from components.session import visitor
from components.texts import t

person = visitor()

sent = receipt.of(public_forms.ASK)

with st.container(width=820):
    st.title(t("Ask for help"), anchor=False)
    if sent:
        public_forms.thanks(sent)
    else:
        public_forms.welcome()
        public_forms.ask(person)
