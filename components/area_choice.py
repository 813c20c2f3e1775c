"""Choosing one of the city's areas."""

import streamlit as st

from components.naming import named
from components.reading import read
from components.texts import t
from domain import topics
from domain.permissions import Person
from domain.queries import enterprises


def area_choice(
    label: str, person: Person, chosen: str = "", *, key: str, required: bool = False
) -> str:
    """A list of the areas in the reader's language; the code of the one chosen, "" for none."""
    names = area_names(person)
    codes = list(names)
    found = st.selectbox(
        label,
        codes,
        index=codes.index(chosen) if chosen in names else None,
        format_func=names.get,
        placeholder=t("Please choose"),
        key=key,
        required=required,
    )
    return found or ""


def area_names(person: Person) -> dict[str, str]:
    """Every area's name by its code."""
    found = read(enterprises.areas, person, topics=(topics.RULES,))
    return {area.code: named(area.name, area.name_en) for area in found}
