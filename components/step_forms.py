"""One form per step of a demand; each returns what was filled in when it was sent, or nothing."""

from collections.abc import Callable

from streamlit.delta_generator import DeltaGenerator

from components import satisfaction_forms, sorting_forms, unit_forms
from components.sheet import sheet
from components.texts import t, term
from domain.queries.demand import Shown
from domain.workflow import Step

FORMS: dict[Step, Callable] = {
    Step.ACCEPT: sorting_forms.accept,
    Step.DECLINE: sorting_forms.decline,
    Step.MERGE: sorting_forms.merge,
    Step.CLASSIFY: sorting_forms.classify,
    Step.DISPATCH: sorting_forms.dispatch,
    Step.RULE: sorting_forms.rule,
    Step.WITHDRAW: sorting_forms.withdraw,
    Step.SIGN: unit_forms.sign,
    Step.ASK_RETURN: unit_forms.ask_return,
    Step.HAND_OVER: unit_forms.hand_over,
    Step.CONTACT: unit_forms.contact,
    Step.NOTE: unit_forms.note,
    Step.ASK: unit_forms.ask,
    Step.SUPPLEMENT: unit_forms.supplement,
    Step.REPLY: unit_forms.reply,
    Step.APPROVE: unit_forms.approve,
    Step.SEND_BACK: unit_forms.send_back,
    Step.VISIT: satisfaction_forms.visit,
    Step.REDO: satisfaction_forms.redo,
    Step.CLOSE: satisfaction_forms.close,
}


def name(step: Step, demand: Shown) -> str:
    """The form's name: the same for its nonce and for its sending."""
    return f"step-{step.value}-{demand.id}"


def show(step: Step, demand: Shown, *, is_open: bool = True) -> tuple[dict | None, DeltaGenerator]:
    """Draw the form; what was filled in when it was sent, and the place for what is to be said about it."""
    with sheet(name(step, demand), is_open=is_open) as drawn:
        filled_in = FORMS[step](drawn, demand)
    return filled_in, drawn.above


def done(step: Step) -> str:
    """The news after the step."""
    match step:
        case Step.ACCEPT:
            return t("Accepted: the demand waits to be dispatched.")
        case Step.DISPATCH:
            return t("Dispatched: the clock of the unit runs.")
        case Step.SIGN:
            return t("Signed: you handle this demand now.")
        case Step.ASK:
            return t("The enterprise is asked; the clock is paused.")
        case Step.REPLY:
            return t("The answer waits for a second person to approve it.")
        case Step.APPROVE:
            return t("The enterprise has the answer and is asked whether it helped.")
        case Step.REDO:
            return t("The demand waits to be dispatched again.")
    return t("Done: {step}.", step=term(step))
