"""Half-filled forms: kept while somebody types, so that a reload or a restart of the server loses nothing.

A draft changes nothing that anybody else sees: it is no command, and leaves no event.
"""

from datetime import timedelta

from sqlmodel import col, delete

from db.engine import snapshot, transaction
from db.models import Draft
from domain import clock
from domain.permissions import Person

KEPT = timedelta(days=2)


def keep(person: Person, form: str, content: dict) -> None:
    """Keep what somebody has typed into a form so far; plain JSON."""
    with transaction() as session:
        session.merge(Draft(user_id=person.id, form=form, content=content, saved_at=clock.now()))


def drop(person: Person, form: str) -> None:
    """Forget a form that was sent or given up."""
    with transaction() as session:
        session.exec(delete(Draft).where(col(Draft.user_id) == person.id, col(Draft.form) == form))


def last(person: Person, form: str) -> dict:
    """What the person typed into this form within the last two days; nothing if it was sent."""
    with snapshot() as session:
        found = session.get(Draft, (person.id, form))
    return found.content if found and found.saved_at > clock.now() - KEPT else {}
