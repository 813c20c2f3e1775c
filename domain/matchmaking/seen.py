"""Who has seen a name that was hidden: written down when it is first shown to the other side.

It is a log of what the platform showed, not a change that a person made: it is no command and leaves no event.
"""

from importlib import import_module

from sqlmodel import Session, col, select

from db.engine import snapshot, transaction
from db.models import Match, NameSeen
from db.research_vocabulary import Side
from domain import clock, topics
from domain.permissions import Person
from domain.queries.matches import MatchShown


def note(person: Person, shown: MatchShown) -> None:
    """Keep that this person has now seen the other side's name on the match; once, at the first time."""
    if person.id is None or shown.side is None or not shown.card.is_named:
        return
    other = Side.PROVIDER if shown.side is Side.ENTERPRISE else Side.ENTERPRISE
    _keep(person, [(shown.card.id, other)])


def note_on_record(
    person: Person, *, need_id: int | None = None, result_id: int | None = None
) -> None:
    """The same where the name stands on the page of the need or of the result itself; one of the two ids is given."""
    if person.id is None or person.organisation_id is None:
        return
    asked = select(Match.id).where(
        col(Match.enterprise_agreed_at).is_not(None), col(Match.provider_agreed_at).is_not(None)
    )
    if need_id is not None:
        side = Side.ENTERPRISE
        asked = asked.where(Match.need_id == need_id, Match.provider_id == person.organisation_id)
    else:
        side = Side.PROVIDER
        ours = Match.enterprise_id == person.organisation_id
        asked = asked.where(Match.result_id == result_id, ours)
    with snapshot() as session:
        found = [(match_id, side) for match_id in session.exec(asked)]
    _keep(person, found)


def _keep(person: Person, sights: list[tuple[int, Side]]) -> None:
    with snapshot() as session:
        new = [
            (match_id, side)
            for match_id, side in sights
            if session.get(NameSeen, (match_id, side, person.id)) is None
        ]
    if not new:
        return
    with transaction() as session:
        for match_id, side in new:
            row = {"match_id": match_id, "side": side, "by_id": person.id, "at": clock.now()}
            session.execute(_insert(session).values(row))
        topics.bump(session, [topics.MATCHES])


def _insert(session: Session):
    dialect = import_module(f"sqlalchemy.dialects.{session.get_bind().dialect.name}")
    return dialect.insert(NameSeen).on_conflict_do_nothing()
