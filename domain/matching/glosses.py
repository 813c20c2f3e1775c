"""English as the pivot between the languages: each Chinese word counts as the stems of its glosses, by their share.

In the manner of probabilistic structured queries: a word with five meanings gives a fifth to each. Terms that staff
have added come before the dictionary, and the longest one that fits is taken whole.
"""

from collections import Counter
from collections.abc import Mapping
from functools import cached_property

from domain.matching.dictionary import definitions
from domain.matching.segmenting import CHINESE, Segments, levelled, stems


class Glosses:
    """The dictionary together with the terms of the staff: {Chinese: English, …}."""

    def __init__(self, terms: Mapping[str, str] | None = None):
        self._terms = {
            levelled(chinese): stems(english) for chinese, english in (terms or {}).items()
        }
        self._known: dict[str, dict[str, float]] = {}

    def of(self, segments: Segments) -> Counter:
        """The stems that stand for a text, with the weight of each."""
        found: Counter = Counter()
        for word in (*segments.latin, *segments.chinese):
            for stem, share in self.of_term(word).items():
                found[stem] += share
        for stem in self.of_terms(segments):
            found[stem] += 1
        return found

    def of_terms(self, segments: Segments) -> list[str]:
        """The stems of the staff's terms that stand in a text."""
        return [stem for run in segments.runs for stem in self._in_run(run)] if self._terms else []

    def of_term(self, term: str) -> Mapping[str, float]:
        """The stems that stand for one word: those of its glosses, or an English word itself."""
        return self.of_word(term) if CHINESE.match(term) else {term: 1.0}

    def of_word(self, word: str) -> Mapping[str, float]:
        """The stems of a word's glosses; their weights add up to one, or there are none."""
        known = self._known.get(word)
        if known is None:
            known = self._known[word] = self._looked_up(word)
        return known

    def _looked_up(self, word: str) -> dict[str, float]:
        if word in self._terms:
            return {}  # taken whole, where it stands in the run
        meanings = [each for each in map(stems, definitions().get(word, ())) if each]
        shares: dict[str, float] = {}
        for meaning in meanings:
            for stem in meaning:
                shares[stem] = shares.get(stem, 0.0) + 1 / len(meaning) / len(meanings)
        return shares

    def _in_run(self, run: str) -> list[str]:
        found: list[str] = []
        at = 0
        while self._lengths and at < len(run):
            for length in self._lengths:
                term = self._terms.get(run[at : at + length])
                if term is not None and at + length <= len(run):
                    found += term
                    at += length
                    break
            else:
                at += 1
        return found

    @cached_property
    def _lengths(self) -> list[int]:
        return sorted({len(term) for term in self._terms}, reverse=True)
