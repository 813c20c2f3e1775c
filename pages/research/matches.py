"""Matches: needs and results that were brought together, by how far they came and who looks after them."""

import streamlit as st

from components import match_board, match_figures, match_filters, match_list, research_list
from components.heartbeat import heartbeat
from components.reading import read
from components.session import current_user
from components.texts import t
from domain.queries import matches

person = current_user()
heartbeat(research_list.SEEN)

st.title(t("Matches"), anchor=False)
chosen = match_filters.chosen(person)
match_filters.space(person, chosen.scope)
match_figures.show(person, chosen.scope)
match_figures.comparison(person, chosen.scope)
board = read(matches.board, person, chosen.scope, chosen.figure, topics=research_list.SEEN)
if not board.cards:
    match_board.empty(chosen.is_everything)
elif chosen.is_list:
    match_list.show(person, chosen)
else:
    match_board.show(board, chosen.scope, chosen.figure)
