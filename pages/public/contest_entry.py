"""One's project in a competition, behind the link that was given out with it."""

import streamlit as st

from components import contest_entry_form, contest_entry_view, contest_view
from components.reading import read
from components.texts import t
from domain.permissions import PUBLIC
from domain.queries import contest_entries

token = st.query_params.get("t", "")
shown = read(contest_entries.by_token, PUBLIC, token, topics=contest_view.SEEN)

with st.container(width=720):
    if shown is None:
        st.title(t("My project"), anchor=False)
        st.error(
            t("This link is not valid. Please open the link in the newest message once more."),
            icon=":material/link_off:",
        )
        st.stop()
    contest_entry_view.head(shown)
    contest_entry_form.correct(PUBLIC, shown, token)
    contest_entry_view.hand_in(shown, token)
    contest_entry_view.out(shown, token)
