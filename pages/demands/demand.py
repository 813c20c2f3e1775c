"""One demand: what can be done with it now, its files, its story, its clocks."""

import streamlit as st

from components import (
    clocks_view,
    demand_view,
    files,
    need_forms,
    next_steps,
    order_view,
    recommended,
)
from components.heartbeat import heartbeat
from components.reading import read
from components.session import current_user
from components.texts import t
from domain import attachments, topics
from domain.queries import demand as queries
from domain.recommending import for_demand

person = current_user()
number = st.query_params.get("number", "")
demand = read(queries.demand, person, number, topics=(topics.DEMANDS,))

if demand is None:
    st.title(t("Demand"), anchor=False)
    st.warning(
        t("There is no such record, or it is not open to you."), icon=":material/search_off:"
    )
    st.page_link("pages/demands/list.py", label=t("All demands"), icon=":material/arrow_back:")
    st.stop()

demand_view.head(demand)
heartbeat((f"area:{demand.area_code}",))
handed_in = read(attachments.of_demand, person, demand.id, topics=(topics.DEMANDS,))
is_theirs = demand.enterprise_id == person.organisation_id

left, right = st.columns([3, 2], gap="large")
with left:
    demand_view.words(demand)
    next_steps.show(demand)
    if not is_theirs:
        order_view.on_demand(person, demand)
    st.subheader(t("Files"), anchor=False)
    files.show(handed_in, demand.id, is_theirs=is_theirs)
    files.uploader(demand, is_theirs=is_theirs)
    fitting = (f"area:{demand.area_code}", topics.ORGANISATIONS)
    recommended.fold(read(for_demand, person, demand.id, topics=fitting))
    need_forms.grow_link(person, demand)
    st.subheader(t("Story"), anchor=False)
    demand_view.story(demand.story)
with right:
    st.subheader(t("Facts"), anchor=False)
    demand_view.facts(demand)
    if not is_theirs:
        st.subheader(t("Clocks"), anchor=False)
        clocks_view.show(demand.legs)
