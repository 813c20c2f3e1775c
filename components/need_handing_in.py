"""Handing in several drafts of needs at a time: ticked in a table, as results are from theirs."""

import streamlit as st

from components import research_list, ticking
from components.naming import naming
from components.reading import read
from components.research_record import returned
from components.session import nonce, renew_nonce
from components.submitting import attempt_each, tell
from components.texts import t, term
from domain import needs
from domain.permissions import Person
from domain.queries.need_drafts import NeedDraft, need_drafts

FORM = "hand-in-needs"


def show(person: Person) -> None:
    """The drafts that this reader may hand in; nothing where there is none."""
    found = read(need_drafts, person, topics=research_list.SEEN)
    if not found:
        return
    label = t("{n} drafts wait to be handed in", n=f"{len(found):,}")
    with st.expander(label, icon=":material/edit_note:", key=FORM):
        is_all = st.checkbox(t("Tick all"), key=f"{FORM}-all")
        ticked = _table(found, is_all=is_all)
        if st.button(
            t("Hand in {n} for review", n=len(ticked)),
            icon=":material/send:",
            type="primary",
            disabled=not ticked,
            key=f"{FORM}-go",
        ):
            _hand_in(ticked)


def _table(found: tuple[NeedDraft, ...], *, is_all: bool) -> list[int]:
    speak = naming()
    columns = {
        t("Number"): [research_list.need(each.id).href for each in found],
        t("Title"): [speak(each.title, each.title_en) for each in found],
        t("Problem"): [each.problem for each in found],
        t("Stage"): [
            " · ".join(filter(None, (term(each.stage), returned(each.returned_because))))
            for each in found
        ],
    }
    key = f"{FORM}-{nonce(FORM)}-{is_all}-{found[0].id}-{len(found)}"
    ids = [each.id for each in found]
    looks = {t("Problem"): ticking.CONFIG.TextColumn(width="large")}
    return ticking.ticked(ids, columns, key=key, is_all=is_all, looks=looks)


def _hand_in(ids: list[int]) -> None:
    """One after the other: what cannot be handed in says why, and the others are handed in all the same."""
    many, refused = attempt_each(needs.hand_in, ids, form=FORM)
    renew_nonce(FORM)
    for why, left_out in refused.items():
        tell(t("{n} left out: {why}", n=left_out, why=why))
    if many:
        tell(t("{n} needs wait for review.", n=many))
    st.rerun()
