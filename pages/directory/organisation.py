"""One organisation: what it is, what it offers, how it did, and what happened with it."""

import streamlit as st

from components import organisation_forms, organisation_orders, organisation_sections
from components import organisation_view as view
from components.heartbeat import heartbeat
from components.reading import read
from components.session import visitor
from components.texts import t
from domain import topics
from domain.queries import organisation as queries

person = visitor()
asked = st.query_params.get("id", "")
seen = organisation_orders.seen_by(person)
number = int(asked) if asked.isdecimal() and len(asked) < 11 else 0
record = read(queries.record, person, number, topics=seen)

if record is None:
    st.title(t("Directory"), anchor=False)
    st.warning(
        t("There is no such record, or it is not open to you."), icon=":material/search_off:"
    )
    st.page_link(
        "pages/directory/search.py", label=t("Find in the directory"), icon=":material/search:"
    )
    st.stop()

heartbeat((topics.ORGANISATIONS,))
view.head(record)
organisation_forms.actions(record)
organisation_sections.show(person, record, seen)
organisation_forms.opened(person, record, seen)
