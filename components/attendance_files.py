"""Taking along who came to an activity, counted by enterprise, industry or area."""

import streamlit as st

from components.texts import spoken, t, term
from db.activity_vocabulary import AttendedBy
from domain import participants, sheets
from domain.command import perform
from domain.permissions import Person
from domain.queries import attendance
from domain.queries.activity import ActivityShown
from domain.taking_along import MOST, now

KINDS = ("xlsx", "csv")


def offer(person: Person, shown: ActivityShown, by: AttendedBy) -> None:
    """Both kinds of table of what is shown, with all of its lines."""
    heads = (term(by), t("Seats given"), t("Came"), t("Came without a seat"))
    nameless, words = t("Not known"), spoken()

    def made(kind: str) -> bytes:
        """When it is fetched, no page is drawn any more; that it was stands in the activity's story."""
        found = now(attendance.attendance, person, (shown.id,), by, MOST)
        said = {"by": by.value, "many": len(found)}
        perform(person.id, participants.take_attendance_along, shown.id, **said)
        lines = (
            (
                words.named(each.name, each.name_en) or nameless,
                *map(str, (each.registered, each.attended, each.walked_in)),
            )
            for each in found
        )
        return b"".join(sheets.pieces(kind, (heads, *lines)))

    labels = {"xlsx": t("Spreadsheet (XLSX)"), "csv": t("Text table (CSV)")}
    with st.popover(t("Take along as a table"), icon=":material/download:", key="attendance-take"):
        st.caption(t("It is noted who took it out."))
        with st.container(horizontal=True):
            for kind in KINDS:
                st.download_button(
                    labels[kind],
                    lambda kind=kind: made(kind),
                    file_name=f"attendance-{shown.number}-{by.value}.{kind}",
                    mime=sheets.MEDIA_TYPES[kind],
                    key=f"attendance-{kind}",
                    on_click="ignore",
                )
