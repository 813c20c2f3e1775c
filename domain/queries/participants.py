"""Everybody who has registered for an activity at once, for those who hold it: what a table of them holds."""

from collections.abc import Iterator

from db.engine import snapshot
from domain.permissions import Person
from domain.queries import registrations
from domain.queries.registrations import Line


def now(person: Person, activity_id: int) -> tuple[Line, ...]:
    """As it stands at this moment, whatever the page showed; those whom this reader may see, by their tickets."""
    return tuple(_every(person, activity_id))


def _every(person: Person, activity_id: int) -> Iterator[Line]:
    after: int | None = 0
    with snapshot() as session:
        while after is not None:
            page = registrations.listing(session, person, activity_id, after=after)
            yield from page.lines
            after = page.next
