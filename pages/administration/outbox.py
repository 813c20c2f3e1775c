"""Messages that leave the platform: what waits, what was sent, what was given up and why; sending one again."""

import streamlit as st

from components import address, outbox_view
from components.heartbeat import heartbeat
from components.reading import read
from components.session import current_user
from components.texts import t
from domain import topics
from domain.queries import outbox

person = current_user()
sent = (topics.OUTBOX,)
heartbeat(sent)

st.title(t("Outgoing messages"), anchor=False)
outbox_view.health(read(outbox.outbox, person, topics=sent))
state, kind = outbox_view.filters()
counted = read(outbox.count, person, state, kind, topics=sent)
outbox_view.counted(counted)
table = st.container()
page = address.page("page", pages=counted.pages, of=(state, kind))
with table:
    found = read(outbox.messages, person, state, kind, page, topics=sent)
    clicked = outbox_view.table(found)
message = outbox_view.chosen(person, clicked)
if message:
    outbox_view.one(person, message)
