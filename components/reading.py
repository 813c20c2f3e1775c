"""Reading through the cache: asked of the database once per change of what is read, for all who may see the same.

What a query declares about itself, and how answers are shared, stands in domain/shared_reading.py.
"""

from collections.abc import Callable
from typing import Any

from components import session
from domain import answers, shared_reading
from domain.permissions import Person
from domain.topics import of_reader


def read(query: Callable, person: Person, *args: Any, topics: tuple[str, ...] | None = None) -> Any:
    """What the query finds for this person now, the same all through a run of the page.

    `topics` are those whose changes the answer depends on; by default the demands that this person may see.
    """
    names = of_reader(person) if topics is None else topics
    return shared_reading.read(query, person, *args, topics=names, version=session.version(names))


def forget() -> None:
    """Let go of every answer; for tests, which change the database behind the platform's back."""
    answers.forget()
