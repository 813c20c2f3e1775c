"""Technical needs: what enterprises look for."""

import streamlit as st

from components import (
    list_upload,
    need_forms,
    need_handing_in,
    renewing,
    research_list,
    review_queue,
)
from components.heartbeat import heartbeat
from components.session import current_user
from components.texts import t
from domain import topics

person = current_user()
heartbeat((topics.NEEDS,))

st.title(t("Technical needs"), anchor=False)
need_forms.button(person)
list_upload.needs(person)
need_handing_in.show(person)
review_queue.for_needs(person)
renewing.for_needs(person)
research_list.needs(person)
need_forms.window(person)
