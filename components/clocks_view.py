"""The clocks of a demand: for each unit that had it what was due, what is done, and how much of the time is used."""

from datetime import datetime

import streamlit as st

from components.due import due_words
from components.naming import named
from components.texts import plain, t, term
from db.vocabulary import LimitStep
from domain import clock
from domain.clock import LOCAL
from domain.office_calendar import PUBLISHED
from domain.queries.demand import LegShown
from domain.working_time import OFFICE, working_minutes_between


def show(legs: tuple[LegShown, ...]) -> None:
    """The newest leg first and open, the older ones folded away."""
    if not legs:
        st.caption(t("No unit has it yet."))
        return
    newest, *older = legs
    with st.container(border=True):
        _leg(newest)
    if older:
        with st.expander(t("Units before"), icon=":material/history:"):
            for leg in older:
                _leg(leg)


def moment(at: datetime) -> str:
    return f"{at.astimezone(LOCAL):%Y-%m-%d %H:%M}"


def _leg(leg: LegShown) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"**{plain(named(leg.unit.name, leg.unit.name_en))}**", width="content")
        st.badge(term(leg.timeliness), color="gray")
        if leg.outcome:
            st.badge(term(leg.outcome), color="gray")
        if leg.paused_at:
            st.badge(t("Clock paused"), icon=":material/pause:", color="blue")
    st.caption(t("Dispatched {at}", at=moment(leg.started_at)))
    _bar(leg)
    for step, due_at, done_at in _limits(leg):
        _limit(leg, step, due_at, done_at)
    if leg.is_provisional:
        st.caption(
            t("Provisional: the office calendar of that year has not been published yet."),
        )


def _limits(leg: LegShown) -> list[tuple[LimitStep, datetime | None, datetime | None]]:
    return [
        (LimitStep.SIGN, leg.sign_due_at, leg.signed_at),
        (LimitStep.FIRST_CONTACT, leg.contact_due_at, leg.contacted_at),
        (LimitStep.INTERIM_ANSWER, leg.interim_due_at, None),
        (LimitStep.CLOSE, leg.due_at, leg.ended_at),
    ]


def _limit(
    leg: LegShown, step: LimitStep, due_at: datetime | None, done_at: datetime | None
) -> None:
    if due_at is None or (done_at is None and leg.ended_at):
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.text(term(step), width=120)
        if done_at is None:
            text, tone = due_words(due_at, clock.now())
            st.badge(text, color=tone)
        elif done_at <= due_at:
            st.badge(t("In time"), icon=":material/check:", color="green")
        else:
            st.badge(t("Late"), icon=":material/warning:", color="red")
        st.caption(moment(done_at or due_at), width="content")


def _bar(leg: LegShown) -> None:
    """How much of the working time until the close is used; waiting for the enterprise does not count."""
    until = leg.ended_at or leg.paused_at or clock.now()
    whole = _minutes(leg.started_at, leg.due_at) - leg.paused_minutes
    paused = leg.paused_minutes if not leg.paused_at else 0
    used = max(_minutes(leg.started_at, until) - paused, 0)
    share = min(used / whole, 1.0) if whole > 0 else 1.0
    st.progress(share, text=t("{percent} % of the time used", percent=round(share * 100)))


def _minutes(start: datetime, end: datetime) -> int:
    return working_minutes_between(start, end, calendar=PUBLISHED, hours=OFFICE)
