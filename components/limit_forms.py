"""Changing one time limit, in a window over the page."""

import streamlit as st

from components import limit_view, window
from components.session import nonce
from components.submitting import attempt, tell
from components.texts import t, term
from db.vocabulary import LimitUnit
from domain import limit_rules
from domain.queries.time_limits import LimitShown

NAME = "limit"  # in the address


def chosen(limits: tuple[LimitShown, ...], clicked: LimitShown | None) -> LimitShown | None:
    """The limit whose window is open."""
    if clicked:
        window.turn_to(NAME, clicked.id)
    asked = window.opened(NAME)
    return next((each for each in limits if str(each.id) == asked), None)


def change(limit: LimitShown) -> None:
    """A window: what it is now, what it shall be, and why."""
    window.show(NAME, f"{term(limit.timeliness)} · {term(limit.step)}", _change, limit)


def _change(limit: LimitShown) -> None:
    form = f"limit-{limit.id}"
    with st.form(f"{form}-{nonce(form)}", border=False):
        left, right = st.columns(2)
        amount = left.number_input(
            t("Amount"), value=limit.amount, min_value=0.0, step=0.5, format="%g"
        )
        units = list(LimitUnit)
        unit = right.selectbox(
            t("Unit of time"), units, index=units.index(limit.unit), format_func=term
        )
        shown = limit_view.source(limit.source)
        source = st.text_input(t("Source"), value=shown, max_chars=120)
        reason = st.text_area(t("Reason"), max_chars=200, height=80)
        st.info(
            t(
                "It holds for what is dispatched or classified from now on. Clocks that run keep the limits "
                "they were started with."
            ),
            icon=":material/lock_clock:",
        )
        if st.form_submit_button(t("Change the limit"), type="primary", icon=":material/save:"):
            is_done, _ = attempt(
                limit_rules.change,
                limit.id,
                form=form,
                amount=amount,
                unit=unit,
                source=limit.source if source == shown else source,
                reason=reason,
            )
            if is_done:
                window.close(NAME)
                tell(t("The limit is changed."))
                st.rerun()
