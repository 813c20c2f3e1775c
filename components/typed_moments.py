"""Moments in forms: chosen on the clocks of the city, given on as aware ones."""

from datetime import datetime

import streamlit as st

from domain.clock import LOCAL


def local(at: datetime) -> datetime:
    """On the clocks of the city."""
    return at.astimezone(LOCAL)


def typed_moment(
    label: str, at: datetime | None, *, key: str, disabled: bool = False
) -> datetime | None:
    """A day and a time to the minute; aware, or none where nothing is chosen."""
    value = local(at).replace(tzinfo=None, second=0, microsecond=0) if at else None
    chosen = st.datetime_input(
        label, value, key=key, format="YYYY-MM-DD", step=300, disabled=disabled
    )
    return chosen.replace(tzinfo=LOCAL) if chosen else None
