"""Today: what waits for me, in the order of what is due, and what I was told."""

import streamlit as st

from components import (
    care_view,
    follow_up_view,
    order_view,
    page_list,
    space_best,
    space_tasks,
    today_view,
)
from components.heartbeat import heartbeat
from components.reading import read
from components.session import current_user
from domain import topics
from domain.queries import notices, today

person = current_user()
NEWS = (topics.MATCHES, topics.SUPERVISION, topics.ALERTS)
mine = (
    *topics.of_reader(person),
    f"notices:{person.id}",
    topics.of_follow_ups(person.id),
)

today_view.greeting(person)

left, right = st.columns([3, 2], gap="large")
with left:
    has_tasks = person.has(*page_list.LIAISONS, *page_list.ENTERPRISES) and space_tasks.waits(
        person
    )
    if person.has(*page_list.LIAISONS):
        space_best.short(person)
    order_view.waits(person)
    follow_up_view.waits(person)
    today_view.waiting(read(today.day, person), waits_above=has_tasks)
    if person.has(*today_view.OVERSEERS):
        today_view.load(read(today.load, person))
with right:
    if person.has(*page_list.KEEPERS):
        care_view.reminder(person)
    today_view.notices(read(notices.notices, person, topics=(*mine, *NEWS)))
heartbeat(mine)
