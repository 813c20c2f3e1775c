"""Forgiving what was typed: characters that sound alike, one that is wrong, a misspelt word, a word too many."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from rapidfuzz import fuzz, process
from sqlmodel import Session, col, func, select

from db.models import SearchWord
from db.search import Asked, is_cjk, mark, tokens, words
from domain.concepts import Concept, Lexicon, Sort, lexicon
from domain.entries import SHORTEST_WORD, SOUND
from domain.sounds import syllables


class Way(StrEnum):
    """How the lines were found."""

    EXACT = "exact"
    SOUNDS = "sounds"  # by characters that sound alike
    NEAR = "near"  # with a character left out
    CORRECTED = "corrected"  # with a word put right
    WITHOUT = "without"  # with a concept left out


Groups = list[list[Asked]]


@dataclass(frozen=True)
class Try:
    """One other way to ask: the concepts as they are taken now, and what that says to the index."""

    way: Way
    asked: tuple[Concept, ...]
    groups: Groups
    left_out: tuple[str, ...] = ()
    instead: tuple[tuple[str, str], ...] = ()  # what was typed, what it was taken for


NEAR_ENOUGH = 74  # of 100, for a word that another one may have meant
MOST_WORDS = 4000  # that a misspelt one is compared with
SHORTEST_CHAIN = 3  # characters of a name in which one may be wrong


def ways(session: Session, asked: tuple[Concept, ...]) -> Iterator[Try]:
    """Other ways to ask, the most faithful first."""
    by_sound = [_by_sound(each) for each in asked]
    if any(by_sound):
        yield Try(Way.SOUNDS, asked, _with(asked, by_sound))
    known = lexicon(session)
    corrected = [_corrected(session, known, each) for each in asked]
    if any(corrected):
        pairs = list(zip(corrected, asked, strict=True))
        taken = tuple(found or each for found, each in pairs)
        instead = tuple((each.typed, found.typed) for found, each in pairs if found)
        groups = [each.alternatives() for each in taken]
        yield Try(Way.CORRECTED, taken, groups, instead=instead)
    near = [_near(each) for each in asked]
    if any(near):
        yield Try(Way.NEAR, asked, _with(asked, near))
    if len(asked) > 1:
        for each in sorted(asked, key=_dispensable):
            rest = tuple(other for other in asked if other is not each)
            groups = [other.alternatives() for other in rest]
            yield Try(Way.WITHOUT, asked, groups, left_out=(each.typed,))


def _with(asked: Sequence[Concept], others: Sequence[list[Asked]]) -> Groups:
    return [[*concept.alternatives(), *other] for concept, other in zip(asked, others, strict=True)]


def _by_sound(concept: Concept) -> list[Asked]:
    if concept.is_known or len(concept.typed) < 2 or not is_cjk(concept.typed):
        return []
    marks = [mark(SOUND, "".join(pair)) for pair in pairwise(syllables(concept.typed))]
    return [tokens(*marks)] if marks else []


def _near(concept: Concept) -> list[Asked]:
    """The name without each of its characters in turn: what stands before it, and what stands after."""
    typed = concept.typed
    if concept.is_known or len(typed) < SHORTEST_CHAIN or not is_cjk(typed):
        return []
    parts = [(typed[:at], typed[at + 1 :]) for at in range(len(typed))]
    return [words(" ".join(part)) for part in parts if max(map(len, part)) > 1]


def _corrected(session: Session, known: Lexicon, concept: Concept) -> Concept | None:
    """The known word that a Latin one may have meant: valfe → valve."""
    typed = concept.typed
    if concept.is_known or len(typed) < SHORTEST_WORD or not typed.isascii() or not typed.isalpha():
        return None
    choices = [phrase for phrase in known.phrases if phrase.isascii() and phrase[0] == typed[0]]
    length = func.length(SearchWord.word)
    stored = select(SearchWord.word).where(
        col(SearchWord.word) >= typed[0],
        col(SearchWord.word) < chr(ord(typed[0]) + 1),
        length.between(len(typed) - 2, len(typed) + 2),
    )
    choices += session.exec(stored.limit(MOST_WORDS)).all()
    best = process.extractOne(typed, choices, scorer=fuzz.ratio, score_cutoff=NEAR_ENOUGH)
    if best is None or best[0] == typed:
        return None
    return known.phrases.get(best[0]) or Concept(best[0])


def _dispensable(concept: Concept) -> int:
    """A place or an industry is left out before a field, and that before a word."""
    return [Sort.AREA, Sort.INDUSTRY, Sort.FIELD, Sort.WORD].index(concept.sort)
