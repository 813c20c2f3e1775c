"""The entries of a competition, for those who keep it: the list, narrowed by state and words, page by page."""

import streamlit as st

from components import address, calls, contest_view, rows
from components.contest_words import STATES
from components.moments import day
from components.reading import read
from components.rows import Cell, Column
from components.texts import t, term
from db.contest_vocabulary import EntryState
from domain.clock import LOCAL
from domain.contest.telephoning import note_call
from domain.permissions import Person
from domain.queries import contest_entries, telephoning
from domain.queries.contests import ContestShown


def everybody(person: Person, shown: ContestShown) -> None:
    """Who has entered what, in the order of coming; before them, whom of them somebody has to call."""
    to_call = read(telephoning.of_contest, person, shown.id, topics=contest_view.SEEN)
    calls.those(to_call, note_call, shown.id, "entry_id")
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        words = address.words(
            "words",
            t("Project, enterprise or name"),
            most=60,
            placeholder=t("Project, enterprise or name"),
            icon=":material/search:",
            width=260,
        )
        counts = shown.counts or {}
        state = address.one_of(
            "state",
            t("State"),
            [each.value for each in EntryState],
            lambda value: f"{term(EntryState(value))} ({counts.get(EntryState(value), 0)})",
            none=t("Every state"),
            width=200,
        )
    after = address.after("after", of=(words, state))
    wanted_state = EntryState(state) if state else None
    page = read(
        contest_entries.listing,
        person,
        shown.id,
        wanted_state,
        words,
        after,
        topics=contest_view.SEEN,
    )
    if not page.lines:
        is_narrowed = words or state
        st.info(
            t("No entry matches.") if is_narrowed else t("Nobody has entered a project yet."),
            icon=":material/rocket_launch:",
        )
        return
    columns = (
        Column(t("Project"), 7),
        Column(t("Enterprise or team"), 6),
        Column(t("Files"), 2, is_said=True),
        Column(t("Entered"), 3),
        Column(t("State"), 3),
    )
    lines = [
        (
            Cell(
                f"{each.ticket}. {each.title}",
                term(each.stage) if each.state is EntryState.ACCEPTED else "",
                link=contest_view.project(each.id),
            ),
            Cell(each.enterprise, each.contact),
            Cell(str(each.files)),
            Cell(day(each.entered_at.astimezone(LOCAL).date())),
            Cell(term(each.state), tone=STATES[each.state]),
        )
        for each in page.lines
    ]
    wanted = rows.show(columns, lines, key="entries", label=t("Entries"))
    if wanted:
        rows.follow(wanted)
    address.turn("after", page.next)
