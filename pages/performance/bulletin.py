"""The monthly bulletin: read as it is sent, taken away as a file; drawn up, edited and approved by the city."""

import streamlit as st

from components import bulletin_files as files
from components import bulletin_forms as forms
from components import bulletin_view as view
from components.heartbeat import heartbeat
from components.session import current_user
from components.texts import t
from domain import bulletins
from domain.queries.bulletins import NOTED, TOPICS

person = current_user()
heartbeat((*TOPICS, *NOTED))

st.title(t("Monthly bulletin"), anchor=False)
lines, shown = view.chosen(person)
forms.draw_up(person, lines)
if shown is None:
    st.info(
        t(
            "There is no bulletin yet. It is drawn up by itself on the first working day of a month."
        ),
        icon=":material/newspaper:",
    )
else:
    view.head(person, shown)
    files.show(person, shown)
    forms.work(person, shown)
    view.text(person, shown)
    files.certificates(person, shown)
    view.readers(shown)
    bulletins.note_reading(person, shown.id)
forms.template(person)
