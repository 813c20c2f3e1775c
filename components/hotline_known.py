"""What is known while a call is taken: possible duplicates, and what the caller asked before."""

import streamlit as st

from components import session
from components.hotline_call import Call
from components.moments import day
from components.reading import read
from components.submitting import attempt, remember, remembered
from components.texts import plain, t, term
from db.vocabulary import Stage
from domain import topics, work_orders
from domain.clock import LOCAL
from domain.permissions import Person
from domain.queries import duplicates
from domain.queries.duplicates import Possible


def show(person: Person, call: Call) -> None:
    """The right side of the screen; it fills while one types."""
    seen = (topics.DEMANDS,)
    own = read(duplicates.of_caller, person, call.enterprise_id, call.phone, call.body, topics=seen)
    others = read(
        duplicates.city_wide, person, call.body, call.enterprise_id, call.phone, topics=seen
    )
    alike = [each for each in own if (each.score or 0) >= duplicates.ALIKE] + others
    earlier = [each for each in own if each not in alike]
    st.subheader(t("Possibly the same"), anchor=False)
    if not alike:
        st.caption(t("While you type, demands of the last 30 days in similar words appear here."))
    for possible in alike:
        _card(call, possible)
    st.subheader(t("Earlier demands of the caller"), anchor=False)
    if not earlier:
        st.caption(t("None besides those above.") if alike else t("None known so far."))
    for possible in earlier:
        _card(call, possible)


def link(number: str) -> str:
    """Where a demand stands; opened beside the call, which stays as it is."""
    return f"/demand?number={number}"


def noted() -> str | None:
    """The number of the demand on which this call was noted instead of making another."""
    return remembered("hotline-noted")


def forget_noted() -> None:
    remember("hotline-noted", None)


def _card(call: Call, possible: Possible) -> None:
    with st.container(border=True, gap="xsmall", key=f"hotline-known-{possible.id}"):
        st.markdown(f"[{plain(possible.title)}]({link(possible.number)})")
        with st.container(horizontal=True, gap="xsmall"):
            st.badge(term(possible.stage), color=_colour(possible.stage))
            if possible.of_caller:
                st.badge(t("Same caller"), color="violet")
            if possible.score is not None and possible.score >= duplicates.ALIKE:
                st.badge(t("{n} % alike", n=round(possible.score * 100)), color="orange")
        on = day(possible.submitted_at.astimezone(LOCAL).date())
        st.caption(f"{possible.number} · {plain(possible.enterprise)} · {on}")
        if possible.of_caller and possible.is_open and call.body.strip():
            _offer_to_note(call, possible)


def _offer_to_note(call: Call, possible: Possible) -> None:
    """Instead of a second demand: a note on the first that the enterprise called again."""
    form = f"hotline-note-{possible.id}"
    asked = st.button(
        t("Add the call to this one instead"),
        key=form,
        icon=":material/add_notes:",
        type="tertiary",
    )
    if not asked:
        return
    who = " ".join(filter(None, (call.contact_name, call.phone)))
    text = t("The enterprise called again ({who}): {story}", who=who, story=call.body)
    is_done, _ = attempt(work_orders.note, possible.id, form=form, text=text)
    if is_done:
        remember("hotline-noted", possible.number)
        session.redraw()


def _colour(stage: Stage) -> str:
    match stage:
        case Stage.CLOSED | Stage.DECLINED | Stage.MERGED:
            return "gray"
        case Stage.ANSWERED | Stage.SURVEYED:
            return "green"
    return "blue"
