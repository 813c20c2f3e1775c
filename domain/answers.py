"""Answers that several people share: asked of the database once, however many ask at the same moment.

An answer has a name, what is asked, and a state, what it depends on: the version of what is read, the day. Of one name
the last few states are held: who still draws a page from the one before needs it no longer in a moment, and a figure
that moves all day must not fill the memory with what it was.

On a busy machine somebody may still ask for a state that has long been followed by others. They are told the newest:
asking again for them would cost as much, find the same, and push out what everybody else needs.
"""

from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from threading import Lock
from time import monotonic
from typing import Any

MOST_NAMES = 1000
MOST_STATES = 2
LATE = 60.0  # seconds for which who is late is told a newer state

State = tuple  # version and moment, each of which only grows


@dataclass(frozen=True)
class _Held:
    """An answer that is there or is being found, and since when."""

    found: Future = field(default_factory=Future)
    since: float = field(default_factory=monotonic)


_answers: OrderedDict[tuple, OrderedDict[State, _Held]] = OrderedDict()
_lock = Lock()


def answer(name: tuple, state: State, ask: Callable[[], Any], *, exact: bool = False) -> Any:
    """The answer of this name in this state, or in one that has followed it; of several who ask at once one asks the
    database, the others wait for it. Name and state together hold everything that it depends on.

    `exact`: of this state and no other, for whoever puts it beside what else they saw in the same look at the data.
    """
    with _lock:
        waiting = _held(name, state, exact)
        if waiting is None:
            found = Future()
            found.set_running_or_notify_cancel()  # one of those who wait may go away
            _hold(name, state, _Held(found))
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


def begun(name: tuple, state: State) -> Future | None:
    """The answer, which is there or is being found by somebody; none where nobody has asked."""
    with _lock:
        return _held(name, state, exact=False)


def held() -> set[tuple[tuple, State]]:
    """Names and states of all that is held; for tests."""
    with _lock:
        return {(name, state) for name, states in _answers.items() for state in states}


def forget() -> None:
    """Let go of every answer: when an index became whole, and in tests, which change the database unseen."""
    with _lock:
        _answers.clear()


def _held(name: tuple, state: State, exact: bool) -> Future | None:
    states = _answers.get(name)
    if not states:
        return None
    good = state if state in states else None if exact else _newer(states, state)
    if good is None:
        return None
    _answers.move_to_end(name)
    states.move_to_end(good)
    return states[good].found


def _newer(states: OrderedDict[State, _Held], state: State) -> State | None:
    """The newest that has followed this one lately."""
    begin = monotonic() - LATE
    followed = (
        each
        for each, held in states.items()
        if held.since > begin and all(a >= b for a, b in zip(each, state, strict=True))
    )
    return max(followed, default=None)


def _hold(name: tuple, state: State, made: _Held) -> None:
    states = _answers.setdefault(name, OrderedDict())
    states[state] = made
    _answers.move_to_end(name)
    while len(states) > MOST_STATES:
        states.popitem(last=False)
    while len(_answers) > MOST_NAMES:
        _answers.popitem(last=False)
