"""Searching needs and results: first what holds all words that were typed, then what fits them by its subject.

Whoever types a sentence, or Chinese for what is written in English, would find nothing by its words. Where these find
less than one page, the engine adds what it would propose for the same text: at most `MOST`, narrowed alike.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from db import search
from db.models import MatchText, ResearchResult, TechnicalNeed
from db.research_vocabulary import MatchKind
from domain.matching.explaining import Explaining
from domain.matchmaking.proposals import WIDE, highest, pool
from domain.matchmaking.shelves import index_of

MOST = 20  # that fit by their subject
# Of what was typed, that a record must say too, rare words counting more. On five judged collections this keeps 63 to
# 100 % of what fits among the best twenty, and most of what does not fit goes.
SAYS_ENOUGH = 0.25
TABLES = {MatchKind.NEED: TechnicalNeed, MatchKind.RESULT: ResearchResult}


@dataclass(frozen=True)
class Searched:
    """The ids of what was found, in their order; of the first `exact` ones all words stand in the record."""

    ids: tuple[int, ...]
    exact: int

    def page(self, page: int, size: int) -> tuple[int, ...]:
        """Those of one page, from 1."""
        return self.ids[(page - 1) * size : page * size]

    @property
    def by_subject(self) -> frozenset[int]:
        return frozenset(self.ids[self.exact :])


def searched(
    session: Session,
    kind: MatchKind,
    words: str,
    where: Sequence[ColumnElement[bool]],
    order: Sequence[ColumnElement],
    size: int,
) -> Searched | None:
    """What is found under these conditions; None where the words alone fill a page of this size, or none were typed."""
    if not words.strip():
        return None
    table = TABLES[kind]
    holds = select(table.id).where(*where, search.condition(table, words)).order_by(*order)
    exact = list(session.exec(holds.limit(size)))
    if len(exact) == size:
        return None
    more = [key for key in by_subject(session, kind, words, where) if key not in set(exact)]
    return Searched((*exact, *more[:MOST]), len(exact))


def by_subject(
    session: Session, kind: MatchKind, words: str, where: Sequence[ColumnElement[bool]]
) -> list[int]:
    """The published records that fit what was typed, the best first, if they say enough of it."""
    table = TABLES[kind]
    with index_of(session, kind) as index:
        heard = index.heard(words)
        says = np.flatnonzero(heard.scores > 0)
        first = highest(says, heard.scores[says], WIDE)
        found = col(table.id).in_([index.keys[place] for place in first])
        allowed = list(session.exec(select(table.id).where(found, *where)))
        if not allowed:
            return []
        best, _ = pool(index, heard, allowed=allowed)
        keys = [key for key, *_ in best]
        texts = dict(
            session.exec(
                select(MatchText.record_id, MatchText.text).where(
                    MatchText.kind == kind, col(MatchText.record_id).in_(keys)
                )
            ).all()
        )
        explaining = Explaining(index, words, heard)
        fits = (key for key in keys if explaining.covers(texts[key]) >= SAYS_ENOUGH)
        return list(islice(fits, 2 * MOST))
