"""The activity at which something came up, where the address of a form names one."""

import streamlit as st

from components.naming import named
from components.reading import read
from components.texts import plain, t
from domain import topics
from domain.permissions import Person
from domain.queries import activity as query
from domain.queries.activity import ActivityShown

NAME = "activity"  # in the address


def activity(person: Person) -> ActivityShown | None:
    """It is said above the form; none while nothing can be put down to it."""
    said = st.query_params.get(NAME, "")
    if not (said.isdecimal() and len(said) < 10):
        return None
    shown = read(query.activity, person, int(said), topics=(topics.ACTIVITIES,))
    if shown is None or not shown.can_raise:
        return None
    title = plain(named(shown.plan.title, shown.plan.title_en))
    st.info(t("It came up at: {title}", title=title), icon=":material/event:")
    return shown
