"""The files of a match on its page: drafts of contracts, reports of tests."""

import streamlit as st

from components import files as lines
from components.session import nonce
from components.texts import plain, t, term
from domain.matchmaking import files
from domain.matchmaking.files import Files


def show(found: Files, match_id: int) -> None:
    """What is there, who may see it, and adding to it."""
    st.header(t("Files"), anchor=False)
    if not found.shown:
        st.caption(t("No files."))
    for file in found.shown:
        with lines.line(file, files.address(file.id)):
            if not found.is_named:
                whose = term(file.side) if file.side else t("Platform")
                st.badge(whose, color="gray", icon=":material/visibility_off:")
            if file.read_by:
                names = t(", ").join(map(plain, file.read_by))
                st.caption(t("Fetched by: {names}", names=names))
            if file.may_be_taken_back:
                lines.take_back(file, files.take_back, match_id, file_id=file.id)
    if found.may_add:
        _uploader(found, match_id)


def _uploader(found: Files, match_id: int) -> None:
    form = f"match-file-{match_id}"
    with st.expander(
        t("Add files to the match"), icon=":material/attach_file:", key=f"{form}-open"
    ):
        if found.is_named:
            st.caption(t("Both sides and the platform's brokers see what is added here."))
        else:
            st.caption(
                t(
                    "Names are still hidden: the other side sees what is added here only when both "
                    "have agreed to show their names. Until then it is for your own side and the "
                    "platform's brokers."
                )
            )
        chosen = lines.chosen(f"{form}-{nonce(form)}")
        lines.add(chosen, files.attach, match_id, form=form)
