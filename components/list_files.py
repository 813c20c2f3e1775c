"""Taking a list of matchmaking along: all its lines as a spreadsheet or a text table, as its reader may know them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

import streamlit as st

from components.session import later
from components.texts import t
from db.research_vocabulary import ListTaken
from domain import clock, sheets, taking_along
from domain.clock import LOCAL
from domain.command import perform
from domain.permissions import Person
from domain.taking_along import MOST

ASIDE = ("page", "do", "view")  # what in an address narrows nothing


@dataclass(frozen=True)
class Table:
    """The names of the columns, and the lines; all of them equally long."""

    heads: Sequence[str]
    lines: Sequence[Sequence[str]]


def offer(person: Person, what: ListTaken, many: int, make: Callable[[], Table]) -> None:
    """Both kinds of table; `make` reads the list, at most `MOST` lines of it, when a file is fetched."""
    if not many or not taking_along.may_take(person):
        return
    asked = [(name, value) for name, value in st.query_params.items() if name not in ASIDE]
    with st.popover(t("Take along as a table"), icon=":material/download:", key=f"take-{what}"):
        st.caption(t("What the list tells you, no more. It is noted who took it out."))
        if many > MOST:
            words = t("The first {n} are in it: narrow the list down for the others.", n=MOST)
            st.caption(words)
        labels = {"xlsx": t("Spreadsheet (XLSX)"), "csv": t("Text table (CSV)")}
        with st.container(horizontal=True):
            for kind, label in labels.items():
                st.download_button(
                    label,
                    later(_file, person, what, kind, urlencode(asked), make),
                    file_name=f"{what.value}-{clock.now().astimezone(LOCAL):%Y%m%d}.{kind}",
                    mime=sheets.MEDIA_TYPES[kind],
                    key=f"take-{what}-{kind}",
                    on_click="ignore",
                )


def _file(
    person: Person, what: ListTaken, kind: str, narrowed: str, make: Callable[[], Table]
) -> bytes:
    """The file, made when it is fetched; that it was is kept with the taker's own organisation."""
    table = make()
    said = {"what": what, "narrowed": narrowed, "many": len(table.lines)}
    perform(person.id, taking_along.take, person.organisation_id, **said)
    return b"".join(sheets.pieces(kind, [table.heads, *table.lines]))
