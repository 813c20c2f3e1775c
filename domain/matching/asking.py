"""Needs as the kernel reads them: many at once, so that ranking all of them does not wait for Python."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy import sparse

from domain.matching import kernel, topics
from domain.matching.bags import (
    CHANNELS,
    CHARACTERS,
    GLOSSES,
    PAIRS,
    WORDS,
    Bag,
    Counted,
    chinese_share,
    chinese_shares,
    counted,
)
from domain.matching.glosses import Glosses
from domain.matching.mixing import K1, SHARES, WEIGHING, Weighing
from domain.matching.postings import Postings
from domain.matching.segmenting import CHINESE
from domain.matching.topics import Subjects

CHINESE_ONLY = (PAIRS, CHARACTERS)


class Asked(NamedTuple):
    """A batch of needs. `spans` (needs, channels + 1) says where the terms of each channel begin in `terms`."""

    spans: np.ndarray
    terms: np.ndarray
    weights: np.ndarray  # how often each is said, times how rare it is (mixing.Weighing)
    ideals: (
        np.ndarray
    )  # (needs, channels) what a record that says all of it again and again could reach
    shares: np.ndarray  # (needs, channels)
    vectors: np.ndarray  # (needs, topics)
    chinese: np.ndarray  # (needs) how much of each is Chinese

    def of(self, some: slice) -> tuple[np.ndarray, ...]:
        """Some of the needs as `kernel.rank` reads them, beside their topics."""
        said = self.spans[some], self.terms, self.weights
        return *said, self.ideals[some], self.shares[some], self.chinese[some]


@dataclass(frozen=True)
class Heard:
    """What all records say of one need, before their neighbours are heard; in double precision."""

    scores: np.ndarray  # (records)
    told: np.ndarray  # how the scores were made: see kernel.mixed_scores
    alike: np.ndarray  # (records) cosine of the topics
    lifts: np.ndarray  # (records) of the glosses
    edge: float  # see kernel.edge_of

    @property
    def shared(self) -> float:
        """The share of the neighbours of the first."""
        return float(self.told[len(CHANNELS) + kernel.SHARED])

    def shares(self, places: np.ndarray) -> np.ndarray:
        """The share of the neighbours of some records: (places)."""
        return kernel.shares_of(self.scores[places], self.shared, self.edge)


def asked(
    texts: Sequence[str],
    glosses: Glosses,
    laid: Postings,
    subjects: Subjects,
    weighing: Weighing = WEIGHING,
) -> Asked:
    """Read a batch of needs for records that were laid and learnt from. Terms that stand nearly everywhere are passed
    over.

    What a need says in Latin letters and numbers has no pairs and no characters: it stands in these channels as the
    words that it is, or a name would count half of what a Chinese word does. Where a need says nothing else the words
    have the shares of both instead, which comes to the same and is sooner done.
    """
    channels = counted(texts, glosses)
    needs, many = len(texts), len(CHANNELS)
    ideals = np.empty((needs, many), np.float32)
    chinese = chinese_shares(channels)
    latin, rows, places, terms, weights = [], [], [], [], []
    for channel, found in enumerate(channels):
        numbers = _padded(laid.numbers(channel, found.terms), found)
        rarity = weighing.rare(laid.rarity(numbers))
        counts = found.counts.copy()
        counts.data = weighing.said(counts.data)
        if channel == WORDS:
            is_latin = _is_latin(found)
            said_in_latin = counts @ (rarity * is_latin)
        said = counts @ rarity + (said_in_latin if channel in CHINESE_ONLY else 0.0)
        ideals[:, channel] = np.maximum((K1 + 1) * said, 1e-9)
        is_heard = (numbers >= 0) & (laid.held(numbers) <= laid.most[channel])
        kept = is_heard[found.counts.indices]
        at = found.counts.indices[kept]
        row = np.repeat(np.arange(needs), np.diff(found.counts.indptr))[kept]
        parts = row, numbers[at], counts.data[kept] * rarity[at]
        if channel == WORDS:
            is_beside = is_latin[at] & (chinese[row] > 0)
            latin = [part[is_beside] for part in parts]
        elif channel in CHINESE_ONLY:
            parts = map(np.concatenate, zip(parts, latin, strict=True))
        for part, all_parts in zip(parts, (rows, terms, weights), strict=True):
            all_parts.append(part)
        places.append(np.full(len(rows[-1]), channel))
    row, place, term = (np.concatenate(each) for each in (rows, places, terms))
    order = np.lexsort((term, place, row))
    begins = np.zeros(needs * many + 1, np.int64)
    np.cumsum(np.bincount(row * many + place, minlength=needs * many), out=begins[1:])
    inside = np.arange(needs)[:, None] * many + np.arange(many + 1)[None, :]
    return Asked(
        spans=begins[inside],
        terms=term[order],
        weights=np.concatenate(weights)[order].astype(np.float32),
        ideals=ideals,
        shares=_shares(chinese).astype(np.float32),
        vectors=_vectors(channels, subjects),
        chinese=chinese,
    )


def asked_alone(need: Sequence[Bag], laid: Postings, subjects: Subjects) -> Asked:
    """The same of one need whose terms were counted, in double precision: matrices of one line cost more than they
    save."""
    many, chinese = len(CHANNELS), chinese_share(need[WORDS], need[CHARACTERS])
    ideals, ends, terms, weights = np.empty((1, many)), [0], [], []
    for channel, bag in enumerate(need):
        numbers = laid.numbers(channel, bag)
        counts = np.fromiter(bag.values(), float, len(bag))
        weighed = WEIGHING.said(counts) * WEIGHING.rare(laid.rarity(numbers))
        most = np.full(len(numbers), laid.most[channel])
        if channel == WORDS:
            is_latin = np.array([chinese and not CHINESE.match(term) for term in bag], bool)
            latin = numbers[is_latin], weighed[is_latin], most[is_latin]
        elif channel in CHINESE_ONLY:
            parts = zip((numbers, weighed, most), latin, strict=True)
            numbers, weighed, most = map(np.concatenate, parts)
        ideals[0, channel] = max((K1 + 1) * weighed.sum(), 1e-9)
        heard = np.flatnonzero((numbers >= 0) & (laid.held(numbers) <= most))
        in_order = heard[np.argsort(numbers[heard])]
        terms.append(numbers[in_order])
        weights.append(weighed[in_order])
        ends.append(ends[-1] + len(in_order))
    lines = subjects.lines_of([(need[WORDS], need[GLOSSES])])
    return Asked(
        spans=np.array([ends], np.int64),
        terms=np.concatenate(terms),
        weights=np.concatenate(weights),
        ideals=ideals,
        shares=_shares(np.array([chinese])),
        vectors=subjects.vectors_of(lines),
        chinese=np.array([chinese], np.float32),
    )


def _shares(chinese: np.ndarray) -> np.ndarray:
    """The shares of the channels for needs that are so far Chinese: (needs, channels)."""
    found = np.tile(np.array(SHARES), (len(chinese), 1))
    is_latin = chinese == 0
    found[is_latin, WORDS] += found[np.ix_(is_latin, CHINESE_ONLY)].sum(axis=1)
    found[np.ix_(is_latin, CHINESE_ONLY)] = 0
    return found


def _padded(numbers: np.ndarray, found: Counted) -> np.ndarray:
    """One number for each column, also where a channel has a column and no term: -1."""
    missing = np.full(found.counts.shape[1] - len(numbers), -1, np.int64)
    return np.concatenate([numbers, missing])


def _is_latin(found: Counted) -> np.ndarray:
    """Which columns are words of Latin letters, or numbers."""
    latin = np.zeros(found.counts.shape[1], bool)
    latin[: len(found.terms)] = [not CHINESE.match(term) for term in found.terms]
    return latin


def _vectors(channels: tuple[Counted, ...], subjects: Subjects) -> np.ndarray:
    """Where each need lies among the topics of the records."""
    needs = channels[WORDS].counts.shape[0]
    parts = []
    for found, known in zip((channels[WORDS], channels[GLOSSES]), subjects.columns, strict=True):
        to = _padded(np.array([known.get(term, -1) for term in found.terms], np.int64), found)
        rows = np.repeat(np.arange(needs), np.diff(found.counts.indptr))
        at = to[found.counts.indices]
        kept = at >= 0
        parts.append((rows[kept], at[kept], found.counts.data[kept]))
    rows, at, counts = (np.concatenate(each) for each in zip(*parts, strict=True))
    shape = (needs, len(subjects.rarity))
    lines = sparse.csr_matrix((counts, (rows, at)), shape=shape, dtype=np.float32)
    return subjects.vectors_of(topics.weighted(lines, subjects.rarity))
