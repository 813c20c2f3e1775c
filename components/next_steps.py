"""What this person can do with a demand now: one choice of step, and its form."""

import streamlit as st

from components import step_forms, survey_form
from components.reading import read
from components.session import current_user
from components.story import sentence
from components.submitting import remember, remembered, submit
from components.texts import t, term
from domain import steps, topics
from domain.queries import following
from domain.queries.demand import Shown
from domain.workflow import Step

ORDER = (
    Step.ACCEPT,
    Step.DISPATCH,
    Step.RULE,
    Step.SIGN,
    Step.APPROVE,
    Step.SUPPLEMENT,
    Step.EVALUATE,
    Step.REPLY,
    Step.CONTACT,
    Step.VISIT,
    Step.ASK,
    Step.NOTE,
    Step.SEND_BACK,
    Step.CLOSE,
    Step.REDO,
    Step.HAND_OVER,
    Step.CLASSIFY,
    Step.MERGE,
    Step.ASK_RETURN,
    Step.DECLINE,
    Step.WITHDRAW,
)


def show(demand: Shown) -> None:
    """The steps open to the reader; a form whose step somebody else has made impossible stays, with a word why."""
    at = (demand.stage, demand.round)
    begun = remembered(f"begun-{demand.id}")
    if begun and begun[0] != at and begun[1] not in demand.steps:
        _moved_on(demand, begun[1])
        return
    open_steps = [step for step in ORDER if step in demand.steps]
    if not open_steps:
        st.info(t("Nothing waits for you here."), icon=":material/done_all:")
        return
    step = _chosen(demand, open_steps)
    if step is not None:
        remember(f"begun-{demand.id}", (at, step))
        _take(demand, step)


def _chosen(demand: Shown, open_steps: list[Step]) -> Step | None:
    """The step chosen by hand, else the one the address asks for, else the first."""
    asked = st.query_params.get("step")
    first = next((step for step in open_steps if step.value == asked), open_steps[0])
    if len(open_steps) == 1:
        st.markdown(f"**{term(first)}**")
        return first
    return st.pills(
        t("What is to be done"),
        open_steps,
        default=first,
        format_func=term,
        key=f"step-of-{demand.id}-{demand.stage.value}-{demand.round}",
    )


def _take(demand: Shown, step: Step) -> None:
    if step is Step.EVALUATE:
        person = current_user()
        mine = read(following.demand, person, demand.id, topics=topics.of_reader(person))
        survey_form.show(mine.survey, person)
        return
    filled_in = step_forms.show(step, demand)
    if filled_in is not None:
        begun = remembered(f"begun-{demand.id}")
        remember(f"begun-{demand.id}", None)
        submit(
            steps.COMMANDS[step],
            demand.id,
            done=t("Done: {step}.", step=term(step)),
            form=step_forms.name(step, demand),
            **filled_in,
        )
        remember(f"begun-{demand.id}", begun)  # reached when it was refused


def _moved_on(demand: Shown, step: Step) -> None:
    """Somebody else was faster: what was typed stays to be copied, and cannot be sent."""
    latest = demand.story[0]
    unit = latest.unit.name if latest.unit else ""
    told = sentence(latest.action, latest.said, actor=latest.actor, unit=unit)
    st.warning(
        t("The demand has moved on meanwhile. What you typed stays here until you go on."),
        icon=":material/update:",
    )
    st.text(told)
    if st.button(t("Go on"), key=f"go-on-{demand.id}", type="primary"):
        remember(f"begun-{demand.id}", None)
        st.rerun()
    step_forms.show(step, demand, is_open=False)
