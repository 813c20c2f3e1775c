"""Forms of the satisfaction inquiry: return visit, redo, close."""

import streamlit as st

from components.sheet import Sheet
from components.texts import t, term
from db.vocabulary import ClosingCode, Satisfaction, Solved
from domain.queries.demand import Shown
from domain.replies import REPLY_CODES
from domain.return_visits import VisitResult


def visit(sheet: Sheet, _demand: Shown) -> dict | None:
    text = sheet.words(t("What was said"), most=2000)
    left, right = st.columns(2)
    with left:
        solved = st.segmented_control(
            t("Solved"), list(Solved), format_func=term, key=sheet.field("solved")
        )
    with right:
        satisfaction = st.selectbox(
            t("Satisfaction"),
            list(Satisfaction),
            index=None,
            format_func=term,
            key=sheet.field("satisfaction"),
            placeholder=t("Please choose"),
        )
    result = st.segmented_control(
        t("What follows"), list(VisitResult), format_func=term, key=sheet.field("result")
    )
    said = {"text": text, "solved": solved, "satisfaction": satisfaction, "result": result}
    return said if sheet.sent(t("Note the visit"), icon="phone_in_talk") else None


def redo(sheet: Sheet, _demand: Shown) -> dict | None:
    st.caption(t("The demand goes back to be dispatched, one level up and with a new limit."))
    text = sheet.words(t("Reason"), most=2000)
    return {"text": text} if sheet.sent(t("Have it done again"), icon="replay") else None


def close(sheet: Sheet, demand: Shown) -> dict | None:
    codes = list(REPLY_CODES)
    code: ClosingCode | None = st.selectbox(
        t("Result"),
        codes,
        index=codes.index(demand.closing_code) if demand.closing_code in codes else None,
        format_func=term,
        key=sheet.field("code"),
    )
    return (
        {"code": code}
        if sheet.sent(t("Close the demand"), icon="task_alt", is_final=True)
        else None
    )
