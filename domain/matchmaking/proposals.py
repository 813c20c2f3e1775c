"""What the engine proposes for a need, or for a result, and why: every score is told as parts that add up to it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlmodel import Session, col, select

from db.models import MatchText
from db.research_vocabulary import MatchKind, NotThis
from domain.matching import judgements
from domain.matching.bags import CHANNELS
from domain.matching.explaining import AROUND, TOPICS, Explaining, marked
from domain.matching.index import Index
from domain.matchmaking import fields, learned, meaning
from domain.matchmaking.fields import ALONE, Beside, FieldPart, Fields
from domain.matchmaking.shelves import index_of

POOL = 120  # of the best by their words whose fields are looked at
SAID = "said"  # what was said of records like this one
MEANING = "meaning"  # what a language model finds, where one is set up
PARTS = (*CHANNELS, TOPICS, AROUND, SAID, MEANING)
MIDDLE = 0.5


class Sureness(StrEnum):
    """How sure a proposal is."""

    SURE = "sure"
    LIKELY = "likely"
    GUESS = "guess"


class Doubt(StrEnum):
    """What is not known, or stands in the way of a sure answer."""

    FEW_WORDS = "few_words"  # the two hardly share a word
    OTHER_LANGUAGE = "other_language"  # found over the dictionary only
    READINESS_UNKNOWN = "readiness_unknown"
    FIGURES_UNKNOWN = "figures_unknown"
    MANY_ALIKE = "many_alike"  # ten others fit as well


@dataclass(frozen=True)
class Proposed:
    """One record that is proposed. `score` is the sum of `parts` and of the values of `fields`."""

    key: int
    score: float
    parts: tuple[tuple[str, float], ...]  # of PARTS, those that are not zero
    fields: tuple[FieldPart, ...]
    words: tuple[str, ...]  # that both say, the weightiest first, as they are compared
    sureness: Sureness
    doubts: tuple[Doubt, ...]
    is_exploratory: bool = False  # shown to learn what is said of it


@dataclass(frozen=True)
class Judged:
    """What was said of records for this need: grades of those that tell of their subject, and all reasons."""

    grades: tuple[tuple[int, float], ...] = ()
    left_out: frozenset[int] = frozenset()
    reasons: tuple[NotThis, ...] = ()


NOTHING_SAID = Judged()
Known = Callable[[Sequence[int]], Mapping[int, Beside]]


def propose(
    session: Session,
    asked: MatchText,
    kind: MatchKind,
    *,
    most: int,
    known: Known,
    allowed: Sequence[int] | None = None,
    judged: Judged = NOTHING_SAID,
) -> list[Proposed]:
    """The best records of a kind for what is asked, the best first.

    `known` says which of some records may be shown, and what the caller knows of each beside its text; `allowed`: only
    these may be proposed.
    """
    with index_of(session, kind) as index:
        pool = _pool(index, asked.text, judged, allowed)
        keys = [key for key, _, _ in pool]
        rows, beside = _rows(session, kind, keys), known(keys)
        weights = learned.weights(session)
        means = meaning.parts(session, asked, kind, [key for key in keys if key in beside])
        scored = []
        for key, by_words, said in pool:
            if key in rows and key in beside:
                found = _fields(asked, rows[key], judged.reasons, beside[key], weights)
                by_others = {SAID: said, MEANING: means.get(key, 0.0)}
                total = by_words + sum(by_others.values()) + sum(part.value for part in found)
                scored.append((total, key, by_others, found))
        scored.sort(key=lambda each: (-each[0], each[1]))
        explaining = Explaining(index, asked.text)
        share = _share(index, judged)
        return [
            _told(explaining, asked, rows[key], by_others, found, share)
            for _, key, by_others, found in scored[:most]
        ]


def of(session: Session, kind: MatchKind, record_id: int) -> MatchText | None:
    """What can be read of one record; none of one that was never published."""
    return session.get(MatchText, (kind, record_id))


def fields_of(row: MatchText, beside: Beside = ALONE) -> Fields:
    return Fields(
        industry_codes=tuple(row.industry_codes),
        area_code=row.area_code,
        targets=tuple(row.targets),
        readiness=row.readiness,
        money=row.money,
        beside=beside,
    )


def _pool(
    index: Index, text: str, judged: Judged, allowed: Sequence[int] | None
) -> list[tuple[int, float, float]]:
    """The best records by their words: (key, what the words give, what judgements of others give)."""
    grades = {key: grade for key, grade in judged.grades if key in index}
    if not grades and allowed is None:
        places, scores = index.best([text], POOL + len(judged.left_out))
        pairs = zip(places[0].tolist(), scores[0].tolist(), strict=True)
        found = [(index.keys[at], score, 0.0) for at, score in pairs if at >= 0 and score > 0]
        return [each for each in found if each[0] not in judged.left_out][:POOL]
    scores = index.scores([text])[0]
    share, towards = judgements.pull(index, grades, MIDDLE)
    highest = max(float(scores.max(initial=0.0)), 1e-9)
    wanted = (key for key in (index.keys if allowed is None else allowed) if key in index)
    found = []
    for key in dict.fromkeys(wanted):
        place = index.place(key)
        if scores[place] > 0 and key not in judged.left_out:
            by_words = float((1 - share) * scores[place])
            found.append((key, by_words, float(share * highest * towards[place])))
    found.sort(key=lambda each: -(each[1] + each[2]))
    return found[:POOL]


def _share(index: Index, judged: Judged) -> float:
    """How much of the words' score is kept beside what was said."""
    return 1 - judgements.pull(index, dict(judged.grades), MIDDLE)[0]


def _rows(session: Session, kind: MatchKind, keys: Sequence[int]) -> dict[int, MatchText]:
    found = select(MatchText).where(
        MatchText.kind == kind, col(MatchText.record_id).in_(keys), col(MatchText.is_active)
    )
    return {row.record_id: row for row in session.exec(found)}


def _fields(
    asked: MatchText,
    row: MatchText,
    reasons: Sequence[NotThis],
    beside: Beside,
    weights: Mapping[str, float],
) -> tuple[FieldPart, ...]:
    ours, its = fields_of(asked), fields_of(row, beside)
    if asked.kind is MatchKind.NEED:
        return fields.parts(ours, its, reasons, weights)
    return fields.parts(its, ours, reasons, weights)


def _told(
    explaining: Explaining,
    asked: MatchText,
    row: MatchText,
    by_others: Mapping[str, float],
    found: tuple[FieldPart, ...],
    kept: float,
) -> Proposed:
    explanation = explaining.of(row.record_id, row.text)
    by_part = {name: kept * explanation.of(name) for name in (*CHANNELS, TOPICS, AROUND)}
    by_part |= by_others
    parts = tuple((name, value) for name, value in by_part.items() if value)
    words = marked(explanation)
    doubts = _doubts(asked, row, words, by_part, explanation.stands_out)
    return Proposed(
        key=row.record_id,
        score=sum(value for _, value in parts) + sum(part.value for part in found),
        parts=parts,
        fields=found,
        words=words,
        sureness=_sureness(explanation.covers, found, doubts),
        doubts=doubts,
    )


def _doubts(
    asked: MatchText,
    row: MatchText,
    words: Sequence[str],
    by_part: Mapping[str, float],
    stands_out: float,
) -> tuple[Doubt, ...]:
    by_words = by_part[CHANNELS[0]] + by_part[CHANNELS[1]]
    is_across = by_words <= 0 < by_part[CHANNELS[-1]]
    is_technique = row.kind in (MatchKind.NEED, MatchKind.RESULT)  # people have no readiness
    found = {
        Doubt.OTHER_LANGUAGE: is_across,
        Doubt.FEW_WORDS: not is_across and len(words) < FEW,
        Doubt.READINESS_UNKNOWN: is_technique
        and asked.readiness is not None
        and row.readiness is None,
        Doubt.FIGURES_UNKNOWN: is_technique and bool(asked.targets) and not row.targets,
        Doubt.MANY_ALIKE: stands_out <= 0,
    }
    return tuple(doubt for doubt, holds in found.items() if holds)


FEW = 3
SURE_FROM, LIKELY_FROM = 0.30, 0.15  # of what is asked, that the record says too [own]


def _sureness(covers: float, found: Sequence[FieldPart], doubts: Sequence[Doubt]) -> Sureness:
    """By how much of what is asked the record says too, one step lower where fields or doubts speak against it."""
    steps = [Sureness.SURE, Sureness.LIKELY, Sureness.GUESS]
    at = 0 if covers >= SURE_FROM else 1 if covers >= LIKELY_FROM else 2
    speaks_against = sum(part.value for part in found) < 0
    weak = {Doubt.FEW_WORDS, Doubt.OTHER_LANGUAGE} & set(doubts)
    return steps[min(at + speaks_against + bool(weak), 2)]
