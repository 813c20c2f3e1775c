"""Taking a list along: all its lines as a spreadsheet or a text table, as its reader may know them."""

from collections.abc import Callable, Sequence
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

Table = Sequence[Sequence[str]]  # the names of the columns first, then the lines, equally long


def offer(key: str, name: str, make: Callable[[], Table], *told: str) -> None:
    """Both kinds of table behind one button, under what is told of them.

    `name` is the file's, without its ending. `make` is called when a file is fetched, in the language of the page;
    it also keeps the trace that it was, for until then nothing has left.
    """
    with st.popover(t("Take along as a table"), icon=":material/download:", key=f"take-{key}"):
        for each in filter(None, told):
            st.caption(each)
        labels = {"xlsx": t("Spreadsheet (XLSX)"), "csv": t("Text table (CSV)")}
        with st.container(horizontal=True):
            for kind, label in labels.items():
                st.download_button(
                    label,
                    later(_file, kind, make),
                    file_name=f"{name}.{kind}",
                    mime=sheets.MEDIA_TYPES[kind],
                    key=f"take-{key}-{kind}",
                    on_click="ignore",
                )


def of_matchmaking(person: Person, what: ListTaken, many: int, make: Callable[[], Table]) -> None:
    """The same for needs, results and matches; `make` reads at most `MOST` lines of the list."""
    if not many or not taking_along.may_take(person):
        return
    asked = [(name, value) for name, value in st.query_params.items() if name not in ASIDE]
    narrowed = urlencode(asked)
    cut = ""
    if many > MOST:
        cut = t("The first {n} are in it: narrow the list down for the others.", n=MOST)
    offer(
        what.value,
        f"{what.value}-{clock.now().astimezone(LOCAL):%Y%m%d}",
        lambda: _kept(person, what, narrowed, make()),
        t("What the list tells you, no more. It is noted who took it out."),
        cut,
    )


def _file(kind: str, make: Callable[[], Table]) -> bytes:
    return b"".join(sheets.pieces(kind, make()))


def _kept(person: Person, what: ListTaken, narrowed: str, table: Table) -> Table:
    """The table, once it stands with the taker's own organisation that it was taken."""
    said = {"what": what, "narrowed": narrowed, "many": len(table) - 1}
    perform(person.id, taking_along.take, person.organisation_id, **said)
    return table
