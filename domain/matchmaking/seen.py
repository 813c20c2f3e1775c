"""Who has seen a name that was hidden: written down when it is first shown to the other side."""

from importlib import import_module

from sqlmodel import Session

from db.engine import snapshot, transaction
from db.models import NameSeen
from db.research_vocabulary import Side
from domain import clock
from domain.permissions import Person
from domain.queries.matches import MatchShown


def note(person: Person, shown: MatchShown) -> None:
    """Keep that this person has now seen the other side's name; once for each, at the first time.

    It is a log of what the platform showed, not a change that a person made: it is no command and leaves no event.
    """
    if person.id is None or shown.side is None or not shown.card.is_named:
        return
    other = Side.PROVIDER if shown.side is Side.ENTERPRISE else Side.ENTERPRISE
    row = {"match_id": shown.card.id, "side": other, "by_id": person.id}
    with snapshot() as session:
        if session.get(NameSeen, tuple(row.values())) is not None:
            return
    with transaction() as session:
        session.execute(_insert(session).values(row | {"at": clock.now()}))


def _insert(session: Session):
    dialect = import_module(f"sqlalchemy.dialects.{session.get_bind().dialect.name}")
    return dialect.insert(NameSeen).on_conflict_do_nothing()
