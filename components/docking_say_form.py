"""How a meeting went, said by one of its two sides: whether it goes on, why not, and what is next."""

import streamlit as st

from components.choosing import one
from components.docking_stars import stars
from components.docking_view import title_of
from components.record_window import form, send, sent
from components.texts import plain, t, term
from db.research_vocabulary import MeetingOutcome, NotThis
from domain import docking_feedback
from domain.queries.docking import DayShown
from domain.queries.docking_met import Met


def show(shown: DayShown, met: Met) -> None:
    """What was said before stands in it; the last word counts."""
    said = met.said[0] if met.said else None
    name = f"docking-say-{met.id}"
    st.markdown(plain(f"{title_of(met.need)} × {title_of(met.result)}"))
    with form(name) as key:
        outcomes = list(MeetingOutcome)
        outcome = one(t("How it went"), outcomes, said and said.outcome, term, key=key("outcome"))
        reason = one(
            t("Reason, if it does not go on"),
            list(NotThis),
            said and said.reason,
            term,
            key=key("reason"),
        )
        rating = stars(said and said.rating, key=key("rating"))
        note = st.text_area(t("Note"), said.note if said else "", max_chars=1000, key=key("note"))
        left, right = st.columns([3, 2])
        action = left.text_input(
            t("Next action"), said.next_action if said else "", max_chars=200, key=key("next")
        )
        on = right.date_input(
            t("On"), said.next_on if said else None, format="YYYY-MM-DD", key=key("on")
        )
        st.caption(t("What you say here is read by the platform's people, not by the other side."))
        if sent(t("Save")):
            send(
                docking_feedback.say,
                shown.id,
                form_name=name,
                done=t("Noted. When both sides go on, the match is made."),
                meeting_id=met.id,
                outcome=outcome or "",
                reason=reason,
                rating=rating,
                note=note,
                next_action=action,
                next_on=on,
            )
