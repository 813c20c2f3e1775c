"""Reading through the cache: asked of the database once per change of what is read, for all who may see the same.

A query is a function `query(session, person, *args)` that returns frozen dataclasses. What it declares about itself:

    query.by_scope = True    the answer depends on where the person stands (organisation, area, roles), not on who they
                             are: it is shared by all who stand there, and the query gets the person with 0 for an id
    query.by_minute = True   the answer tells what is late: it is asked again every minute
"""

import dataclasses
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future
from threading import Lock
from typing import Any

from components import session
from db.engine import snapshot
from db.settings import settings
from domain import clock
from domain.permissions import Person
from domain.topics import of_reader

MOST_ANSWERS = 1000

_answers: OrderedDict[tuple, Future] = OrderedDict()
_lock = Lock()


def read(query: Callable, person: Person, *args: Any, topics: tuple[str, ...] | None = None) -> Any:
    """What the query finds for this person now. `args` are hashable; the answer is shared: never change it.

    `topics` are those whose changes the answer depends on; by default the demands that this person may see.
    """
    if getattr(query, "by_scope", False):
        nobody = None if person.id is None else 0  # signed in, but not said who
        person = dataclasses.replace(person, id=nobody, name="", language=None)
    now = clock.now()
    moment = now.strftime("%Y-%m-%d %H:%M" if getattr(query, "by_minute", False) else "%Y-%m-%d")
    seen = session.version(of_reader(person) if topics is None else topics)
    name = f"{query.__module__}.{query.__qualname__}"
    return _answer((settings().database_url, name, person, args, topics, seen, moment), query)


def forget() -> None:
    """Let go of every answer; for tests, which change the database behind the platform's back."""
    with _lock:
        _answers.clear()


def _answer(key: tuple, query: Callable) -> Any:
    """The answer under this key; of several who ask at once one asks the database, the others wait for it."""
    with _lock:
        waiting = _answers.get(key)
        if waiting is None:
            answer = _answers[key] = Future()
            while len(_answers) > MOST_ANSWERS:
                _answers.popitem(last=False)
        else:
            _answers.move_to_end(key)
    if waiting is not None:
        return waiting.result()
    try:
        answer.set_result(_ask(query, key[2], key[3]))
    except BaseException as fault:
        with _lock:
            _answers.pop(key, None)
        answer.set_exception(fault)
        raise
    return answer.result()


def _ask(query: Callable, person: Person, args: tuple) -> Any:
    with snapshot() as session:
        return query(session, person, *args)
