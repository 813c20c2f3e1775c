"""Taking what the directory shows along as a table."""

from urllib.parse import urlencode

import streamlit as st

from components.texts import t
from domain import exports
from domain.permissions import Person
from domain.queries.facets import Narrowed


def show(person: Person, typed: str, narrowed: Narrowed) -> None:
    """For who keeps the directory: a spreadsheet or a text table of the organisations that fit."""
    if not exports.may_take(person):
        return
    with st.popover(t("Take along as a table"), icon=":material/download:", key="export-open"):
        contacts = st.toggle(
            t("With contact persons and numbers"),
            key="export-contacts",
            help=t("Only of records that you keep. It is noted who took out what, and when."),
        )
        asked = [("q", typed)] if typed else []
        asked += [("kind", kind.value) for kind in narrowed.kinds]
        asked += [(name, getattr(narrowed, name)) for name in ("area", "industry", "field")]
        asked += [("contacts", "1")] if contacts else []
        query = urlencode([(name, value) for name, value in asked if value])
        with st.container(horizontal=True):
            for kind, word in (("xlsx", t("Spreadsheet (XLSX)")), ("csv", t("Text table (CSV)"))):
                st.link_button(word, f"/export/organisations.{kind}?{query}")
        st.caption(t("Products and experts are not part of the table."))
