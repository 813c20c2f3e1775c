"""Who was shown a name that is hidden: written down wherever a name is composed, once for each person, record and day.
So is who has fetched a file of a match.

A query says which names it has put into its answer; when its look at the data is over, those that are hidden and not
the reader's own are kept. It is a log of what the platform showed, not a change that a person made: it is no command
and leaves no event. What a query tells a transaction, or a job, is shown to nobody and not kept.
"""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache, partial
from importlib import import_module

from sqlalchemy import Engine
from sqlmodel import Session, SQLModel, and_, col, select

from db.engine import AFTERWARDS, engine, snapshot, transaction
from db.models import MatchFile, MatchFileRead, NameSeen, ResearchResult, TechnicalNeed
from db.research_vocabulary import Confidentiality, MatchKind
from domain import clock, topics
from domain.permissions import Person

OWNERS = {
    MatchKind.NEED: (TechnicalNeed, TechnicalNeed.enterprise_id),
    MatchKind.RESULT: (ResearchResult, ResearchResult.organisation_id),
}
Sights = set[tuple[MatchKind, int]]


def told(session: Session, person: Person, kind: MatchKind, ids: Iterable[int]) -> None:
    """Say that the names behind these needs or results stand in what this person is about to be shown."""
    if not person.id:  # a visitor, the platform itself, or an answer that several share
        return
    found = {(kind, record_id) for record_id in ids}
    if not found:
        return
    known: dict[tuple[int, int | None], Sights] = session.info.setdefault("names", {})
    if not known:
        session.info.setdefault(AFTERWARDS, []).append(partial(_keep_all, known))
    known.setdefault((person.id, person.organisation_id), set()).update(found)


def _keep_all(known: dict[tuple[int, int | None], Sights]) -> None:
    for (by_id, house), sights in known.items():
        _keep(engine(), by_id, house, clock.now().date(), frozenset(sights))


@lru_cache(maxsize=5000)  # the same list is asked for again whenever something in it changes
def _keep(_of: Engine, by_id: int, house: int | None, day: date, sights: frozenset) -> None:
    with snapshot() as session:
        new = [
            {"kind": kind, "record_id": record_id, "by_id": by_id, "on": day, "at": clock.now()}
            for kind in OWNERS
            for record_id in _new(session, kind, by_id, house, day, sights)
        ]
    if not new:
        return
    with transaction() as session:
        session.execute(_insert(session, NameSeen), new)
        topics.bump(session, [topics.NAMES_SEEN])


def _new(
    session: Session, kind: MatchKind, by_id: int, house: int | None, day: date, sights: frozenset
) -> list[int]:
    """Of these the hidden ones of others that are not kept yet today."""
    table, owner = OWNERS[kind]
    ids = sorted(record_id for of, record_id in sights if of is kind)
    if not ids:
        return []
    kept = and_(
        NameSeen.kind == kind,
        NameSeen.record_id == table.id,
        NameSeen.by_id == by_id,
        NameSeen.on == day,
    )
    found = select(table.id).where(
        col(table.id).in_(ids),
        table.confidentiality != Confidentiality.OPEN,
        owner != (house or 0),
        ~select(NameSeen.by_id).where(kept).correlate(table).exists(),
    )
    return list(session.exec(found.order_by(table.id)))


def file_read(session: Session, person: Person, file: MatchFile) -> None:
    """Say that this person is about to get the file; whoever added it knows what is in it."""
    if person.id and person.id != file.added_by_id:
        kept = partial(_keep_read, engine(), person.id, file.id, clock.now().date())
        session.info.setdefault(AFTERWARDS, []).append(kept)


@lru_cache(maxsize=5000)  # a picture is fetched whenever its page is drawn
def _keep_read(_of: Engine, by_id: int, file_id: int, day: date) -> None:
    row = {"file_id": file_id, "by_id": by_id, "on": day, "at": clock.now()}
    with transaction() as session:
        session.execute(_insert(session, MatchFileRead), [row])
        topics.bump(session, [topics.NAMES_SEEN])


def _insert(session: Session, table: type[SQLModel]):
    dialect = import_module(f"sqlalchemy.dialects.{session.get_bind().dialect.name}")
    return dialect.insert(table).on_conflict_do_nothing()
