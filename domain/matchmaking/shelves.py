"""The engine's indexes of this process, one for each kind of record, kept up to date with the database.

Every process holds its own. Before it is asked, an index takes in what was written since then, in the order of its
position (domain/match_texts.py). After many changes, or when the staff's glossary has changed, it is built again: at
once where it is small, else beside the old one, which goes on answering and taking in. The first index of very many
records begins with the newest ones, until all of them are ready.
"""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from threading import Lock, RLock, Thread

from sqlmodel import Session, col, func, select

from db.engine import snapshot
from db.models import GlossaryTerm, MatchText
from db.research_vocabulary import MatchKind
from db.settings import settings
from domain import answers, match_texts, topics
from domain.matching.glosses import Glosses
from domain.matching.index import Index

log = logging.getLogger(__name__)
AT_ONCE = 5000  # records that are indexed while somebody waits, where there is no index yet
AGAIN_AT_ONCE = 1000  # the same where an older one can answer
TAKEN_IN = 1000  # changes that one asker waits for; the next one waits for the others
BATCH = 100


class Shelf:
    """The index of one kind of record in this process."""

    def __init__(self, kind: MatchKind):
        self.kind = kind
        self.lock = RLock()
        self.index: Index | None = None
        self.is_whole = True  # not while a first index holds the newest records only
        self._position = 0  # up to which changes have been taken in
        self._terms: tuple = ()  # the glossary it was built with
        self._building: Thread | None = None

    def refresh(self, session: Session) -> None:
        """Take in what has changed; the caller holds the lock."""
        last = topics.version(session, [match_texts.COUNTER])
        terms = _terms(session)
        if self.index is None or (last < self._position and self._was_put_back()):
            self._begin(session, last, terms)
            return
        self._take_in(session, last)
        if terms != self._terms or self.index.is_due:
            if len(self.index.keys) <= AGAIN_AT_ONCE:
                self._put_in_place(_built(session, self.kind, terms), last, terms)
            else:
                self._build_beside()
        elif not self.is_whole:
            self._build_beside()

    def hold(self, session: Session, record_ids: Sequence[int]) -> None:
        """Put in those of some records that a first index does not hold yet; the caller holds the lock."""
        missing = [] if self.is_whole else [each for each in record_ids if each not in self.index]
        for begin in range(0, len(missing), BATCH):
            some = col(MatchText.record_id).in_(missing[begin : begin + BATCH])
            found = _active(self.kind, MatchText.record_id, MatchText.text).where(some)
            self.index.put_all([tuple(row) for row in session.exec(found)])

    def wait(self) -> None:
        """Until what is being built beside is in its place; the caller does not hold the lock."""
        with self.lock:
            building = self._building
        if building is not None:
            building.join()

    def _begin(self, session: Session, last: int, terms: tuple) -> None:
        many = session.exec(_active(self.kind, func.count())).one()
        if many <= AT_ONCE:
            self._put_in_place(_built(session, self.kind, terms), last, terms)
            return
        newest = _built(session, self.kind, terms, most=AT_ONCE)
        self._put_in_place(newest, last, terms, is_whole=False)
        self._build_beside()

    def _was_put_back(self) -> bool:
        """Whether the database was restored. A reader whose look is a moment older than another's is no such case: it
        is served by the newer index."""
        with snapshot() as fresh:
            return topics.version(fresh, [match_texts.COUNTER]) < self._position

    def _take_in(self, session: Session, last: int) -> None:
        if last <= self._position:
            return
        newer = select(MatchText).where(
            MatchText.kind == self.kind, col(MatchText.position) > self._position
        )
        in_order = newer.order_by(MatchText.position, MatchText.record_id)
        rows = session.exec(in_order.limit(TAKEN_IN + 1)).all()
        if len(rows) > TAKEN_IN:
            last = rows[-1].position - 1
            if last <= self._position:  # very many that were written at one go
                last = rows[-1].position
                rows = session.exec(in_order.where(MatchText.position <= last)).all()
        self._heed([row for row in rows if row.position <= last])
        self._position = last

    def _heed(self, rows: Sequence[MatchText]) -> None:
        for is_active, several in groupby(rows, lambda row: row.is_active):
            some = list(several)
            if not is_active:
                for row in some:
                    self.index.remove(row.record_id)
                continue
            for begin in range(0, len(some), BATCH):
                batch = some[begin : begin + BATCH]
                self.index.put_all([(row.record_id, row.text) for row in batch])

    def _build_beside(self) -> None:
        if self._building is None or not self._building.is_alive():
            name = f"index-{self.kind}"
            self._building = Thread(target=self._build, name=name, daemon=True)
            self._building.start()

    def _build(self) -> None:
        try:
            with snapshot() as session:
                last = topics.version(session, [match_texts.COUNTER])
                terms, texts = _terms(session), _texts(session, self.kind)
            index = _of(texts, terms)
            with self.lock:
                self._put_in_place(index, last, terms)
        except Exception:  # the old index goes on; the next asker tries again
            log.exception("the index of %s could not be built", self.kind)

    def _put_in_place(
        self, index: Index, position: int, terms: tuple, *, is_whole: bool = True
    ) -> None:
        if is_whole and not self.is_whole:
            answers.forget()  # nothing has changed, and yet what was found among the newest is not all
        self.index, self._position, self._terms = index, position, terms
        self.is_whole = is_whole


@contextmanager
def index_of(session: Session, kind: MatchKind, *, holding: Sequence[int] = ()) -> Iterator[Index]:
    """The index of one kind as of now; nobody else changes it meanwhile. `holding`: records that it must not lack,
    also while a first index holds the newest ones only."""
    shelf = shelf_of(kind)
    with shelf.lock:
        shelf.refresh(session)
        shelf.hold(session, holding)
        yield shelf.index


def is_whole(kind: MatchKind) -> bool:
    """Whether the index of this process holds all records of a kind, not the newest ones only."""
    return shelf_of(kind).is_whole


def wait_for(kind: MatchKind) -> bool:
    """Wait until the index holds all records of a kind, for work whose outcome is kept; whether it does: building may
    have failed, and the next asker tries again."""
    with snapshot() as session, index_of(session, kind):
        pass
    shelf_of(kind).wait()
    return is_whole(kind)


def warm() -> int:
    """Make the indexes ready before anybody asks; returns how many records they hold."""
    held = 0
    for kind in MatchKind:
        with snapshot() as session, index_of(session, kind) as index:
            index.rank(["预热 warm"])
        shelf_of(kind).wait()
        with snapshot() as session, index_of(session, kind) as index:
            held += len(index.keys)
    return held


_shelves: dict[tuple, Shelf] = {}
_shelves_lock = Lock()


def shelf_of(kind: MatchKind) -> Shelf:
    """The shelf of this process for the database in use."""
    place = (settings().database_url, kind)
    with _shelves_lock:
        return _shelves.setdefault(place, Shelf(kind))


def _built(session: Session, kind: MatchKind, terms: tuple, most: int | None = None) -> Index:
    return _of(_texts(session, kind, most), terms)


def _of(texts: list[tuple[int, str]], terms: tuple) -> Index:
    """The index of these texts, which are used up: those of very many records are not held twice."""
    index = Index(Glosses(terms))
    texts.reverse()
    index.build(texts.pop() for _ in range(len(texts)))
    return index


def _texts(session: Session, kind: MatchKind, most: int | None = None) -> list[tuple[int, str]]:
    """The records that can be found, in the order of their ids; only those written last where there is a limit."""
    asked = _active(kind, MatchText.record_id, MatchText.text)
    if most:  # ids are drawn at random: they do not tell what is new
        newest_first = col(MatchText.position).desc(), col(MatchText.record_id).desc()
        asked = asked.order_by(*newest_first).limit(most)
    rows = session.exec(asked.execution_options(yield_per=BATCH))
    return sorted((record_id, text) for record_id, text in rows)


def _active(kind: MatchKind, *columns):
    return select(*columns).where(MatchText.kind == kind, col(MatchText.is_active))


def _terms(session: Session) -> tuple[tuple[str, str], ...]:
    """The glossary; a term with several translations stands in it once for each."""
    kept = select(GlossaryTerm.chinese, GlossaryTerm.english).where(col(GlossaryTerm.is_active))
    return tuple(session.exec(kept.order_by(GlossaryTerm.id)).all())
