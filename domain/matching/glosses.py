"""English as the pivot between the languages: each Chinese word counts as the stems of its glosses, by their share.

In the manner of probabilistic structured queries: a word with five meanings gives a fifth to each. A word that the
dictionary does not hold counts as its longest parts that it holds, at half their weight. Terms that staff have added
come before the dictionary, and the longest one that fits is taken whole, also one with letters, figures or signs in it
(5G基站). Of several translations each word counts.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cached_property

from domain.matching.dictionary import definitions
from domain.matching.segmenting import CHINESE, Segments, levelled, root, stems

LEAST = 0.05  # share of a stem that is worth looking for
OF_PARTS = 0.5  # weight of the parts of a word that is in no dictionary
WITHIN = re.compile(r"[a-z\d]{2}")  # the middle of a word or a number


class Glosses:
    """The dictionary together with the terms of the staff, (Chinese, English) each."""

    def __init__(self, terms: Iterable[tuple[str, str]] = ()):
        self._terms: dict[str, list[list[str]]] = {}  # the stems of each translation
        for chinese, english in terms:
            self._terms.setdefault(levelled(chinese), []).append(stems(english))
        self._known: dict[str, dict[str, float]] = {}
        self._roots = _Roots()

    def of(self, segments: Segments) -> Mapping[str, float]:
        """The roots that stand for a text, with the weight of each."""
        found: dict[str, float] = {}
        so_far, known, roots = found.get, self._known.get, self._roots
        for word in segments.latin:
            each = root(word)
            found[each] = so_far(each, 0.0) + 1.0
        for word in segments.chinese:
            shares = known(word)
            for stem, share in (self.of_word(word) if shares is None else shares).items():
                each = roots[stem]
                found[each] = so_far(each, 0.0) + share
        for stem in self.of_terms(segments):
            each = root(stem)
            found[each] = so_far(each, 0.0) + 1.0
        return found

    def of_terms(self, segments: Segments) -> list[str]:
        """The stems of the staff's terms that stand in a text."""
        found = []
        for term in self._found(segments):
            found += dict.fromkeys(stem for each in self._terms[term] for stem in each)
        return found

    def terms_in(self, segments: Segments) -> list[tuple[str, list[str]]]:
        """The staff's terms that stand in a text, each with the stems of a translation, one after the other."""
        return [(term, each) for term in self._found(segments) for each in self._terms[term]]

    def roots_of(self, term: str) -> list[tuple[str, float]]:
        """The roots that stand for one word, each by its share: those of its glosses, or that of an English word."""
        if not CHINESE.match(term):
            return [(root(term), 1.0)]
        return [(root(stem), share) for stem, share in self.of_word(term).items()]

    def of_word(self, word: str) -> Mapping[str, float]:
        """The stems of a word's glosses; the weights of a word that is in the dictionary add up to one."""
        known = self._known.get(word)
        if known is None:
            known = self._known[word] = self._looked_up(word)
        return known

    def _looked_up(self, word: str) -> dict[str, float]:
        if word in self._terms:
            return {}  # taken whole, where it stands in the run
        shares = _shares(word)
        if shares or len(word) == 1:
            return shares
        for part in _parts(word):
            for stem, share in self.of_word(part).items():
                shares[stem] = shares.get(stem, 0.0) + OF_PARTS * share
        return shares

    def _found(self, segments: Segments) -> list[str]:
        """The terms that stand in a text, the longest that fits taken each time."""
        found: list[str] = []
        text, at = segments.text if self._terms else "", 0
        while at < len(text):
            term = self._longest(text, at) if text[at] in self._by_sign else None
            if term is not None:
                found.append(term)
            at += len(term or text[at])
        return found

    def _longest(self, text: str, at: int) -> str | None:
        """The longest term that stands at this place."""
        terms = self._by_sign[text[at]]
        return next((each for each in terms if _stands(each, text, at)), None)

    @cached_property
    def _by_sign(self) -> dict[str, list[str]]:
        """The terms by the sign that they begin with, the longest first."""
        found: dict[str, list[str]] = {}
        for term in sorted(self._terms, key=len, reverse=True):
            found.setdefault(term[0], []).append(term)
        return found


def _stands(term: str, text: str, at: int) -> bool:
    """Whether a term stands at this place, and no word or number goes on beyond it."""
    ends = at + len(term)
    return text.startswith(term, at) and not (
        WITHIN.fullmatch(text[max(at - 1, 0) : at + 1])
        or WITHIN.fullmatch(text[ends - 1 : ends + 1])
    )


class _Roots(dict):
    """The roots of the dictionary's stems. Kept by stem, for words are many and stems are few."""

    def __missing__(self, stem: str) -> str:
        self[stem] = found = root(stem)
        return found


def _shares(word: str) -> dict[str, float]:
    """The stems of a word in the dictionary, each by its share; none of one that is not in it."""
    meanings = [each for each in map(stems, definitions().get(word, ())) if each]
    shares: dict[str, float] = {}
    for meaning in meanings:
        for stem in meaning:
            shares[stem] = shares.get(stem, 0.0) + 1 / len(meaning) / len(meanings)
    kept = {stem: share for stem, share in shares.items() if share >= LEAST} or shares
    total = sum(kept.values())
    return {stem: share / total for stem, share in kept.items()}


def _parts(word: str) -> list[str]:
    """The longest words of the dictionary that a longer one is made of, from its beginning."""
    found, at = [], 0
    while at < len(word):
        longest = len(word) - at if at else len(word) - 1
        lengths = range(longest, 0, -1)
        length = next((n for n in lengths if word[at : at + n] in definitions()), 1)
        found.append(word[at : at + length])
        at += length
    return found
