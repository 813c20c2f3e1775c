"""Reading for all who may see the same: a query is asked of the database once per change of what it reads.

A query is a function `query(session, person, *args)` that returns frozen dataclasses. What it declares about itself:

    query.by_scope = True    the answer depends on where the person stands (organisation, area, roles), not on who they
                             are: it is shared by all who stand there, and the query gets the person with 0 for an id
    query.by_minute = True   the answer tells what is late: it is asked again every minute
"""

import dataclasses
from collections.abc import Callable
from typing import Any

from db.engine import snapshot
from db.settings import settings
from domain import answers, clock, versions
from domain.permissions import Person


def read(
    query: Callable,
    person: Person,
    *args: Any,
    topics: tuple[str, ...],
    version: int | None = None,
) -> Any:
    """What the query finds for this person now. `args` are hashable; the answer is shared: never change it.

    `topics` are those whose changes the answer depends on, `version` theirs where it is known already.
    """
    if getattr(query, "by_scope", False):
        nobody = None if person.id is None else 0  # signed in, but not said who
        person = dataclasses.replace(person, id=nobody, name="", language=None)
    now = clock.now()
    moment = now.strftime("%Y-%m-%d %H:%M" if getattr(query, "by_minute", False) else "%Y-%m-%d")
    seen = versions.version(topics) if version is None else version
    called = f"{query.__module__}.{query.__qualname__}"
    name = (settings().database_url, called, person, args, topics)
    return answers.answer(name, (seen, moment), lambda: _ask(query, person, args))


def _ask(query: Callable, person: Person, args: tuple) -> Any:
    with snapshot() as session:
        return query(session, person, *args)
