"""One demand: its story, its clocks, its files, and what can be done with it now."""

import streamlit as st

from components import clocks_view, demand_view, files, next_steps
from components.heartbeat import heartbeat
from components.reading import read
from components.session import current_user
from components.texts import t
from domain import attachments, topics
from domain.queries import demand as queries

person = current_user()
number = st.query_params.get("number", "")
demand = read(queries.demand, person, number)

if demand is None:
    st.title(t("Demand"))
    st.warning(
        t("There is no such record, or it is not open to you."), icon=":material/search_off:"
    )
    st.stop()

demand_view.head(demand)
heartbeat(topics.of_reader(person))

left, right = st.columns([3, 2], gap="large")
with left:
    next_steps.show(demand)
    st.subheader(t("Story"), anchor=False)
    demand_view.story(demand.story)
with right:
    st.subheader(t("What it is about"), anchor=False)
    demand_view.facts(demand)
    st.subheader(t("Clocks"), anchor=False)
    clocks_view.show(demand.legs)
    st.subheader(t("Files"), anchor=False)
    files.show(read(attachments.of_demand, person, demand.id))
    files.uploader(demand.id)
