"""The engine's indexes of this process, one for each kind of record, kept up to date with the database.

Every process holds its own. Before it is asked, an index takes in what was written since then, in the order of its
position (domain/match_texts.py); after too many changes, or when the staff's glossary has changed, it is built
again: at once where it is small, else beside the old one, which goes on answering.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock, RLock, Thread

from sqlmodel import Session, col, select

from db.engine import snapshot
from db.models import GlossaryTerm, MatchText
from db.research_vocabulary import MatchKind
from db.settings import settings
from domain import match_texts, topics
from domain.matching.glosses import Glosses
from domain.matching.index import Index

log = logging.getLogger(__name__)
AT_ONCE = 5000  # records that are indexed while somebody waits
BATCH = 1000


class Shelf:
    """The index of one kind of record in this process."""

    def __init__(self, kind: MatchKind):
        self.kind = kind
        self.lock = RLock()
        self.index: Index | None = None
        self._position = 0  # up to which changes have been taken in
        self._terms: tuple = ()  # the glossary it was built with
        self._building: Thread | None = None

    def refresh(self, session: Session) -> None:
        """Take in what has changed; the caller holds the lock."""
        last = topics.version(session, [match_texts.COUNTER])
        terms = _terms(session)
        if self.index is None or (last < self._position and self._was_put_back()):
            self._put_in_place(*_built(session, self.kind, last, terms))
            return
        if last > self._position and not self.index.is_full:
            self._take_in(session, last)
        if terms != self._terms or self.index.is_full:
            self._build_again(session, last, terms)

    def _was_put_back(self) -> bool:
        """Whether the database was restored. A reader whose look is a moment older than another's is no such case: it
        is served by the newer index."""
        with snapshot() as fresh:
            return topics.version(fresh, [match_texts.COUNTER]) < self._position

    def _take_in(self, session: Session, last: int) -> None:
        newer = _rows(self.kind).where(col(MatchText.position) > self._position)
        for row in session.exec(newer.order_by(MatchText.position, MatchText.record_id)):
            if self.index.is_full:
                return
            if row.is_active:
                self.index.put(row.record_id, row.text)
            else:
                self.index.remove(row.record_id)
        self._position = last

    def _build_again(self, session: Session, last: int, terms: tuple) -> None:
        if len(self.index.keys) <= AT_ONCE:
            self._put_in_place(*_built(session, self.kind, last, terms))
        elif self._building is None or not self._building.is_alive():
            self._building = Thread(target=self._build_beside, name=f"index-{self.kind}")
            self._building.start()

    def _build_beside(self) -> None:
        try:
            with snapshot() as session:
                last = topics.version(session, [match_texts.COUNTER])
                built = _built(session, self.kind, last, _terms(session))
            with self.lock:
                self._put_in_place(*built)
        except Exception:  # the old index goes on; the next asker tries again
            log.exception("the index of %s could not be built", self.kind)

    def _put_in_place(self, index: Index, position: int, terms: tuple) -> None:
        self.index, self._position, self._terms = index, position, terms


@contextmanager
def index_of(session: Session, kind: MatchKind) -> Iterator[Index]:
    """The index of one kind as of now; nobody else changes it meanwhile."""
    shelf = _shelf(kind)
    with shelf.lock:
        shelf.refresh(session)
        yield shelf.index


def warm() -> int:
    """Make the indexes ready before anybody asks; returns how many records they hold."""
    held = 0
    for kind in MatchKind:
        with snapshot() as session, index_of(session, kind) as index:
            index.rank(["预热 warm"])
            held += len(index.keys)
    return held


_shelves: dict[tuple, Shelf] = {}
_shelves_lock = Lock()


def _shelf(kind: MatchKind) -> Shelf:
    place = (settings().database_url, kind)
    with _shelves_lock:
        return _shelves.setdefault(place, Shelf(kind))


def _built(session: Session, kind: MatchKind, last: int, terms: tuple) -> tuple[Index, int, tuple]:
    index = Index(Glosses(dict(terms)))
    found = session.exec(
        select(MatchText.record_id, MatchText.text)
        .where(MatchText.kind == kind, col(MatchText.is_active))
        .order_by(MatchText.record_id)
    )
    index.build((record_id, text) for record_id, text in found.yield_per(BATCH))
    return index, last, terms


def _rows(kind: MatchKind):
    return select(MatchText).where(MatchText.kind == kind)


def _terms(session: Session) -> tuple[tuple[str, str], ...]:
    """The glossary; of several translations the one that was added last."""
    kept = select(GlossaryTerm.chinese, GlossaryTerm.english).where(col(GlossaryTerm.is_active))
    return tuple(session.exec(kept.order_by(GlossaryTerm.id)).all())
