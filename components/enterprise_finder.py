"""The enterprise of somebody whom a keeper writes down: chosen from the directory as it is typed, or its bare name.

Stands in a fragment or a window, before the form that is sent with it: in a form nothing would answer while one types.
"""

from types import ModuleType

import streamlit as st

from components import finder, organisation_hits
from components.naming import named
from components.reading import read
from components.session import nonce
from components.texts import t
from db.vocabulary import EntryKind
from domain import topics
from domain.permissions import Person
from domain.queries.named import Named


def field(
    person: Person,
    *,
    key: str,
    reset: str,
    must_be_known: bool = False,
    required: bool = False,
    typed: str = "",
    meant: Named | None = None,
) -> dict[str, str | int]:
    """What commands take: `organisation_id` of the one that was chosen, else `enterprise_name` as it was typed.

    `must_be_known`: a bare name is of no use, and its reader is told so. `required`: marked as such. `typed`: a name
    that was given already; `meant`: the enterprise that is chosen by it, until another one is.
    """
    found = finder.finder(
        t("Enterprise (required)") if required or must_be_known else t("Enterprise"),
        find=lambda typed: organisation_hits.like(person, typed, (EntryKind.ENTERPRISE,)),
        key=key,
        placeholder=t("Name, credit code or telephone"),
        text=named(meant.name, meant.name_en) if meant else typed,
        chosen=meant.id if meant else None,
        reset=reset,
        min_chars=2,
    )
    if isinstance(found.chosen, int):
        st.badge(t("In the directory"), icon=":material/verified:", color="green")
        return {"organisation_id": found.chosen}
    if must_be_known:
        st.caption(t("Please choose it in the list."))
    elif found.query:
        st.caption(t("Noted as it is typed. If it is in the list, please choose it there."))
    return {"enterprise_name": found.query}


def of_whoever_came(
    person: Person,
    query: ModuleType,
    of: tuple[int, ...],
    name: str,
    *,
    seen: tuple[str, ...],
    typed: str,
    must_be_known: bool = False,
    required: bool = False,
) -> dict[str, str | int]:
    """The same for the window `name`, for somebody who registered or booked without an account, with what follows.

    `query`: the module that tells, of what `of` names, `meant` and `beyond_share`; `seen`: the topics of its answers,
    besides the directory.
    """
    topics_seen = (*seen, topics.ORGANISATIONS)
    whose = field(
        person,
        key=f"{name}-whose",
        reset=nonce(name),
        must_be_known=must_be_known,
        required=required,
        typed=typed,
        meant=read(query.meant, person, *of, topics=topics_seen),
    )
    if chosen := whose.get("organisation_id"):
        _becomes_theirs(read(query.beyond_share, person, *of, chosen, topics=topics_seen))
    return whose


def _becomes_theirs(beyond: tuple[int, int] | None) -> None:
    """What choosing it means for somebody who registered or booked without an account; `beyond`: how many of it there
    are then, and how many may be."""
    st.caption(
        t("It is noted as the enterprise of whoever came: its people see this from then on.")
    )
    if beyond is not None:
        many, most = beyond
        told = t(
            "With this one there are {n} of this enterprise, where {most} may be.",
            n=many,
            most=most,
        )
        st.warning(told, icon=":material/groups:")
