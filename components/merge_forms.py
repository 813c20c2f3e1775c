"""Merging on a record's own page: the other record is looked for by name, number or code; and a merge undone."""

import streamlit as st

from components import care_pairs, finder, organisation_hits, record_window
from components.area_choice import area_names
from components.choosing import industry_names
from components.reading import read
from components.session import nonce
from components.texts import t
from db.vocabulary import EntryKind
from domain import merging, topics
from domain.permissions import Person
from domain.queries import care
from domain.queries.organisation import Record

SEEN = (topics.ORGANISATIONS, topics.DEMANDS)


def choose(person: Person, record: Record, _of: int | None, _seen: tuple[str, ...]) -> None:
    """Look for the other record, then merge the two."""
    _choose(person, record)


def undo(_person: Person, record: Record, _of: int | None, _seen: tuple[str, ...]) -> None:
    """Ask why, and make two records of the one again."""
    st.caption(
        t("What came from this record goes back to it; fields that the other one took stay there.")
    )
    record_window.ask_reason(
        merging.undo,
        record.id,
        f"undo-merge-{record.id}",
        t("Undo the merge"),
        t("These are two records again."),
    )


@st.fragment
def _choose(person: Person, record: Record) -> None:
    found = finder.finder(
        t("The other record"),
        find=lambda typed: organisation_hits.like(
            person, typed, (EntryKind(record.kind),), but=record.id
        ),
        key=f"merge-other-{record.id}",
        placeholder=t("Name, credit code or telephone"),
        reset=nonce(f"merge-{record.id}"),
        min_chars=2,
    )
    if found.chosen is None:
        return
    pair = read(care.two, person, record.id, int(found.chosen), topics=SEEN)
    if pair is None:
        st.warning(t("There is no such record, or it is not open to you."))
        return
    care_pairs.merge(pair, area_names(person) | industry_names(person))
