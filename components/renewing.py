"""Renewing many at a time: what ends soon or has just ended, ticked in a table, kept for another year in one go."""

from collections.abc import Sequence

import streamlit as st

from components import address, research_list, ticking
from components.naming import naming
from components.reading import read
from components.session import nonce
from components.submitting import attempt, tell
from components.texts import t, term
from db.research_vocabulary import MatchKind
from domain import needs, results
from domain.permissions import Person
from domain.publishing import Tally
from domain.queries import ending
from domain.queries.ending import DAYS, Ending


def for_needs(person: Person) -> None:
    """The needs that end, for those who may renew them; nothing where none does."""
    _show(person, MatchKind.NEED)


def for_results(person: Person) -> None:
    """The results that end, for those who may renew them; nothing where none does."""
    _show(person, MatchKind.RESULT)


def _show(person: Person, kind: MatchKind) -> None:
    form = f"renew-many-{kind}"
    most = max(DAYS)
    many = read(ending.ending, person, kind, most, topics=research_list.SEEN).many
    if not many:
        return
    label = t("{n} end within {days} days", n=f"{many:,}", days=most)
    with st.expander(label, icon=":material/update:", key=form):
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            said = address.always("ends", t("Ends within"), [str(each) for each in DAYS], _days)
            is_all = st.checkbox(t("Tick all"), key=f"{form}-all")
        found = read(ending.ending, person, kind, int(said), topics=research_list.SEEN)
        if not found.lines:
            st.caption(t("None ends so soon."))
            return
        if found.many > len(found.lines):
            st.caption(t("The first {n} are shown.", n=len(found.lines)))
        key = f"{form}-{nonce(form)}-{is_all}-{said}"
        ticked = _table(kind, found.lines, is_all=is_all, key=key)
        if st.button(
            t("Renew {n} for a year", n=len(ticked)),
            icon=":material/update:",
            type="primary",
            disabled=not ticked,
            key=f"{form}-go",
        ):
            _renew(kind, ticked, form)


def _days(days: str) -> str:
    return t("{n} days", n=days)


def _table(kind: MatchKind, lines: Sequence[Ending], *, is_all: bool, key: str) -> list[int]:
    """Returns the ids of those that are ticked."""
    speak = naming()
    link_of = research_list.need if kind is MatchKind.NEED else research_list.result
    columns = {
        t("Number"): [link_of(each.id).href for each in lines],
        t("Title"): [speak(each.title, each.title_en) for each in lines],
        t("Stage"): [term(each.stage) for each in lines],
        t("Until"): [each.expires_on for each in lines],
    }
    looks = {t("Until"): ticking.CONFIG.DateColumn(format="YYYY-MM-DD")}
    ids = [each.id for each in lines]
    return ticking.ticked(ids, columns, key=key, is_all=is_all, looks=looks)


def _renew(kind: MatchKind, ids: list[int], form: str) -> None:
    command = needs.renew_many if kind is MatchKind.NEED else results.renew_many
    is_done, tally = attempt(command, form=form, ids=ids)
    if not is_done:
        return
    if isinstance(tally, Tally):
        tell(t("{n} renewed for a year.", n=tally.renewed))
        if tally.left_out:
            tell(t("{n} had moved on and were left out.", n=tally.left_out))
    st.rerun()
