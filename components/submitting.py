"""From a filled-in form to a command, and from its outcome back to the person; what a page keeps in mind for them."""

from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable
from hashlib import sha256
from operator import attrgetter
from threading import Lock
from typing import Any, Protocol, TypeVar

import streamlit as st

from components import session
from components.texts import told
from domain.command import Command, perform
from domain.errors import AlreadyDone, Refused
from domain.permissions import Person

MOST_RESULTS = 2000


class HasVersion(Protocol):
    version: int


Versioned = TypeVar("Versioned", bound=HasVersion)

_results: OrderedDict[str, Any] = OrderedDict()  # by nonce: what a form sent twice is answered
_results_lock = Lock()


def submit(
    command: Command,
    subject_id: int | None = None,
    *,
    done: str,
    form: str,
    actor: Person | None = None,
    **inputs,
) -> None:
    """Perform the command; if it is refused say why, else draw the page anew with the news `done`.

    `form` names the form that was sent, the same name that its `session.nonce` was asked with.
    """
    is_done, _ = attempt(command, subject_id, form=form, actor=actor, **inputs)
    if is_done:
        tell(done)
        st.rerun()


def asked_twice(
    label: str, means: str, sure: str, command: Command, subject_id: int, *, form: str, **said
) -> None:
    """A button that tells first what pressing it means, and has it confirmed: then as `submit`."""
    with st.popover(label, icon=":material/cancel:", key=form):
        st.text(means)
        if st.button(sure, icon=":material/cancel:", key=f"{form}-sure"):
            submit(command, subject_id, form=form, **said)


def attempt(
    command: Command,
    subject_id: int | None = None,
    *,
    form: str,
    actor: Person | None = None,
    **inputs,
) -> tuple[bool, Any]:
    """Perform the command and go on: (whether it is done, what it returned). A refusal is shown where the form stands.

    A form that was sent twice acted once, and is answered twice.
    """
    who = actor or session.visitor()
    number = session.nonce(form)
    try:
        result = perform(
            who if who.id is None else who.id, command, subject_id, nonce=number, **inputs
        )
    except AlreadyDone:
        result = _result_of(number)
    except Refused as refusal:
        st.error(told(refusal), icon=":material/error:")
        return False, None
    else:
        _keep(number, result)
    session.renew_nonce(form)
    return True, result


def attempt_each(
    command: Command, subject_ids: Iterable[int], *, form: str, **inputs
) -> tuple[int, Counter[str]]:
    """Perform the command on each subject by itself, with a bar that tells how far it is.

    Returns (how many are done, how often each refusal was met). One refusal does not hold up the others; sent twice,
    each of them acts once.
    """
    who, ids = session.visitor().id, list(subject_ids)
    number, refused, done = session.nonce(form), Counter(), 0
    bar = st.progress(0.0)
    for at, subject_id in enumerate(ids, start=1):
        own = sha256(f"{number}-{subject_id}".encode()).hexdigest()[:32]
        try:
            perform(who, command, subject_id, nonce=own, **inputs)
            done += 1
        except AlreadyDone:
            done += 1
        except Refused as refusal:
            refused[told(refusal)] += 1
        bar.progress(at / len(ids))
    bar.empty()
    return done, refused


def tell(news: str) -> None:
    """One line of news, shown at the top of the next run."""
    st.session_state.setdefault("news", []).append(news)


def was_sent(form: str) -> bool:
    """Whether the form was carried out and its answer lost half-way, by a second click on its button."""
    return session.nonce(form) in _results


def show_news() -> None:
    news = st.session_state.get("news", [])
    while news:
        st.toast(news[0], icon=":material/check_circle:")
        del news[0]  # only now: a click may end this run before the line is shown


def remembered(key: str, default: Any = None) -> Any:
    """What the page was told to remember under this name, as long as it is open."""
    return st.session_state.get(f"remembered-{key}", default)


def is_drawn(field: str) -> bool:
    """Whether a field, by its key, stood on the page in the run before."""
    return field in st.session_state


def as_first_drawn(field: str, value: Any) -> Any:
    """The value as it was when the field, by its key, came onto the page: a form sent later tells what it had shown."""
    if not is_drawn(field):
        remember(f"first-{field}", value)
    return remembered(f"first-{field}", value)


def as_opened(
    name: str,
    shown: Versioned,
    words: str,
    label: str,
    *,
    of: Callable[[Versioned], Any] = attrgetter("version"),
) -> Versioned:
    """What a form shows, by its name, as it was when its writer began, or its reader: the fields keep what was typed,
    and what is approved is what was read, whatever others do meanwhile. The words say that they have, and the label
    how to go on. `of`: what of it has to be as it was."""
    kept = f"{name}-{session.nonce(name)}"
    if remembered(kept) is None:
        remember(kept, shown)
    opened = remembered(kept)
    if of(opened) != of(shown):
        st.warning(words, icon=":material/group:")
        if st.button(label, key=f"{name}-anew"):
            session.renew_nonce(name)
            st.rerun()
    return opened


def shown(field: str, default: Any = None) -> Any:
    """What a field shows, by its key: as it was drawn, or as the person has just changed it."""
    return st.session_state.get(field, default)


def remember(key: str, value: Any) -> None:
    st.session_state[f"remembered-{key}"] = value


def _keep(number: str, result: Any) -> None:
    with _results_lock:
        _results[number] = result
        while len(_results) > MOST_RESULTS:
            _results.popitem(last=False)


def _result_of(number: str) -> Any:
    with _results_lock:
        return _results.get(number)
