"""The links to the wall of a command centre: made, looked at beforehand, changed, called back."""

import streamlit as st

from components import wall_view
from components.heartbeat import heartbeat
from components.session import current_user
from components.texts import t
from domain import topics

person = current_user()
heartbeat((topics.WALLS,))

st.title(t("Walls"), anchor=False)
st.caption(
    t(
        "The figures on a big screen, live and without signing in. Whoever has the address sees the figures,"
        " and nothing else."
    )
)
links = wall_view.read_links(person)
wall_view.new_address()
wall_view.make(person, is_first=not links)
wall_view.table(person, links)
