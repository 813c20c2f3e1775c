"""Rows that lead somewhere: a table where there is room for one, cards on a telephone.

A caller gives the columns and the rows and hears where the person wants to go, once:

    link = rows.show(columns, lines, key="demands", label=t("Demands"))
    if link:
        rows.follow(link)

The first cell's link is that of the whole row. Opened with a key held, or by the middle button, a link is an ordinary
address in a tab of its own. What people typed goes in as text and comes out as text.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlencode

import streamlit as st

from components.browser import component, unheard
from components.texts import t

Tone = Literal["", "red", "orange", "green", "blue", "grey"]
Query = tuple[tuple[str, str], ...]

_mount = component("rows_that_lead", "rows", style="rows")


@dataclass(frozen=True)
class Link:
    """A page of the platform, by its script and its path in the address, and what it is asked for."""

    script: str
    path: str
    query: Query = ()

    @property
    def href(self) -> str:
        return f"/{self.path}?{urlencode(self.query)}"

    @property
    def grouped(self) -> dict[str, list[str]]:
        """What it is asked for, each name once with all that is said of it, as `st.page_link` takes it."""
        found: dict[str, list[str]] = {}
        for name, value in self.query:
            found.setdefault(name, []).append(value)
        return found


@dataclass(frozen=True)
class Column:
    """One column; `share` is how much of the width it takes, beside the others' shares.

    With `is_said` its label stands before every cell of it on a telephone, where no head is shown. `least` is how many
    pixels it needs to be read: with less for all of them a table is drawn as cards.
    """

    label: str
    share: int = 1
    is_said: bool = False
    least: int = 120


@dataclass(frozen=True)
class Cell:
    """One text with a quieter one below; with a tone it is a badge, with a link it leads there."""

    text: str = ""
    sub: str = ""
    tone: Tone = ""
    link: Link | None = None
    is_new: bool = False


def demand(number: str) -> Link:
    """The page of one demand."""
    return Link("pages/demands/demand.py", "demand", (("number", number),))


def organisation(organisation_id: int, product_id: int | None = None, section: str = "") -> Link:
    """The page of one organisation, of one product on it, or of one of its sections."""
    asked = [("id", str(organisation_id))]
    if product_id is not None:
        asked.append(("product", str(product_id)))
    if section:
        asked.append(("section", section))
    return Link("pages/directory/organisation.py", "organisation", tuple(asked))


def show(
    columns: Sequence[Column],
    rows: Sequence[Sequence[Cell]],
    *,
    key: str,
    label: str,
    is_headed: bool = True,
) -> Link | None:
    """Draw the rows; return where the person just wants to go, if anywhere. `label` is what is read aloud."""
    result = _mount(
        key=key,
        data={
            "label": label,
            "columns": [vars(column) for column in columns],
            "rows": [[_shown(cell) for cell in row] for row in rows],
            "headed": is_headed,
            "words": {"is_new": t("New:")},
        },
        on_act_change=unheard,
    )
    return _wanted(result.act, rows)


def follow(link: Link) -> None:
    """Go there, in this tab."""
    asked: dict[str, list[str]] = {}
    for name, value in link.query:
        asked.setdefault(name, []).append(value)
    st.switch_page(link.script, query_params=asked)


def _shown(cell: Cell) -> dict[str, Any]:
    shown = vars(cell) | {"href": cell.link.href if cell.link else ""}
    del shown["link"]
    return shown


def _wanted(said: Any, rows: Sequence[Sequence[Cell]]) -> Link | None:
    """The link that the browser names, if it is one of those given: it comes from outside."""
    match said:
        case {"href": str(href)}:
            links = (cell.link for row in rows for cell in row if cell.link)
            return next((link for link in links if link.href == href), None)
    return None
