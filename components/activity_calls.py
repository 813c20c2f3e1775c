"""Those whom no mail reaches: that they are to be called, and the list from which they are, for those who hold it."""

from collections.abc import Sequence

import streamlit as st

from components import activity_view, calls, rows
from components.reading import read
from components.rows import Link
from components.session import current_user
from components.texts import t, term
from domain import telephoning
from domain.permissions import Person
from domain.queries import telephoning as query
from domain.queries.activity import ActivityShown
from domain.queries.registrations import Line
from domain.queries.telephoning import Calls

WHO = "call"  # which of those who registered, in the address


def listed(activity_id: int) -> Link:
    """The way to the list of those who are to be called."""
    where = activity_view.link(activity_id)
    return Link(where.script, where.path, (*where.query, ("who", WHO)))


def news(person: Person, shown: ActivityShown) -> None:
    """On the activity's page: how many there are who have to hear of something, and were not called yet."""
    found = _calls(person, shown.id) if shown.is_keeper else None
    if found is None or not found.open:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        calls.warn(len(found.open))
        _way(shown.id, "news")


def note(shown: ActivityShown) -> None:
    """In the window of a step of which everybody is told: whom that does not reach."""
    found = _calls(current_user(), shown.id)
    if found is None:
        return
    every = _with_following(shown) if shown.following else found.coming
    if not every:
        return
    if shown.following:
        st.caption(
            t(
                "{n} of them left no e-mail address, with those that follow {all}: please call them afterwards, from "
                "the page of each.",
                n=found.coming,
                all=every,
            )
        )
    else:
        st.caption(t("{n} of them left no e-mail address: please call them afterwards.", n=every))
    _way(shown.id, "window")


def lines(person: Person, shown: ActivityShown, page: Sequence[Line]) -> None:
    """Each with the number to call, and the button that says that it was done; who has something to hear stands first
    on their page of the list."""
    found = _calls(person, shown.id)
    first = found.open if found else frozenset()
    called = found.called if found else {}
    for each in sorted(page, key=lambda line: line.id not in first):
        note = None
        if each.id in first:
            note = (telephoning.note_call, shown.id, {"registration_id": each.id})
        said = (each.enterprise, term(each.state))
        known = (each.person_name, each.phone, said, called.get(each.id))
        calls.line(*known, note=note, ticket=each.ticket)


def _calls(person: Person, activity_id: int) -> Calls | None:
    return read(query.calls, person, activity_id, topics=activity_view.seen(activity_id))


def _with_following(shown: ActivityShown) -> int:
    of = (current_user(), shown.id)
    return read(query.with_following, *of, topics=activity_view.seen(shown.id))


def _way(activity_id: int, where: str) -> None:
    if st.button(
        t("Whom to call"), icon=":material/list:", type="tertiary", key=f"to-call-{where}"
    ):
        rows.follow(listed(activity_id))
