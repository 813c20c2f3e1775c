"""Texts as counted terms, channel by channel: four ways of saying what stands in a text.

words       English stems and Chinese words
pairs       pairs of neighbouring Chinese characters: finds what was cut otherwise
characters  single Chinese characters: finds what was worded otherwise
glosses     roots of English stems, those of Chinese words by their dictionary: the bridge between the languages
"""

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy import sparse

from domain.matching.glosses import Glosses
from domain.matching.segmenting import CHINESE, Segments, root, segmented
from domain.matching.signs import SHIFT, Counting

CHANNELS = ("words", "pairs", "characters", "glosses")
WORDS, PAIRS, CHARACTERS, GLOSSES = range(4)

REMEMBERED = 256  # texts that were read one by one
CHUNK = 4096  # texts whose characters are counted together
GAP = "\n"  # between runs of Chinese

Bag = Mapping[str, float]


def bags(text: str, glosses: Glosses) -> tuple[Bag, ...]:
    """The counted terms of one text, in the order of the channels."""
    return bags_of(segmented(text), glosses)


def bags_of(segments: Segments, glosses: Glosses) -> tuple[Bag, ...]:
    """The same of a text that was cut."""
    return segments.words, segments.pairs, segments.characters, glosses.of(segments)


@lru_cache(maxsize=REMEMBERED)
def remembered(text: str, glosses: Glosses) -> tuple[Segments, tuple[Bag, ...]]:
    """One text cut, and its bags: of what is compared again and again, as while somebody judges one proposal after the
    other."""
    segments = segmented(text)
    return segments, bags_of(segments, glosses)


@dataclass(frozen=True)
class Counted:
    """One channel of many texts: which terms there are, and how often each stands in each text."""

    terms: Mapping[str, int]  # term → column
    counts: sparse.csr_matrix  # (texts, terms)


def counted(texts: Iterable[str], glosses: Glosses) -> tuple[Counted, ...]:
    """The channels of many texts, counted together: far faster than one by one."""
    numbers, words = _Numbers(), _Lists()
    pairs, characters = Counting(), Counting()
    whole: list[list[str]] = []
    runs: list[tuple[str, ...]] = []
    for text in texts:
        segments = segmented(text)
        words.add([numbers[term] for term in (*segments.latin, *segments.chinese)])
        whole.append(glosses.of_terms(segments))
        runs.append(segments.runs)
        if len(runs) == CHUNK:
            _take_in(runs, pairs, characters)
            runs = []
    _take_in(runs, pairs, characters)
    cut = Counted(dict(numbers), words.matrix(len(numbers)))
    signs = Counted(*pairs.counted()), Counted(*characters.counted())
    return cut, *signs, _glossed(cut, glosses, whole)


def _take_in(runs: Sequence[tuple[str, ...]], pairs: Counting, characters: Counting) -> None:
    """The characters and the pairs of some texts, all at once: a line of signs with a gap after each run."""
    line = "".join(f"{GAP.join(each)}{GAP}" for each in runs)
    signs = np.frombuffer(line.encode("utf-32-le"), np.uint32).astype(np.int64)
    text = np.repeat(
        np.arange(len(runs)), [sum(map(len, each)) + max(len(each), 1) for each in runs]
    )
    is_gap = signs == ord(GAP)
    characters.add(signs[~is_gap], text[~is_gap], len(runs))
    before = np.concatenate([[True], is_gap[:-1]])
    after = np.concatenate([is_gap[1:], [True]])
    following = np.concatenate([signs[1:], [0]])
    is_alone, is_pair = ~is_gap & before & after, ~is_gap & ~after
    found = np.where(is_pair, signs << SHIFT | following, signs)
    kept = is_alone | is_pair
    pairs.add(found[kept], text[kept], len(runs))


def _glossed(words: Counted, glosses: Glosses, whole: Sequence[Sequence[str]]) -> Counted:
    """Words turned into the roots of their glosses, by one product of matrices."""
    numbers = _Numbers()
    rows, columns, shares = array("i"), array("i"), array("f")
    for word, row in words.terms.items():
        for each, share in glosses.roots_of(word):
            rows.append(row)
            columns.append(numbers[each])
            shares.append(share)
    terms = _Lists()
    for each in whole:
        terms.add([numbers[root(stem)] for stem in each])
    size = (words.counts.shape[1], max(len(numbers), 1))
    pivot = sparse.csr_matrix((shares, (rows, columns)), shape=size, dtype=np.float32)
    counts = words.counts @ pivot
    if any(whole):  # a sum of nothing would hold all of it twice
        counts = counts + terms.matrix(size[1])
    return Counted(dict(numbers), counts)


def chinese_share(bag_of_words: Bag, bag_of_characters: Bag) -> float:
    """How much of a text is Chinese: 0 to 1; two characters count as a word."""
    latin = sum(count for term, count in bag_of_words.items() if not CHINESE.match(term))
    chinese = sum(bag_of_characters.values()) / 2
    return chinese / (latin + chinese) if latin + chinese else 0.0


def chinese_shares(channels: Sequence[Counted]) -> np.ndarray:
    """The same of many counted texts: (texts)."""
    words = channels[WORDS]
    is_latin = np.zeros(words.counts.shape[1], np.float32)
    is_latin[[column for term, column in words.terms.items() if not CHINESE.match(term)]] = 1
    latin = words.counts @ is_latin
    chinese = np.asarray(channels[CHARACTERS].counts.sum(axis=1)).ravel() / 2
    total = latin + chinese
    return np.divide(chinese, total, out=np.zeros_like(total), where=total > 0).astype(np.float32)


class _Numbers(dict):
    """Terms numbered as they come."""

    def __missing__(self, term: str) -> int:
        self[term] = number = len(self)
        return number


class _Lists:
    """Lists of numbers, one after the other."""

    def __init__(self):
        self._all, self._ends = array("i"), array("q", [0])

    def add(self, numbers: list[int]) -> None:
        self._all.extend(numbers)
        self._ends.append(len(self._all))

    def matrix(self, width: int) -> sparse.csr_matrix:
        """How often each number stands in each list."""
        columns = np.frombuffer(self._all, np.int32) if self._all else np.zeros(0, np.int32)
        size = (len(self._ends) - 1, max(width, 1))
        ones = np.ones(len(columns), np.float32)
        found = sparse.csr_matrix((ones, columns, np.array(self._ends)), shape=size)
        found.sum_duplicates()
        return found
