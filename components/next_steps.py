"""What this person can do with a demand now: one choice of step, and its form.

Others work on the same demand. A form that somebody has begun keeps its place and its words while the page is drawn
anew; when its step is no longer possible it stays as well, with a word why, until another step is chosen.
"""

import streamlit as st

from components import demand_view, step_forms, survey_form
from components.reading import read
from components.session import current_user, nonce, renew_nonce
from components.submitting import attempt, remember, remembered, tell, was_sent
from components.texts import plain, sentences, t, term
from db.vocabulary import LimitStep
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
# Never open unasked.
SELDOM = (Step.NOTE, Step.HAND_OVER, Step.CLASSIFY, Step.MERGE, Step.DECLINE, Step.WITHDRAW)
NOTHING_TYPED = (Step.SIGN, Step.APPROVE, Step.EVALUATE)  # nothing is lost with these


def show(demand: Shown) -> None:
    """The steps open to the reader, and the form of the one chosen."""
    open_steps = [step for step in _order(demand) if step in demand.steps]
    begun = remembered(_begun(demand))
    if begun and was_sent(step_forms.name(begun, demand)):
        _done(demand, begun)
    left_over = [begun] if begun and begun not in open_steps + list(NOTHING_TYPED) else []
    if not left_over and begun not in open_steps:
        _choose_anew(demand, open_steps)
    above = st.container()  # always there, so that the form below keeps its place
    if demand.needs_second:
        above.info(
            t("You wrote this answer: somebody else of your unit must approve it."),
            icon=":material/group:",
        )
    if not open_steps + left_over:
        st.info(t("Nothing waits for you here."), icon=":material/done_all:")
        return
    step = _chosen(demand, open_steps + left_over)
    remember(_begun(demand), step)
    if step is None:
        return
    if step in left_over:
        with above:
            _moved_on(demand)
    _take(demand, step, is_open=step not in left_over)


def _begun(demand: Shown) -> str:
    return f"begun-{demand.id}"


def _chooser(demand: Shown) -> str:
    return f"step-of-{demand.id}"


def _choose_anew(demand: Shown, open_steps: list[Step]) -> None:
    """Nobody has begun anything: when other steps are open than before, the usual one is offered."""
    if remembered(f"offered-{demand.id}") != open_steps:
        remember(f"offered-{demand.id}", open_steps)
        renew_nonce(_chooser(demand))


def _order(demand: Shown) -> list[Step]:
    """What usually comes next comes first: the enterprise is called before it is answered."""
    waits = [each.step for leg in demand.legs[:1] for each in leg.stations if not each.done_at]
    first = [Step.CONTACT] if LimitStep.FIRST_CONTACT in waits else []
    return first + [step for step in ORDER if step not in first]


def _chosen(demand: Shown, choices: list[Step]) -> Step | None:
    """The step chosen by hand, else the one the address asks for, else the first that is often wanted."""
    asked = st.query_params.get("step")
    often = [step for step in choices if step not in SELDOM]
    first = next((step for step in choices if step.value == asked), next(iter(often), None))
    return st.pills(
        t("What is to be done"),
        choices,
        default=first,
        format_func=term,
        required=first is not None,
        wrap=True,
        key=f"{_chooser(demand)}-{nonce(_chooser(demand))}",
    )


def _take(demand: Shown, step: Step, *, is_open: bool) -> None:
    if step is Step.EVALUATE:
        person = current_user()
        mine = read(following.demand, person, demand.id, topics=(topics.DEMANDS,))
        _answer(mine.answer)
        survey_form.show(mine.survey, person)
        return
    filled_in, above = step_forms.show(step, demand, is_open=is_open)
    if filled_in is None:
        return
    with above:
        is_done, _ = attempt(
            steps.COMMANDS[step], demand.id, form=step_forms.name(step, demand), **filled_in
        )
    if is_done:
        _done(demand, step)


def _done(demand: Shown, step: Step) -> None:
    """Its news, and the page drawn anew; also after a second click has cut the first one's answer short."""
    remember(_begun(demand), None)
    renew_nonce(step_forms.name(step, demand))
    renew_nonce(_chooser(demand))
    tell(step_forms.done(step))
    st.rerun()


def _moved_on(demand: Shown) -> None:
    """Somebody else was faster: what was typed stays to be copied, and cannot be sent."""
    latest = demand_view.told(demand.story[0]) if demand.story else ""
    kept = t("Your words stay here until you choose another step.")
    st.warning(sentences(plain(latest), kept), icon=":material/update:")


def _answer(answer: following.Told | None) -> None:
    """What is to be judged."""
    if answer is None:
        return
    with st.container(border=True):
        st.markdown(f"**{t('The answer')}**")
        if answer.code:
            st.badge(term(answer.code), color="green")
        st.text(answer.text)
