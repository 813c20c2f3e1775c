"""Taking the list of who registered for an activity along, with the answers under their questions."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import streamlit as st

from components.texts import Spoken, spoken, t
from domain import participants, sheets
from domain.clock import LOCAL
from domain.command import perform
from domain.permissions import Person
from domain.queries import participants as query
from domain.queries.activity import ActivityShown
from domain.queries.registrations import Line

KINDS = ("xlsx", "csv")


@dataclass(frozen=True)
class _Said:
    """What is said in a file, in the reader's language: when it is made, no page is drawn any more."""

    heads: tuple[str, ...]
    walked_in: tuple[str, str]  # no, yes
    words: Spoken


def offer(person: Person, shown: ActivityShown) -> None:
    """Both kinds of table, for those who hold the activity."""
    if not shown.is_keeper:
        return
    said = _said()
    with st.popover(t("Take along as a table"), icon=":material/download:", key="people-take"):
        st.caption(t("Names, numbers and answers of everybody. It is noted who took it out."))
        labels = {"xlsx": t("Spreadsheet (XLSX)"), "csv": t("Text table (CSV)")}
        with st.container(horizontal=True):
            for kind in KINDS:
                st.download_button(
                    labels[kind],
                    lambda kind=kind: _file(person, shown, kind, said),
                    file_name=f"participants-{shown.number}.{kind}",
                    mime=sheets.MEDIA_TYPES[kind],
                    key=f"people-{kind}",
                    on_click="ignore",
                )


def _file(person: Person, shown: ActivityShown, kind: str, said: _Said) -> bytes:
    """The file, made when it is fetched; that it was stands in the activity's story."""
    found = query.now(person, shown.id)
    perform(person.id, participants.take_along, shown.id, many=len(found))
    return b"".join(sheets.pieces(kind, _rows(shown, found, said)))


def _rows(shown: ActivityShown, found: Sequence[Line], said: _Said) -> Iterator[Sequence[str]]:
    """The heads, the questions among them, then a line for each; a question that is asked no more goes by its key."""
    asked = {each.key: each.text for each in shown.plan.questions}
    asked |= {key: key for each in found for key, _ in each.answers if key not in asked}
    yield [*said.heads, *asked.values()]
    for each in found:
        answers = dict(each.answers)
        yield [
            str(each.ticket),
            each.person_name,
            each.enterprise,
            each.phone,
            each.email,
            said.words.term(each.state),
            said.walked_in[each.is_walk_in],
            f"{each.registered_at.astimezone(LOCAL):%Y-%m-%d %H:%M}",
            *(answers.get(key, "") for key in asked),
        ]


def _said() -> _Said:
    heads = (t("Number"), t("Person"), t("Enterprise"), t("Telephone"), t("E-mail"))
    heads += (t("State"), t("Came without a seat"), t("Registered at"))
    return _Said(heads, (t("no"), t("yes")), spoken())
