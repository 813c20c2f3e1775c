"""All demands as a list, for many thousands: filtered, sorted and paged by the database."""

import streamlit as st

from components import demand_list, filters
from components.heartbeat import heartbeat
from components.reading import read
from components.session import current_user
from components.texts import t
from domain import topics
from domain.queries.listing import listing

person = current_user()

st.title(t("All demands"), anchor=False)

asked = filters.row(person)
left, right = st.columns([5, 1])
with left:
    stages = filters.stages()
with right:
    order = demand_list.order()

first = read(listing, person, asked, stages, order, 1)
demand_list.counted(first)
rows = st.container()
number = demand_list.page_number(first.pages)
with rows:
    demand_list.show(read(listing, person, asked, stages, order, number))
heartbeat(topics.of_reader(person))
