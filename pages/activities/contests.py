"""Competitions: all of them, for everybody."""

import streamlit as st

from components import contest_view
from components.heartbeat import heartbeat
from components.reading import read
from components.session import visitor
from components.texts import t
from domain.queries import contests

person = visitor()

st.title(t("Competitions"), anchor=False)
contest_view.new(person)
contest_view.listing(read(contests.listing, person, topics=contest_view.SEEN))
heartbeat(contest_view.SEEN)
