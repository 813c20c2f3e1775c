"""The demand board: every open demand by the step of the loop, the most urgent first."""

import streamlit as st

from components import demand_board, filters
from components.heartbeat import heartbeat
from components.reading import read
from components.session import current_user
from components.texts import t
from domain import topics
from domain.queries.board import board

person = current_user()

st.title(t("Demand board"), anchor=False)

demand_board.show(read(board, person, filters.for_board(person)))
heartbeat(topics.of_reader(person))
