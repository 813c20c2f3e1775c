"""One form per step of a demand; each returns what was filled in, or nothing."""

from collections.abc import Callable

from components import satisfaction_forms, sorting_forms, unit_forms
from components.sheet import sheet
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


def show(step: Step, demand: Shown, *, is_open: bool = True) -> dict | None:
    """Draw the form; return what was filled in when it was sent."""
    with sheet(name(step, demand), is_open=is_open) as drawn:
        return FORMS[step](drawn, demand)
