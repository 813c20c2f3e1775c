"""The enterprise of somebody whom a keeper writes down: chosen from the directory as it is typed, or its bare name.

Stands in a fragment or a window, before the form that is sent with it: in a form nothing would answer while one types.
"""

import streamlit as st

from components import finder
from components.finder import Hit
from components.naming import named
from components.reading import read
from components.texts import t
from db.vocabulary import EntryKind
from domain import topics
from domain.permissions import Person
from domain.queries.directory import search
from domain.queries.facets import Narrowed

MOST = 6


def field(
    person: Person, *, key: str, reset: str, must_be_known: bool = False
) -> dict[str, str | int]:
    """What commands take: `organisation_id` of the one that was chosen, else `enterprise_name` as it was typed.

    `must_be_known`: a bare name is of no use, and its reader is told so.
    """
    found = finder.finder(
        t("Enterprise"),
        find=lambda typed: _like(person, typed),
        key=key,
        placeholder=t("Name, credit code or telephone"),
        reset=reset,
        min_chars=2,
    )
    if isinstance(found.chosen, int):
        st.badge(t("In the directory"), icon=":material/verified:", color="green")
        return {"organisation_id": found.chosen}
    if found.query and must_be_known:
        st.caption(t("Please choose it in the list."))
    elif found.query:
        st.caption(t("Noted as it is typed. If it is in the list, please choose it there."))
    return {"enterprise_name": found.query}


def _like(person: Person, typed: str) -> list[Hit]:
    """Enterprises that fit what is typed, as far as this person may see them."""
    only = Narrowed((EntryKind.ENTERPRISE,))
    found = read(search, person, typed, only, topics=(topics.ORGANISATIONS,))
    return [
        Hit(
            line.organisation_id,
            named(line.name, line.name_en),
            (named(line.area, line.area_en) or t("Whole city"),),
        )
        for line in found.lines[:MOST]
    ]
