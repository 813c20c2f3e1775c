"""Answers that several people share: asked of the database once, however many ask at the same moment."""

from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future
from threading import Lock
from typing import Any

MOST_ANSWERS = 1000

_answers: OrderedDict[tuple, Future] = OrderedDict()
_lock = Lock()


def answer(key: tuple, ask: Callable[[], Any]) -> Any:
    """The answer under this key; of several who ask at once one asks the database, the others wait for it.

    The key holds everything that the answer depends on, also the version of what is read.
    """
    with _lock:
        waiting = _answers.get(key)
        if waiting is None:
            found = _answers[key] = Future()
            found.set_running_or_notify_cancel()  # one of those who wait may go away
            while len(_answers) > MOST_ANSWERS:
                _answers.popitem(last=False)
        else:
            _answers.move_to_end(key)
    if waiting is not None:
        return waiting.result()
    try:
        found.set_result(ask())
    except BaseException as fault:
        with _lock:
            _answers.pop(key, None)
        found.set_exception(fault)
        raise
    return found.result()


def begun(key: tuple) -> Future | None:
    """The answer under this key, which is there or is being found by somebody; none where nobody has asked."""
    with _lock:
        found = _answers.get(key)
        if found is not None:
            _answers.move_to_end(key)
        return found


def forget() -> None:
    """Let go of every answer; for tests, which change the database behind the platform's back."""
    with _lock:
        _answers.clear()
