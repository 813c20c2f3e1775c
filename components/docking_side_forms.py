"""What participants of a docking day say of themselves: whether they come, and who speaks for what."""

import streamlit as st

from components.docking_view import participant_of
from components.record_window import form, send, sent
from components.texts import t, term
from db.research_vocabulary import Answer
from domain import docking_answers, docking_delegations
from domain.queries.docking import Coming, DayShown


def ask(shown: DayShown) -> None:
    """A line that asks the reader's own people for the answers that are missing."""
    waiting = [each for each in spoken_for(shown) if each.is_ours and each.answer is Answer.INVITED]
    if not waiting:
        return
    st.warning(
        t("{n} invitations are not answered. Only who accepts is planned.", n=len(waiting)),
        icon=":material/how_to_reg:",
    )


def answer(shown: DayShown) -> None:
    """Accept for some of one's records, or decline and say why."""
    name = f"docking-answer-{shown.id}"
    names = {each.id: f"{participant_of(each)} · {term(each.answer)}" for each in spoken_for(shown)}
    waiting = [each.id for each in spoken_for(shown) if each.answer is Answer.INVITED]
    with form(name) as key:
        chosen = st.multiselect(
            t("Participants"),
            list(names),
            default=waiting[:50],
            format_func=names.__getitem__,
            key=key("who"),
        )
        words = {True: t("They come"), False: t("They do not come")}
        is_coming = st.radio(
            t("Do they come?"), list(words), format_func=words.get, key=key("coming")
        )
        note = st.text_input(t("Reason, if they do not"), max_chars=400, key=key("note"))
        if sent(t("Save")):
            send(
                docking_answers.answer,
                shown.id,
                form_name=name,
                done=t("Noted."),
                participant_ids=chosen,
                is_coming=bool(is_coming),
                note=note,
            )


def delegation(shown: DayShown) -> None:
    """So many people for these records: no more of them are at tables at a time."""
    name = f"docking-delegation-{shown.id}"
    names = {each.id: _said(each) for each in spoken_for(shown)}
    with form(name) as key:
        st.caption(
            t("What one person speaks for is never at two tables at a time. Say how many come.")
        )
        chosen = st.multiselect(
            t("Participants"), list(names), format_func=names.__getitem__, key=key("who")
        )
        people = st.number_input(
            t("People at tables"), 1, docking_delegations.MOST_PEOPLE, value=1, key=key("people")
        )
        if sent(t("Save")):
            send(
                docking_delegations.gather,
                shown.id,
                form_name=name,
                done=t("Noted. Plan the day again to heed it."),
                participant_ids=chosen,
                people=people,
            )


def spoken_for(shown: DayShown) -> tuple[Coming, ...]:
    """Those whose word this reader may give: the platform's people of whom they may know, everybody else their own."""
    everybody = (*shown.needs, *shown.results)
    return tuple(each for each in everybody if each.is_ours or (shown.hears_all and each.owner))


def _said(each: Coming) -> str:
    people = t("People: {n}", n=each.people) if each.people else ""
    return " · ".join(filter(None, (participant_of(each), people)))
