"""Files among the materials of an activity: to be fetched by everybody who sees it, put up by those who hold it."""

import streamlit as st

from components import files
from components.session import nonce
from components.texts import t
from domain import activity_files
from domain.queries.activity import ActivityShown


def show(shown: ActivityShown) -> None:
    """A line for each."""
    for each in shown.files:
        with files.line(each, activity_files.address(each.id)):
            pass


def window(shown: ActivityShown) -> None:
    """Those that are there, each to be taken back, and adding more."""
    st.caption(t("Everybody who sees the activity finds them on its page."))
    for each in shown.files:
        with files.line(each, activity_files.address(each.id)):
            files.take_back(each, activity_files.take_back, shown.id, file_id=each.id)
    form = f"activity-files-{shown.id}"
    chosen = files.chosen(f"{form}-{nonce(form)}")
    files.add(chosen, activity_files.attach, shown.id, form=form)
