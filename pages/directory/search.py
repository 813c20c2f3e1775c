"""The directory in one box: whoever serves enterprises, what they offer, and the enterprises one may see."""

import streamlit as st

from components import address, directory_search, exchange_links, export_links
from components.reading import read
from components.session import visitor
from components.texts import t
from domain import topics
from domain.queries.directory import search

person = visitor()

st.title(t("Directory"), anchor=False)
typed = directory_search.box()
kinds = directory_search.kinds(person, typed)
narrowed = directory_search.narrowed(person, typed, kinds)
found = read(search, person, typed, narrowed, topics=(topics.ORGANISATIONS,))
directory_search.told(found, typed)
export_links.show(person, typed, narrowed)
lines = st.container()
page = address.page("page", pages=found.pages, of=(typed, narrowed))
if page > 1:
    found = read(search, person, typed, narrowed, page, topics=(topics.ORGANISATIONS,))
with lines:
    directory_search.show(found, typed)
exchange_links.show()
