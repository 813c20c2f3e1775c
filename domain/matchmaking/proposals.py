"""What the engine proposes for a need, or for a result, and why: every score is told as parts that add up to it."""

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from enum import StrEnum
from math import fsum

import numpy as np
from sqlalchemy import Row, bindparam
from sqlmodel import Session, col, select

from db.models import MatchText
from db.research_vocabulary import MatchKind, NotThis
from domain import zones
from domain.matching import judgements, leaders
from domain.matching.asking import Heard
from domain.matching.bags import CHANNELS
from domain.matching.explaining import AROUND, TOPICS, Explaining, marked
from domain.matching.index import Index
from domain.matchmaking import also_called, fields, learned, meaning
from domain.matchmaking.doubts import WEAK, Doubt, of_texts, past
from domain.matchmaking.fields import Beside, FieldPart, Fields
from domain.matchmaking.marking import as_said, to_mark
from domain.matchmaking.row_fields import fields_of
from domain.matchmaking.shelves import index_of

POOL = 120  # of the best by their words whose fields are looked at
WIDE = 1000  # and whose neighbours are heard, where something was judged
SAID = "said"  # what was said of records like this one
MEANING = "meaning"  # what a language model finds, where one is set up
MIDDLE = 0.5


class Sureness(StrEnum):
    """How sure a proposal is."""

    SURE = "sure"
    LIKELY = "likely"
    GUESS = "guess"


@dataclass(frozen=True)
class Proposed:
    """One record that is proposed. `score` is what it was ordered by, up to the order of adding; it is the sum of
    `parts` and of the values of `fields`, to the last place (math.fsum)."""

    key: int
    score: float
    parts: tuple[tuple[str, float], ...]  # of PARTS, those that are not zero
    fields: tuple[FieldPart, ...]
    words: tuple[str, ...]  # that both say, the weightiest first, as they are compared
    sureness: Sureness
    doubts: tuple[Doubt, ...]
    is_exploratory: bool = False  # shown to learn what is said of it
    # One thing in two languages: (what is asked says, the record says).
    pairs: tuple[tuple[str, str], ...] = ()

    @property
    def asked_words(self) -> tuple[str, ...]:
        """What is to be marked in the text that is asked."""
        return to_mark(self.words, (ours for ours, _ in self.pairs))

    @property
    def its_words(self) -> tuple[str, ...]:
        """What is to be marked in the record's text."""
        return to_mark(self.words, (its for _, its in self.pairs))


@dataclass(frozen=True)
class Judged:
    """What was said of records for this need: grades of those that tell of their subject, and all reasons."""

    grades: tuple[tuple[int, float], ...] = ()
    left_out: frozenset[int] = frozenset()
    reasons: tuple[NotThis, ...] = ()


NOTHING_SAID = Judged()
Known = Callable[[Sequence[int]], Mapping[int, Beside]]


@dataclass(frozen=True)
class Around:
    """What is the same whatever is asked: which areas lie side by side, how heavy each group of fields is."""

    near: Mapping[str, frozenset[str]]
    weights: Mapping[str, float]

    @classmethod
    def read(cls, session: Session) -> "Around":
        return cls(zones.neighbours(session), learned.weights(session))


def propose(
    session: Session,
    asked: MatchText,
    kind: MatchKind,
    *,
    most: int,
    known: Known,
    allowed: Sequence[int] | None = None,
    judged: Judged = NOTHING_SAID,
    explore: Callable[[int], int | None] = lambda _found: None,
    around: Around | None = None,
) -> list[Proposed]:
    """The best records of a kind for what is asked, the best first.

    `known` says which of some records may be shown, and what the caller knows of each beside its text; `allowed`: only
    these may be proposed. `explore`: of so many that were found, which place is shown in the last place of all, to
    learn what is said of it. `around`: read by whoever asks for many things one after the other.
    """
    with index_of(session, kind, holding=allowed or ()) as index:
        heard = index.heard(asked.text)
        best, kept = pool(index, heard, judged, allowed)
        scored = _scored(session, asked, kind, best, known, judged, around)
        explaining = Explaining(index, asked.text, heard)
        shown, drawn = _shown(scored, most, explore(len(scored)))
        keys = [key for _, key, *_ in shown]
        texts, over = _found(session, _TEXTS, kind, keys), past(session, asked, kind, keys)
        return [
            _told(
                explaining,
                asked,
                texts[key],
                one,
                kept,
                over=over[key],
                is_exploratory=one is drawn,
            )
            for key, one in zip(keys, shown, strict=True)
        ]


def first(
    session: Session,
    asked: MatchText,
    kind: MatchKind,
    *,
    most: int,
    known: Known,
    judged: Judged = NOTHING_SAID,
) -> list[int]:
    """The keys of the same records in the same order, for whoever asks for no reasons: these take longest to find."""
    with index_of(session, kind) as index:
        best, _ = pool(index, index.heard(asked.text), judged)
        scored = _scored(session, asked, kind, best, known, judged)
    return [key for _, key, *_ in scored[:most]]


Scored = tuple[float, int, Mapping[str, float], tuple[FieldPart, ...]]


def _scored(
    session: Session,
    asked: MatchText,
    kind: MatchKind,
    best: Sequence[tuple[int, float, float]],
    known: Known,
    judged: Judged,
    around: Around | None = None,
) -> list[Scored]:
    """Those of the best by their words that may be shown, with what their fields and others say, the best first."""
    keys = [key for key, _, _ in best]
    rows, beside = _found(session, _ROWS, kind, keys), known(keys)
    around = around or Around.read(session)
    also = also_called.names(session, [asked])
    ours = fields_of(asked, near=around.near, also=also)
    means = meaning.parts(session, asked, kind, [key for key in keys if key in beside])
    scored = []
    for key, by_words, said in best:
        if key in rows and key in beside:
            its = fields_of(rows[key], beside[key], around.near)
            found = _fields(asked, ours, its, judged.reasons, around.weights)
            by_others = {SAID: said, MEANING: means.get(key, 0.0)}
            total = by_words + sum(by_others.values()) + sum(part.value for part in found)
            scored.append((total, key, by_others, found))
    return sorted(scored, key=lambda each: (-each[0], each[1]))


def _shown(
    scored: Sequence[Scored], most: int, place: int | None
) -> tuple[Sequence[Scored], Scored | None]:
    """The first ones, the last of them given to the record in another place; and which that is."""
    if place is None:
        return scored[:most], None
    return [*scored[: most - 1], scored[place]], scored[place]


def of(session: Session, kind: MatchKind, record_id: int) -> MatchText | None:
    """What can be read of one record; none of one that was never published."""
    return session.get(MatchText, (kind, record_id))


def pool(
    index: Index, heard: Heard, judged: Judged = NOTHING_SAID, allowed: Sequence[int] | None = None
) -> tuple[list[tuple[int, float, float]], float]:
    """The best records by their words: (key, what the words give, what judgements of others give); and how much of
    what the words give alone is kept beside the judgements."""
    grades = {key: grade for key, grade in judged.grades if key in index}
    if not grades and allowed is None:
        places, scores = index.best_of(heard, POOL + len(judged.left_out))
        pairs = zip(places.tolist(), scores.tolist(), strict=True)
        found = [(index.keys[at], score, 0.0) for at, score in pairs if at >= 0 and score > 0]
        return [each for each in found if each[0] not in judged.left_out][:POOL], 1.0
    share, towards = judgements.pull(index, grades, MIDDLE)
    said = share * max(float(heard.scores.max(initial=0.0)), 1e-9) * towards
    wanted = _wanted(index, heard.scores, judged.left_out, allowed)
    at = _first(wanted, (1 - share) * heard.scores + said)
    by_words = (1 - share) * index.with_neighbours(heard, at)
    best = np.argsort(-(by_words + said[at]), kind="stable")[:POOL]
    found = zip(at[best].tolist(), by_words[best].tolist(), said[at[best]].tolist(), strict=True)
    return [(index.keys[place], *values) for place, *values in found], 1 - share


def _first(wanted: np.ndarray, scores: np.ndarray) -> np.ndarray:
    """The places of the best of those that are wanted, WIDE of them, by (records) each: in their order."""
    some = leaders.pool(scores, wanted, WIDE)
    at = some if len(some) >= WIDE else np.flatnonzero(wanted)  # scores may lie below zero
    return highest(at, scores[at], WIDE)


def highest(places: np.ndarray, scores: np.ndarray, most: int) -> np.ndarray:
    """So many of the places, those with the highest scores."""
    if len(places) <= most:
        return places
    return places[np.sort(np.argpartition(-scores, most)[:most])]


def _wanted(
    index: Index, scores: np.ndarray, left_out: Set[int], allowed: Sequence[int] | None
) -> np.ndarray:
    """Which records may be proposed and say something of what is asked: (records)."""
    wanted = scores > 0
    wanted[[index.place(key) for key in left_out if key in index]] = False
    if allowed is None:
        return wanted
    places = [index.place(key) for key in set(allowed) if key in index]
    may = np.zeros(len(wanted), bool)
    may[places] = True
    return wanted & may


def _found(session: Session, asked, kind: MatchKind, keys: Sequence[int]) -> dict[int, Row]:
    """The fields, or the texts, of some records: texts are read of few of them only."""
    rows = session.exec(asked, params={"kind": kind, "keys": list(keys)})
    return {row.record_id: row for row in rows}


# Put together once: every list of proposals asks for both.
_THESE = (
    MatchText.kind == bindparam("kind"),
    col(MatchText.record_id).in_(bindparam("keys", expanding=True)),
)
_TEXTS = select(MatchText).where(*_THESE)
_ROWS = select(
    MatchText.record_id,
    MatchText.industry_codes,
    MatchText.area_code,
    MatchText.targets,
    MatchText.readiness,
    MatchText.money,
).where(*_THESE, col(MatchText.is_active))


def _fields(
    asked: MatchText,
    ours: Fields,
    its: Fields,
    reasons: Sequence[NotThis],
    weights: Mapping[str, float],
) -> tuple[FieldPart, ...]:
    if asked.kind is MatchKind.NEED:
        return fields.parts(ours, its, reasons, weights)
    return fields.parts(its, ours, reasons, weights)


def _told(
    explaining: Explaining,
    asked: MatchText,
    row: MatchText,
    scored: Scored,
    kept: float,
    *,
    over: Sequence[Doubt],
    is_exploratory: bool,
) -> Proposed:
    _, key, by_others, found = scored
    explanation = explaining.of(key, row.text)
    by_part = {name: kept * explanation.of(name) for name in (*CHANNELS, TOPICS, AROUND)}
    by_part |= by_others
    parts = tuple((name, value) for name, value in by_part.items() if value)
    words = marked(explanation)
    doubts = (*of_texts(asked, row, words, by_part, explanation.stands_out), *over)
    return Proposed(
        key=key,
        score=fsum((*(value for _, value in parts), *(part.value for part in found))),
        parts=parts,
        fields=found,
        words=words,
        sureness=_sureness(explanation.covers, found, doubts),
        doubts=doubts,
        is_exploratory=is_exploratory,
        pairs=tuple(
            (" ".join(as_said(asked.text, ours.split())), " ".join(as_said(row.text, its.split())))
            for ours, its in explanation.pairs
        ),
    )


SURE_FROM, LIKELY_FROM = 0.30, 0.15  # of what is asked, that the record says too [own]


def _sureness(covers: float, found: Sequence[FieldPart], doubts: Sequence[Doubt]) -> Sureness:
    """By how much of what is asked the record says too, one step lower where fields or doubts speak against it."""
    steps = [Sureness.SURE, Sureness.LIKELY, Sureness.GUESS]
    at = 0 if covers >= SURE_FROM else 1 if covers >= LIKELY_FROM else 2
    speaks_against = sum(part.value for part in found) < 0
    weak = WEAK & set(doubts)
    return steps[min(at + speaks_against + bool(weak), 2)]
