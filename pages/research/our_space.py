"""A university's or an enterprise's own space: what is asked of it next, what fits it, and how far it has come."""

import streamlit as st

from components import space_tasks, space_view
from components.heartbeat import heartbeat
from components.session import current_user

person = current_user()
heartbeat(space_view.SEEN)

space = space_view.opened(person)
if space is None:
    space_view.introduction()
    st.stop()

space_view.head(space)
space_tasks.show(person, space)
space_view.sections(person, space)
