"""One technical need: what is wanted, what fits it and why."""

from functools import partial

import streamlit as st

from components import (
    catalogue_view,
    helpers_view,
    match_beginning,
    need_forms,
    need_view,
    not_found,
    research_list,
    review_queue,
)
from components import research_record as record
from components.heartbeat import heartbeat
from components.naming import named
from components.reading import read
from components.session import visitor
from components.texts import t
from domain import needs
from domain.queries import needs as queries

person = visitor()
shown = read(queries.need, person, not_found.number(), topics=research_list.SEEN)
if shown is None:
    catalogue_view.not_found(t("Technical need"), person, research_list.NEEDS_PAGE)

heartbeat(research_list.SEEN)
record.head(shown, named(shown.title, shown.title_en), named(shown.title_en, shown.title))
record.steps(shown)
review_queue.steps(person, shown)
need_view.body(person, shown)
record.lacks(shown.lacks)
if person.id is not None:
    match_beginning.for_need(person, shown)
    if record.is_compared(shown):
        st.header(t("What fits it"), anchor=False)
        helpers_view.for_need(person, shown.id)
else:
    catalogue_view.next_step(shown.number, is_need=True)
record.seen(person, shown)
record.story(shown.happened)
record.window(shown, needs, partial(need_forms.edit, person, shown))
