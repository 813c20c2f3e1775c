"""Whose research results are brought in: a liaison officer's own house, or one that a broker names."""

import streamlit as st

from components import address
from components.bring_in_upload import SEEN
from components.naming import named
from components.reading import read
from components.rows import Link
from components.texts import plain, t
from domain import topics
from domain.permissions import Person
from domain.queries import bring_in as queries
from domain.queries.bring_in import House
from domain.research_visible import is_broker

PAGE, PATH, ORG = "pages/research/bring_in.py", "bring-in-results", "org"


def link(organisation_id: int | None = None) -> Link:
    """The page for one house, or for one's own."""
    return Link(PAGE, PATH, ((ORG, str(organisation_id)),) if organisation_id else ())


def way(organisation_id: int | None = None) -> None:
    """A link to the page."""
    to = link(organisation_id)
    st.page_link(
        to.script,
        label=t("Bring in results"),
        icon=":material/library_add:",
        query_params=dict(to.query),
    )


def chosen(person: Person) -> House | None:
    """The house whose results they are; a broker chooses it first."""
    if not is_broker(person):
        found = read(queries.house, person, None, topics=SEEN)
        if found is None:
            st.info(t("Your house has no research results here."), icon=":material/science:")
        return found
    houses = read(queries.houses, person, topics=(*SEEN, topics.PEOPLE))
    if not houses:
        st.info(
            t("No university, institute or centre is in the directory yet. Enter one first."),
            icon=":material/school:",
        )
        return _elsewhere()
    by_id = {str(each.id): each for each in houses}
    asked = address.one_of(
        ORG,
        t("Whose results are they?"),
        list(by_id),
        lambda key: _told(by_id[key]),
        none=t("Whose results are they?"),
        width=420,
    )
    if asked is None:
        st.info(
            t("Choose a university, institute or centre: its file is brought in under its name."),
            icon=":material/school:",
        )
        return _elsewhere()
    house = by_id[asked]
    st.caption(_what_follows(house))
    return house


def _told(house: House) -> str:
    name = plain(named(house.name, house.name_en))
    return t("{name} · {n} drafts", name=name, n=house.drafts) if house.drafts else name


def _what_follows(house: House) -> str:
    if house.has_liaison:
        return t(
            "Its liaison officers see the drafts and can complete them too; a colleague of yours reviews them."
        )
    return t(
        "Nobody of this house has an account: you complete and hand in for it, and a colleague reviews it."
    )


def _elsewhere() -> None:
    """A house that is not among them is entered first."""
    st.page_link(
        "pages/directory/new_record.py",
        label=t("It is not in the list: new record"),
        icon=":material/add_business:",
    )
