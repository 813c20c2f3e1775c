"""Putting an organisation into the directory: its kind, its name with what is known like it, and its fields."""

import streamlit as st

from components import finder, organisation_forms, organisation_hits, rows
from components.session import current_user, nonce
from components.submitting import attempt, tell
from components.texts import plain, t, term
from db.vocabulary import EntryKind, Kind
from domain import records
from domain.permissions import Person
from domain.record_fields import FIELDS
from domain.records import PLATFORMS

FORM = "new-record"
KINDS = tuple(kind for kind in Kind if kind not in PLATFORMS)
ORGANISATIONS = tuple(EntryKind(kind) for kind in Kind)


def show(person: Person) -> None:
    """The form; once the record is there its page opens."""
    _form(person.id)


@st.fragment
def _form(_person_id: int) -> None:
    person, number = current_user(), nonce(FORM)
    kind = st.selectbox(
        t("Kind"),
        KINDS,
        index=KINDS.index(Kind.SERVICE_ORGANISATION),
        format_func=term,
        key=f"new-kind-{number}",
    )
    found = finder.finder(
        t("Name of the organisation"),
        find=lambda typed: organisation_hits.like(person, typed, ORGANISATIONS),
        key="new-record-name",
        placeholder=t("What is known like it appears below; choose it to open it"),
        reset=number,
        min_chars=2,
    )
    if found.chosen is not None:
        link = rows.organisation(int(found.chosen)).href
        st.info(
            t("It is in the directory already: {link}", link=f"[{plain(found.query)}]({link})"),
            icon=":material/domain:",
        )
        return
    empty = {name: "" for name in FIELDS if name != "name"}
    typed = organisation_forms.fields(person, lambda name: f"new-{name}-{number}", empty)
    if st.button(
        t("Put into the directory"), type="primary", icon=":material/add_business:", key="new-add"
    ):
        fields = {name: text for name, text in typed.items() if text} | {"name": found.query}
        is_done, record_id = attempt(records.add, form=FORM, kind=kind, fields=fields)
        if is_done:
            tell(t("The record is in the directory."))
            rows.follow(rows.organisation(record_id))
