"""One research result: what was achieved, and the needs it fits."""

from functools import partial

import streamlit as st

from components import (
    catalogue_view,
    match_beginning,
    match_proposals,
    not_found,
    research_list,
    result_forms,
    result_view,
    review_queue,
)
from components import research_record as record
from components.heartbeat import heartbeat
from components.naming import named
from components.reading import read
from components.session import visitor
from components.texts import t
from domain import results
from domain.queries import results as queries

person = visitor()
shown = read(queries.result, person, not_found.number(), topics=research_list.SEEN)
if shown is None:
    catalogue_view.not_found(t("Research result"), person, research_list.RESULTS_PAGE)

heartbeat(research_list.SEEN)
record.head(shown, named(shown.title, shown.title_en), named(shown.title_en, shown.title))
record.steps(shown)
review_queue.steps(person, shown)
result_view.body(person, shown)
record.lacks(shown.lacks)
if person.id is not None:
    match_beginning.for_result(person, shown)
    if record.is_compared(shown):
        st.header(t("Needs it fits"), anchor=False)
        match_proposals.for_result(person, shown.id)
else:
    catalogue_view.next_step(shown.number, is_need=False)
record.seen(person, shown)
record.story(shown.happened)
record.window(shown, results, partial(result_forms.edit, person, shown))
