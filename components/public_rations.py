"""That a public form may be sent now: what stands in the way of it is said in its place."""

import streamlit as st

from components import session
from components.texts import told
from domain import public_rations
from domain.errors import Refused


def is_left(what: str, of: int, *, is_keeper: bool, phone: str, email: str) -> bool:
    """Count one attempt, unless it is of those who hold what it is about; whether it may be made."""
    if is_keeper:
        return True
    try:
        public_rations.spend(what, of, session.client_address_hash(), phone=phone, email=email)
    except Refused as refusal:
        st.error(told(refusal), icon=":material/error:")
        return False
    return True
