"""The administrator's list of people: searched, filtered and paged in the address; one of them opened by it."""

import streamlit as st

from components import address, not_found, rows
from components.moments import moment
from components.naming import named
from components.rows import Cell, Column, Link, Tone
from components.texts import listed, t, term
from db.vocabulary import Role
from domain.queries.people import Account, People

SCRIPT, PATH = "pages/administration/users.py", "users"
NAME = "user"  # in the address
KEPT = ("text", "role", "page")


def opened() -> int | None:
    """The number of the person whom the address opens."""
    return not_found.number(NAME) or None


def filters() -> tuple[str, Role | None]:
    """The words and the role to look for; both stand in the address."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        search = address.words(
            "text",
            t("Search"),
            most=60,
            placeholder=t("Name, account or organisation"),
            icon=":material/search:",
            width=320,
        )
        role = address.one_of(
            "role",
            t("Role"),
            [role.value for role in Role],
            lambda value: term(Role(value)),
            none=t("Every role"),
            width=240,
        )
        address.clear(SCRIPT)
    return search, Role(role) if role else None


def counted(found: People) -> None:
    """How many there are."""
    st.caption(t("{n} people", n=found.count))


def show(found: People) -> None:
    """The accounts found; a click on one opens it."""
    if not found.accounts:
        st.info(
            t("Nobody fits. Search for less, or invite somebody."), icon=":material/search_off:"
        )
        return
    columns = (
        Column(t("Name"), 4),
        Column(t("Organisation"), 6),
        Column(t("Roles"), 6),
        Column(t("State"), 2),
        Column(t("Last seen"), 3, is_said=True),
    )
    lines = [_cells(each) for each in found.accounts]
    link = rows.show(columns, lines, key="people", label=t("People"))
    if link:
        rows.follow(link)


def back() -> None:
    """From one person to the list, as it was narrowed before."""
    if st.button(t("All people"), icon=":material/arrow_back:", type="tertiary"):
        st.switch_page(SCRIPT, query_params=_kept())


def state(account: Account) -> str:
    if not account.is_active:
        return t("Disabled")
    return t("Active") if account.has_password else t("Invited")


def organisation(account: Account) -> str:
    """Where somebody belongs, by its name in the reader's language."""
    return named(account.organisation, account.organisation_en)


def _cells(account: Account) -> tuple[Cell, ...]:
    return (
        Cell(account.name, account.username, link=_link(account)),
        Cell(organisation(account)),
        Cell(listed(term(role) for role in account.roles)),
        Cell(state(account), tone=_tone(account)),
        Cell("", moment(account.last_seen_at) if account.last_seen_at else t("never")),
    )


def _tone(account: Account) -> Tone:
    if not account.is_active:
        return "grey"
    return "green" if account.has_password else "orange"


def _link(account: Account) -> Link:
    return Link(SCRIPT, PATH, ((NAME, str(account.id)), *_kept().items()))


def _kept() -> dict[str, str]:
    """What the list is narrowed to, to be found again on the way back."""
    return {name: value for name, value in st.query_params.items() if name in KEPT}
