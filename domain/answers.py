"""Answers that several people share: asked of the database once, however many ask at the same moment.

An answer has a name, what is asked, and a state, what it depends on: the version of what is read, the day. Of one name
the last few states are held: who still draws a page from the one before needs it no longer in a moment, and a figure
that moves all day must not fill the memory with what it was.
"""

from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future
from threading import Lock
from typing import Any

MOST_NAMES = 1000
MOST_STATES = 2

_answers: OrderedDict[tuple, OrderedDict[Any, Future]] = OrderedDict()
_lock = Lock()


def answer(name: tuple, state: Any, ask: Callable[[], Any]) -> Any:
    """The answer of this name in this state; of several who ask at once one asks the database, the others wait for it.
    Name and state together hold everything that it depends on.
    """
    with _lock:
        waiting = _held(name, state)
        if waiting is None:
            found = Future()
            found.set_running_or_notify_cancel()  # one of those who wait may go away
            _hold(name, state, found)
    if waiting is not None:
        return waiting.result()
    try:
        found.set_result(ask())
    except BaseException as fault:
        with _lock:
            _answers.get(name, {}).pop(state, None)
        found.set_exception(fault)
        raise
    return found.result()


def begun(name: tuple, state: Any) -> Future | None:
    """The answer, which is there or is being found by somebody; none where nobody has asked."""
    with _lock:
        return _held(name, state)


def held() -> set[tuple[tuple, Any]]:
    """Names and states of all that is held; for tests."""
    with _lock:
        return {(name, state) for name, states in _answers.items() for state in states}


def forget() -> None:
    """Let go of every answer; for tests, which change the database behind the platform's back."""
    with _lock:
        _answers.clear()


def _held(name: tuple, state: Any) -> Future | None:
    states = _answers.get(name)
    found = states.get(state) if states else None
    if found is not None:
        _answers.move_to_end(name)
        states.move_to_end(state)
    return found


def _hold(name: tuple, state: Any, found: Future) -> None:
    states = _answers.setdefault(name, OrderedDict())
    states[state] = found
    _answers.move_to_end(name)
    while len(states) > MOST_STATES:
        states.popitem(last=False)
    while len(_answers) > MOST_NAMES:
        _answers.popitem(last=False)
