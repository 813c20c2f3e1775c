"""What a person reads when a page breaks: a sentence and a number, under which the log says what broke."""

import logging
import secrets

import streamlit as st

from components.texts import t

log = logging.getLogger(__name__)


def apologise(fault: Exception) -> bool:
    """Tell the person that something broke, with a number; what broke stands under it in the log only."""
    reference = secrets.token_hex(4).upper()
    log.error("page_failed", exc_info=fault, extra={"reference": reference})
    st.error(
        t(
            "Something went wrong here. Nothing half-done was kept. "
            "If it happens again, please give the desk this number: {reference}",
            reference=reference,
        ),
        icon=":material/error:",
    )
    return True
