"""Putting a question of the read side as somebody."""

from db.engine import snapshot
from domain.permissions import Person
from tests.town import person


def asked(query, who: Person | str, *args, **said):
    """What this query answers to a person of the small town, or to a visitor."""
    reader = person(who) if isinstance(who, str) else who
    with snapshot() as session:
        return query(session, reader, *args, **said)
