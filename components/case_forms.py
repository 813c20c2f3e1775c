"""What is done with a coordination case: moved, decided, reported, closed; each in a window of its own."""

from datetime import datetime, timedelta

import streamlit as st

from components.naming import named
from components.reading import read
from components.record_window import asked, button, form, send, sent
from components.record_window import show as open_window
from components.texts import t, term
from db.supervision_vocabulary import CaseOutcome
from domain import clock, coordination
from domain.permissions import Person
from domain.queries import coordination as queries
from domain.queries.coordination import CaseShown


def buttons(shown: CaseShown) -> None:
    """What may be done with it."""
    if not shown.may_lead or shown.closed_at:
        return
    with st.container(horizontal=True, gap="small"):
        button("decide", t("Note a decision"), icon="gavel")
        button("move", t("Meet at another time"), icon="event")
        button("close", t("Close the case"), icon="task_alt")


def window(person: Person, shown: CaseShown) -> None:
    """The window that the address asks for."""
    verb, of = asked()
    forms = {
        "decide": (t("Note a decision"), _decide),
        "move": (t("Meet at another time"), _move),
        "close": (t("Close the case"), _close),
    }
    if verb in forms and shown.may_lead and not shown.closed_at:
        label, draw = forms[verb]
        open_window(label, draw, person, shown, is_wide=True)
    decision = next((each for each in shown.decisions if each.id == of), None)
    if verb == "done" and decision and decision.may_tell:
        open_window(t("Report as done"), _done, decision.id)


def _decide(person: Person, shown: CaseShown) -> None:
    name, today = f"decide-{shown.line.id}", clock.now().date()
    units = {
        each.id: each for each in read(queries.may_be_called, person, topics=("organisations",))
    }
    units = {each.id: each for each in shown.units} | units
    with form(name) as key:
        text = st.text_area(t("What is decided"), max_chars=400, height=80, key=key("text"))
        unit_id = st.selectbox(
            t("Unit that does it"),
            list(units),
            format_func=lambda key: named(units[key].name, units[key].name_en),
            key=key("unit"),
        )
        due_on = st.date_input(
            t("Until"),
            today + timedelta(days=7),
            min_value=today,
            format="YYYY-MM-DD",
            key=key("due"),
        )
        if sent(t("Note a decision"), icon="gavel"):
            send(
                coordination.decide,
                shown.line.id,
                form_name=name,
                done=t("The decision is noted."),
                text=text,
                unit_id=unit_id,
                due_on=due_on,
            )


def _move(_person: Person, shown: CaseShown) -> None:
    name = f"move-{shown.line.id}"
    at = shown.line.meets_at.astimezone(clock.LOCAL)
    with form(name) as key:
        left, right = st.columns(2)
        day = left.date_input(t("Meeting on"), at.date(), format="YYYY-MM-DD", key=key("day"))
        hour = right.time_input(t("At"), at.time(), step=900, key=key("at"))
        place = st.text_input(t("Place"), shown.place, max_chars=120, key=key("place"))
        if sent(t("Meet at another time"), icon="event"):
            send(
                coordination.move,
                shown.line.id,
                form_name=name,
                done=t("The units are told."),
                meets_at=datetime.combine(day, hour, clock.LOCAL),
                place=place,
            )


def _close(_person: Person, shown: CaseShown) -> None:
    name = f"close-{shown.line.id}"
    with form(name) as key:
        minutes = st.text_area(t("Minutes"), max_chars=4000, height=200, key=key("minutes"))
        outcome = st.radio(
            t("What it came to"), list(CaseOutcome), format_func=term, index=None, key=key("out")
        )
        if sent(t("Close the case"), icon="task_alt"):
            send(
                coordination.close,
                shown.line.id,
                form_name=name,
                done=t("The case is closed."),
                minutes=minutes,
                outcome=outcome or "",
            )


def _done(decision_id: int) -> None:
    name = f"done-{decision_id}"
    with form(name) as key:
        note = st.text_area(t("What was done"), max_chars=600, height=80, key=key("note"))
        if sent(t("Report as done"), icon="task_alt"):
            send(coordination.done, decision_id, form_name=name, done=t("Reported."), note=note)
