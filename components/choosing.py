"""Choosing from a list in a form: one of it, or several."""

from collections.abc import Callable, Mapping, Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from components.naming import naming
from components.reading import read
from components.texts import t
from domain import topics
from domain.permissions import Person
from domain.queries import choices


def one(
    label: str,
    options: Sequence,
    chosen,
    word: Callable[..., str],
    *,
    key: str,
    place: DeltaGenerator | None = None,
    none: str = "",
):
    """One of the options or none; `none` stands there while nothing is chosen."""
    return (place or st).selectbox(
        label,
        options,
        index=options.index(chosen) if chosen in options else None,
        format_func=word,
        placeholder=none or t("Please choose"),
        key=key,
    )


def several(
    label: str,
    names: Mapping[str, str],
    chosen: Sequence[str],
    *,
    key: str,
    place: DeltaGenerator | None = None,
    none: str = "",
) -> tuple[str, ...]:
    """The codes of any of them; none means all, or what `none` says."""
    found = (place or st).multiselect(
        label,
        list(names),
        default=[code for code in chosen if code in names],
        format_func=names.get,
        placeholder=none or t("All of them"),
        key=key,
    )
    return tuple(found)


def industry_names(person: Person) -> dict[str, str]:
    """Every industry's name by its code."""
    speak = naming()
    found = read(choices.industries, person, topics=(topics.RULES,))
    return {each.code: f"{each.code} {speak(each.name, each.name_en)}" for each in found}
