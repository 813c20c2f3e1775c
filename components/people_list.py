"""The administrator's list of people: searched, filtered and paged in the address, one of them chosen."""

from dataclasses import dataclass
from math import ceil

import pandas as pd
import streamlit as st

from components.naming import named
from components.texts import t, term
from db.vocabulary import Role
from domain.clock import LOCAL
from domain.queries.people import PAGE, Account, People


@dataclass(frozen=True)
class Asked:
    """What the list is narrowed to."""

    search: str = ""
    role: Role | None = None
    page: int = 1


def filters() -> Asked:
    """The search and the role to look for; both stand in the address."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        search = st.text_input(
            t("Search"),
            key="people-search",
            type="search",
            placeholder=t("Name, account or organisation"),
            max_chars=60,
            bind="query-params",
        )
        role = st.selectbox(
            t("Role"),
            [role.value for role in Role],
            index=None,
            key="people-role",
            format_func=lambda value: term(Role(value)),
            placeholder=t("Every role"),
            bind="query-params",
            width=240,
        )
    return Asked(search or "", Role(role) if role else None, _page())


def table(found: People, asked: Asked) -> Account | None:
    """The accounts found; returns the one whose line was clicked."""
    if not found.accounts:
        st.info(
            t("Nobody fits. Search for less, or invite somebody."), icon=":material/search_off:"
        )
        return None
    chosen = st.dataframe(
        _frame(found.accounts),
        key=f"people-table-{asked.search}-{asked.role}-{asked.page}",
        hide_index=True,
        on_select="rerun",
        selection_mode=["single-row", "single-cell"],
        placeholder="–",
        column_config={
            "seen": st.column_config.DatetimeColumn(
                t("Last seen"), format="YYYY-MM-DD HH:mm", timezone="Asia/Shanghai"
            ),
            "name": t("Name"),
            "account": t("Account"),
            "organisation": t("Organisation"),
            "roles": st.column_config.ListColumn(t("Roles")),
            "state": t("State"),
        },
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(t("{n} people", n=found.count))
        if found.count > PAGE:
            st.pagination(
                ceil(found.count / PAGE), key="people-page", bind="query-params", default=1
            )
    rows = chosen.selection.rows or [row for row, _ in chosen.selection.cells]
    return found.accounts[rows[0]] if rows and rows[0] < len(found.accounts) else None


def state(account: Account) -> str:
    if not account.is_active:
        return t("Disabled")
    return t("Active") if account.has_password else t("Invited")


def _page() -> int:
    asked = st.query_params.get("people-page", "1")
    return int(asked) if asked.isdigit() and len(asked) < 6 else 1


def _frame(accounts: tuple[Account, ...]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "name": [each.name for each in accounts],
            "account": [each.username for each in accounts],
            "organisation": [organisation(each) for each in accounts],
            "roles": [[term(role) for role in each.roles] for each in accounts],
            "state": [state(each) for each in accounts],
            "seen": [
                each.last_seen_at.astimezone(LOCAL) if each.last_seen_at else pd.NaT
                for each in accounts
            ],
        }
    )


def organisation(account: Account) -> str:
    """Where somebody belongs, by its name in the reader's language."""
    return named(account.organisation, account.organisation_en)
