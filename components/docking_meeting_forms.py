"""What is done with one meeting of a docking day: settling and moving it, and telling how it went."""

import streamlit as st

from components.choosing import one
from components.docking_stars import stars
from components.docking_view import time_of, title_of
from components.record_window import form, send, sent
from components.texts import t, term
from db.research_vocabulary import MeetingStage, NotThis
from domain import docking_meetings
from domain.queries.docking import DayShown, Met


def move(shown: DayShown) -> None:
    """Settle a meeting where it is, let it be moved again, or move it by hand."""
    coming = [met for met in shown.meetings if met.stage is MeetingStage.PLANNED]
    met = one(t("Meeting"), coming, None, _words(shown), key="docking-move-which")
    if met is None:
        st.caption(t("A settled meeting stays whatever is planned anew."))
        return
    _settle(shown, met)
    name = f"docking-move-{met.id}"
    with form(name) as key:
        left, right = st.columns(2)
        slot = left.selectbox(
            t("Time"),
            range(shown.slots),
            index=met.slot,
            format_func=lambda slot: time_of(shown, slot),
            key=key("slot"),
        )
        table = right.selectbox(
            t("Table"),
            range(shown.tables),
            index=met.table,
            format_func=lambda table: t("Table {n}", n=table + 1),
            key=key("table"),
        )
        if sent(t("Move"), icon="swap_horiz"):
            send(
                docking_meetings.move,
                shown.id,
                form_name=name,
                done=t("Moved, and settled there."),
                meeting_id=met.id,
                slot=slot,
                table=table,
            )


def tell(shown: DayShown) -> None:
    """How a meeting went, and whether the two go on."""
    name = f"docking-tell-{shown.id}"
    with form(name) as key:
        met = one(
            t("Meeting"),
            shown.meetings,
            None,
            _words(shown),
            key=key("met"),
        )
        stage = one(t("What became of it"), list(MeetingStage), None, term, key=key("stage"))
        said = _more(key) if shown.hears_all else {}
        if not shown.hears_all:
            st.caption(t("What comes of it the two say themselves."))
        if sent(t("Save")):
            send(
                docking_meetings.tell,
                shown.id,
                form_name=name,
                done=t("Noted."),
                meeting_id=met.id if met else 0,
                stage=stage or "",
                **said,
            )


def _more(key) -> dict:
    """What the platform's people say besides: how good it was, and whether the two go on."""
    rating = stars(None, key=key("rating"))
    note = st.text_area(t("Note"), max_chars=1000, key=key("note"))
    goes_on = st.checkbox(t("They go on: make a match of it"), key=key("on"))
    reason = one(t("Reason, if it does not go on"), list(NotThis), None, term, key=key("reason"))
    st.caption(t("Stars and a note that were told before stay where none are given."))
    return {"rating": rating, "note": note, "goes_on": goes_on, "reason": reason}


def _settle(shown: DayShown, met: Met) -> None:
    """One button: settled, or free to be moved again."""
    name = f"docking-settle-{met.id}"
    with form(name):
        label = t("Let it be moved again") if met.is_confirmed else t("Settle it where it is")
        if sent(label, icon="lock_open" if met.is_confirmed else "lock"):
            send(
                docking_meetings.confirm,
                shown.id,
                form_name=name,
                done=t("Noted."),
                meeting_id=met.id,
                is_confirmed=not met.is_confirmed,
            )


def _words(shown: DayShown):
    return lambda met: (
        f"{shown.begins(met.slot):%H:%M} · {title_of(met.need)} × {title_of(met.result)}"
    )
