"""What is written down of a match afterwards, in a window: a step taken back, an agreement or an outcome put right, and
that a side without an account agrees to show its name."""

from collections.abc import Callable

import streamlit as st

from components import record_window
from components.choosing import one
from components.record_window import button, form, send, sent
from components.session import nonce
from components.submitting import as_first_drawn
from components.texts import plain, t, term
from db.research_vocabulary import AgreementWay
from domain.matchmaking import agreeing, correcting, pipeline
from domain.queries.matches import MatchShown, Outcome


def buttons(shown: MatchShown) -> None:
    """What may be written down, by where the match stands."""
    stage = shown.card.stage
    if shown.may_agree_for:
        button("agree-for", t("Write down an agreement to show the name"), icon="contact_phone")
    if stage in pipeline.ORDER[1:]:
        button("step-back", t("Take the last step back"), icon="undo")
    if stage in pipeline.SIGNED:
        button("correct-agreement", t("Correct the agreement"), icon="edit")


def outcome_button(outcome: Outcome) -> None:
    """Putting right what was told of an outcome."""
    button("correct-outcome", t("Correct"), of=outcome.months, icon="edit_note")


def window(shown: MatchShown, verb: str, of: int | None) -> bool:
    """The window that the address asks for; whether it is one of these."""
    if verb == "agree-for" and shown.may_agree_for:
        record_window.show(t("Write down an agreement to show the name"), _agree_for, shown)
    elif verb == "step-back":
        record_window.show(t("Take the last step back"), _step_back, shown)
    elif verb == "correct-agreement":
        record_window.show(t("Correct the agreement"), _agreement, shown)
    elif verb == "correct-outcome" and of:
        record_window.show(t("Correct the outcome"), _outcome, shown, of)
    else:
        return False
    return True


def outcome_fields(now: Outcome | None, key: Callable[[str], str]) -> dict[str, int | None]:
    """The figures of an outcome, as they stand."""
    return {
        field: st.number_input(
            label,
            min_value=0,
            max_value=pipeline.MOST_VALUE,
            value=getattr(now, field, None),
            key=key(field),
        )
        for field, label in (
            ("revenue", t("Revenue in yuan")),
            ("jobs", t("Jobs")),
            ("patents", t("Patents")),
        )
    }


def _agree_for(shown: MatchShown) -> None:
    name = f"agree-for-{shown.card.id}"
    with form(name) as key:
        st.caption(
            t(
                "For a side without an account of its own. That it was you who wrote it down stands in the story "
                "and with who has seen the names."
            )
        )
        sides = list(shown.may_agree_for)
        side = one(t("Which side"), sides, sides[0], term, key=key("side"))
        way = one(t("How they agreed"), list(AgreementWay), None, term, key=key("way"))
        on = st.date_input(t("Agreed on"), "today", format="YYYY-MM-DD", key=key("on"))
        note = st.text_area(t("Note"), max_chars=1000, key=key("note"))
        if sent(t("Write down"), icon="check"):
            send(
                agreeing.agree_for,
                shown.card.id,
                form_name=name,
                done=t("Written down."),
                side=side or "",
                way=way or "",
                on=on,
                note=note,
            )


def _step_back(shown: MatchShown) -> None:
    name = f"step-back-{shown.card.id}"
    if shown.came_from is not None:
        st.markdown(plain(t("It goes back to: {stage}", stage=term(shown.came_from))))
    st.caption(
        t(
            "Both sides are told. The stage counts in no figure any more; names that were shown stay so."
        )
    )
    version = as_first_drawn(f"{name}-{nonce(name)}-reason", shown.card.version)
    record_window.ask_reason(
        correcting.step_back,
        shown.card.id,
        name,
        t("Take the last step back"),
        t("The step is taken back."),
        version=version,
    )


def _agreement(shown: MatchShown) -> None:
    name = f"correct-agreement-{shown.card.id}"
    with form(name) as key:
        version = as_first_drawn(key("reason"), shown.card.version)
        value = st.number_input(
            t("Value in yuan"),
            min_value=0,
            max_value=pipeline.MOST_VALUE,
            value=shown.card.value,
            step=10_000,
            key=key("value"),
        )
        on = st.date_input(t("Signed on"), shown.agreement_on, format="YYYY-MM-DD", key=key("on"))
        reason = st.text_area(t("Reason"), max_chars=400, height=80, key=key("reason"))
        st.caption(t("The story keeps the old and the new; the days of the outcomes follow."))
        if sent(t("Correct the agreement")):
            send(
                correcting.correct_agreement,
                shown.card.id,
                form_name=name,
                done=t("Corrected."),
                value=value,
                on=on,
                reason=reason,
                version=version,
            )


def _outcome(shown: MatchShown, months: int) -> None:
    name = f"correct-outcome-{shown.card.id}-{months}"
    now = next((each for each in shown.outcomes if each.months == months), None)
    with form(name) as key:
        version = as_first_drawn(key("reason"), shown.card.version)
        given = outcome_fields(now, key)
        reason = st.text_area(t("Reason"), max_chars=400, height=80, key=key("reason"))
        st.caption(t("Somebody else verifies it anew."))
        if sent(t("Correct the outcome")):
            send(
                correcting.correct_outcome,
                shown.card.id,
                form_name=name,
                done=t("Corrected."),
                months=months,
                reason=reason,
                version=version,
                **given,
            )
