"""What stands behind the numbers of what came of an activity: each leads to its list, on the same page."""

from collections.abc import Callable

import streamlit as st

from components import origin_view
from components.reading import read
from components.rows import Link
from components.texts import t, term
from db.activity_vocabulary import ActivityResult
from domain.permissions import Person

NAME = "raised"  # in the address
Query = Callable[..., object]


def link(here: Link, what: ActivityResult) -> Link:
    """The same page with the list behind a number."""
    return Link(here.script, here.path, (*here.query, (NAME, what.value)))


def show(person: Person, query: Query, of_id: int, here: Link, topics: tuple[str, ...]) -> None:
    """The list that the address asks for; `query`: of_activity or of_series of domain/queries/activity_results.py."""
    asked = st.query_params.get(NAME, "")
    if asked not in list(ActivityResult):
        return
    found = read(query, person, of_id, ActivityResult(asked), topics=topics)
    if found is None:
        return
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            name = f"**{term(found.what)}**: {found.count:,}"
            st.markdown(name, width="stretch")
            if st.button(t("Close"), icon=":material/close:", type="tertiary", key="close-list"):
                st.switch_page(here.script, query_params=dict(here.query))
        origin_view.lines(found.lines, key="outcome-list", label=term(found.what))
        if hidden := found.count - len(found.lines):
            st.caption(t("{n} more are not open to you.", n=hidden))
