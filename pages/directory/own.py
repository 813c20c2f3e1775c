"""Our own record: what stands in the directory about us, and what we want to stand there."""

import streamlit as st

from components import own_view
from components.heartbeat import heartbeat
from components.reading import read
from components.session import current_user
from components.texts import t
from domain import topics
from domain.queries import own as queries

person = current_user()
seen = (topics.ORGANISATIONS,)
heartbeat(seen)
own = read(queries.own, person, topics=seen)

if own is None:
    st.title(t("Our record"), anchor=False)
    st.info(t("You do not belong to an organisation of the directory."))
    st.stop()

own_view.head(own)
own_view.waiting(person, own)
own_view.form(person, own)
own_view.decided(person, own)
