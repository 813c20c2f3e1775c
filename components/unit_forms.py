"""Forms of a unit: sign, ask for return, hand over, contact, note, ask the enterprise, supplement, reply, review."""

from datetime import date, timedelta

import streamlit as st

from components.moments import day
from components.sheet import Sheet
from components.texts import plain, t, term
from db.vocabulary import ClosingCode
from domain import clock
from domain.queries.demand import Shown
from domain.replies import REPLY_CODES
from domain.work_orders import MAX_PAUSE_DAYS


def sign(sheet: Sheet, _demand: Shown) -> dict | None:
    st.caption(t("You confirm that your unit has the demand; from now on you handle it."))
    return {} if sheet.sent(t("Sign"), icon="draw") else None


def ask_return(sheet: Sheet, _demand: Shown) -> dict | None:
    st.caption(t("Within one working day of the dispatch. An arbiter rules; the clock goes on."))
    text = sheet.words(t("Why your unit is not responsible"), most=1000)
    return {"text": text} if sheet.sent(t("Ask for return"), icon="undo") else None


def hand_over(sheet: Sheet, demand: Shown) -> dict | None:
    people = {each.id: each.name for each in demand.colleagues}
    handler_id = st.selectbox(
        t("Handler"),
        list(people),
        index=None,
        format_func=people.get,
        key=sheet.field("handler"),
        placeholder=t("Please choose"),
    )
    return {"handler_id": handler_id} if sheet.sent(t("Hand over"), icon="person") else None


def contact(sheet: Sheet, _demand: Shown) -> dict | None:
    text = sheet.words(t("What was said"), most=2000)
    return {"text": text} if sheet.sent(t("Note the contact"), icon="call") else None


def note(sheet: Sheet, _demand: Shown) -> dict | None:
    text = sheet.words(t("Note"), most=2000)
    for_enterprise = st.toggle(
        t("The enterprise may read it (counts as an interim answer)"), key=sheet.field("open")
    )
    is_sent = sheet.sent(t("Note it"), icon="note_add")
    return {"text": text, "for_enterprise": for_enterprise} if is_sent else None


def ask(sheet: Sheet, _demand: Shown) -> dict | None:
    today = clock.now().date()
    text = sheet.words(t("Question to the enterprise"), most=2000)
    until = st.date_input(
        t("Pause the clock until, at the latest"),
        value=today + timedelta(days=3),
        min_value=today + timedelta(days=1),
        max_value=today + timedelta(days=MAX_PAUSE_DAYS),
        format="YYYY-MM-DD",
        key=sheet.field("until"),
    )
    return {"text": text, "until": until} if sheet.sent(t("Ask"), icon="help") else None


def supplement(sheet: Sheet, demand: Shown) -> dict | None:
    asked = next((line for line in demand.story if line.action == "asked"), None)
    if asked:
        st.caption(
            t("The unit asks, until {day}:", day=day(date.fromisoformat(asked.said["until"])))
        )
        st.text(asked.said["text"])
    text = sheet.words(t("Answer to the question"), most=4000)
    return {"text": text} if sheet.sent(t("Answer"), icon="reply") else None


def reply(sheet: Sheet, _demand: Shown) -> dict | None:
    text = sheet.words(t("Answer to the enterprise"), most=4000, height=200)
    code = st.segmented_control(
        t("Result"), list(REPLY_CODES), format_func=term, key=sheet.field("code")
    )
    is_sent = sheet.sent(t("Send to review"), icon="edit_note")
    return {"text": text, "code": code} if is_sent else None


def approve(sheet: Sheet, demand: Shown) -> dict | None:
    _draft(demand)
    return {} if sheet.sent(t("Approve and send"), icon="verified") else None


def send_back(sheet: Sheet, demand: Shown) -> dict | None:
    _draft(demand)
    text = sheet.words(t("What is missing"), most=2000)
    return {"text": text} if sheet.sent(t("Send back"), icon="keyboard_return") else None


def _draft(demand: Shown) -> None:
    """The answer that waits for review."""
    if demand.draft:
        st.caption(t("The answer, written by {name}", name=plain(demand.draft.actor)))
        st.badge(term(ClosingCode(demand.draft.said["code"])))
        st.text(demand.draft.said["text"])
