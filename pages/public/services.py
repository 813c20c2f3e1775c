"""Find a service: what an enterprise needs, in its own words, and the services that fit. Nobody signs in for it."""

import streamlit as st

from components import recommended
from components.reading import read
from components.session import visitor
from components.texts import t
from domain import topics
from domain.recommending import recommended as fitting

person = visitor()

with st.container(width=980):
    st.title(t("Find a service"), anchor=False)
    wish = recommended.wish(person)
    if wish is None:
        recommended.examples()
    else:
        recommended.show(read(fitting, person, wish, topics=(topics.ORGANISATIONS,)))
