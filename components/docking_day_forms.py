"""A docking day as a whole: prepared, changed, called off; and what somebody offers to it of their own accord."""

from datetime import date
from typing import NamedTuple

import streamlit as st

from components import docking_bringing, docking_calendar, docking_view
from components.docking_view import participant_of
from components.record_window import form, send, sent
from components.submitting import attempt, tell
from components.texts import t
from db.research_vocabulary import Answer
from domain import docking_days, docking_facts, docking_offers, docking_running
from domain.permissions import Person
from domain.queries.docking import Coming, DayShown


class _Known(NamedTuple):
    """What stands in the form at first."""

    name: str = ""
    place: str = ""
    held_on: date | None = None
    begins_at: str = "09:00"
    slot_minutes: int = 20
    slots: int = 12
    tables: int = 20


def prepare() -> None:
    with form("docking-new") as key:
        said = _facts(key, _Known())
        if sent(t("Save")):
            is_done, made = attempt(docking_days.prepare, form="docking-new", **said)
            if is_done:
                tell(t("The docking day is prepared. Invite participants now."))
                wanted = docking_view.link(made)
                st.switch_page(wanted.script, query_params=dict(wanted.query))


def change(person: Person, shown: DayShown) -> None:
    name = f"docking-facts-{shown.id}"
    known = _Known(*(getattr(shown, key) for key in _Known._fields))
    is_announced = docking_calendar.is_announced(person, shown)
    with form(name) as key:
        said = _facts(key, known)
        st.caption(
            t("Settled meetings stay. Others beyond the new slots or tables are planned again.")
        )
        st.caption(t("Everybody who is invited is told."))
        despite = {}
        if is_announced:
            st.caption(
                t("Its activity in the calendar is moved with it; who has registered is told.")
            )
            label = t("Leave it so where the activity clashes with others")
            despite["despite_clashes"] = st.checkbox(label, key=key("despite"))
        if sent(t("Save")):
            done = t("Changed. Everybody concerned is told.")
            send(docking_running.change, shown.id, form_name=name, done=done, **said, **despite)


def call_off(person: Person, shown: DayShown) -> None:
    name = f"docking-off-{shown.id}"
    with form(name) as key:
        reason = st.text_input(t("Reason"), max_chars=400, key=key("why"))
        st.caption(t("Everybody who is invited reads the reason: please name nobody."))
        if docking_calendar.is_announced(person, shown):
            st.caption(t("Its activity in the calendar is cancelled too, and says the reason."))
        if sent(t("Call the day off"), icon="event_busy"):
            done = t("The docking day is called off. Everybody concerned is told.")
            send(docking_running.call_off, shown.id, form_name=name, done=done, reason=reason)


def offer(person: Person, shown: DayShown) -> None:
    """More of one's own that is not of the day yet."""
    coming = {each.key for each in (*shown.needs, *shown.results)}
    more = {
        kind: {id: name for id, name in own.items() if (kind, id) not in coming}
        for kind, own in docking_bringing.own_of(person).items()
    }
    if any(more.values()):
        docking_bringing.offer(shown.id, more)
    else:
        st.info(t("All that you could bring takes part already."), icon=":material/info:")


def offered(shown: DayShown) -> list[Coming]:
    """What waits for the word of those who run the day."""
    return [each for each in (*shown.needs, *shown.results) if each.answer is Answer.OFFERED]


def decide(shown: DayShown) -> None:
    """Agree to what was offered, or not."""
    name = f"docking-offers-{shown.id}"
    names = {each.id: participant_of(each) for each in offered(shown)}
    with form(name) as key:
        chosen = st.multiselect(
            t("Participants"),
            list(names),
            default=list(names)[:50],
            format_func=names.__getitem__,
            key=key("who"),
        )
        words = {True: t("They take part"), False: t("They do not take part")}
        is_welcome = st.radio(
            t("Do they take part?"), list(words), format_func=words.get, key=key("welcome")
        )
        if sent(t("Save")):
            send(
                docking_offers.decide,
                shown.id,
                form_name=name,
                done=t("Noted. Plan the day again to heed it."),
                participant_ids=chosen,
                is_welcome=bool(is_welcome),
            )


def _facts(key, known: _Known) -> dict:
    """When and where, how many slots and tables."""
    name = st.text_input(t("Name of the docking day"), known.name, max_chars=80, key=key("name"))
    place = st.text_input(t("Place"), known.place, max_chars=120, key=key("place"))
    left, right = st.columns(2)
    held_on = left.date_input(t("Day"), known.held_on, format="YYYY-MM-DD", key=key("day"))
    begins = right.text_input(t("Begins at"), known.begins_at, max_chars=5, key=key("begins"))
    lengths = docking_facts.LENGTHS
    minutes = left.selectbox(
        t("Minutes of a meeting"),
        lengths,
        index=lengths.index(known.slot_minutes) if known.slot_minutes in lengths else 2,
        key=key("minutes"),
    )
    most = docking_facts.MOST_SLOTS, docking_facts.MOST_TABLES
    slots = right.number_input(t("Slots"), 1, most[0], value=known.slots, key=key("slots"))
    tables = left.number_input(t("Tables"), 1, most[1], value=known.tables, key=key("tables"))
    return {
        "name": name,
        "held_on": held_on,
        "place": place,
        "begins_at": begins,
        "slot_minutes": minutes,
        "slots": slots,
        "tables": tables,
    }
