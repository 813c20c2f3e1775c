"""The six steps of the closed loop, as a list that fits a telephone."""

import streamlit as st

from components.reading import read
from components.session import visitor
from components.texts import sentences, t, term
from db.vocabulary import LimitStep, LimitUnit, LoopStep
from domain import topics
from domain.clocks import SURVEY_DAYS
from domain.queries import following
from domain.working_time import Limit

DONE, NOW, LATER = "check_circle", "radio_button_checked", "circle"


def show(at: LoopStep, *, is_over: bool = False) -> None:
    """Where a demand stands; with `is_over` nothing is to come any more."""
    order = list(LoopStep)
    promised = dict(read(following.promises, visitor(), topics=(topics.RULES,)))
    for step in order:
        mark = _mark(order.index(step) - order.index(at), is_over)
        with st.container(horizontal=True, gap="small", wrap=False):
            st.markdown(mark, width="content")
            with st.container(gap=None):
                st.markdown(f"**{term(step)}**" if step is at else term(step))
                st.caption(_happens(step, promised))


def _mark(distance: int, is_over: bool) -> str:
    if distance < 0 or (is_over and distance == 0):
        return f":green[:material/{DONE}:]"
    if distance == 0:
        return f":blue[:material/{NOW}:]"
    return f":gray[:material/{LATER}:]"


def _happens(step: LoopStep, promised: dict[LimitStep, Limit]) -> str:
    match step:
        case LoopStep.QUESTIONING:
            return t("Your demand has a number and waits at the desk.")
        case LoopStep.SORTING:
            return t("The desk reads it, says what kind of demand it is and accepts it.")
        case LoopStep.ASSIGNING:
            return sentences(
                t("The responsible unit gets it and signs for it."),
                _within(promised.get(LimitStep.SIGN)),
            )
        case LoopStep.TRACKING:
            return sentences(
                t("The unit calls you and works on it."),
                _within(promised.get(LimitStep.FIRST_CONTACT)),
            )
        case LoopStep.REPLY:
            return sentences(
                t("A second person checks the answer, then you get it."),
                _within(promised.get(LimitStep.CLOSE)),
            )
    return t(
        "You say whether it helped; if it did not, it is done again. Open for {days} days.",
        days=SURVEY_DAYS.days,
    )


def _within(limit: Limit | None) -> str:
    """How soon, for an ordinary demand, counted from the dispatch."""
    if limit is None:
        return ""
    n = int(limit.amount) if limit.amount == int(limit.amount) else limit.amount
    match limit.unit:
        case LimitUnit.WORKING_DAY if n == 0.5:
            return t("Usually within half a working day.")
        case LimitUnit.WORKING_DAY:
            return t("Usually within {n} working days.", n=n)
        case LimitUnit.OFFICE_HOUR:
            return t("Usually within {n} office hours.", n=n)
    return t("Usually within {n} minutes.", n=n)
