"""All demands as a list, for many thousands: filtered, sorted and paged by the database."""

import streamlit as st

from components import address, demand_list, filters
from components.heartbeat import heartbeat
from components.reading import read
from components.session import current_user
from components.texts import t
from domain import topics
from domain.queries.listing import count, listing

person = current_user()

st.title(t("All demands"), anchor=False)

asked = filters.for_list(person)
left, right = st.columns([5, 1])
with left:
    stages = filters.stages(person)
with right:
    order = demand_list.order()

counted = read(count, person, asked, stages)
demand_list.counted(counted)
rows = st.container()
page = address.page("page", pages=counted.pages, of=(asked, stages, order))
with rows:
    demand_list.show(read(listing, person, asked, stages, order, page))
heartbeat(topics.of_reader(person))
