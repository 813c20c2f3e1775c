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
from domain.matching.mixing import K1, SHARES
from domain.matching.postings import Postings
from domain.matching.segmenting import CHINESE
from domain.matching.topics import Subjects

CHINESE_ONLY = (PAIRS, CHARACTERS)


class Asked(NamedTuple):
    """A batch of needs. `spans` (needs, channels + 1) says where the terms of each channel begin in `terms`."""

    spans: np.ndarray
    terms: np.ndarray
    weights: np.ndarray  # how often each is said, times how rare it is
    ideals: (
        np.ndarray
    )  # (needs, channels) what a record that says all of it again and again could reach
    vectors: np.ndarray  # (needs, topics)
    chinese: np.ndarray  # (needs) how much of each is Chinese

    def of(self, some: slice) -> tuple[np.ndarray, ...]:
        """Some of the needs as `kernel.rank` reads them, beside their topics."""
        shares = np.array(SHARES, np.float32)
        said = self.spans[some], self.terms, self.weights
        return *said, self.ideals[some], shares, self.chinese[some]


@dataclass(frozen=True)
class Heard:
    """What all records say of one need, before their neighbours are heard; in double precision."""

    scores: np.ndarray  # (records)
    told: np.ndarray  # how the scores were made: see kernel.mixed_scores
    alike: np.ndarray  # (records) cosine of the topics
    lifts: np.ndarray  # (records) of the glosses

    @property
    def shared(self) -> float:
        """The share of the neighbours."""
        return float(self.told[len(CHANNELS) + kernel.SHARED])


def asked(texts: Sequence[str], glosses: Glosses, laid: Postings, subjects: Subjects) -> Asked:
    """Read a batch of needs for records that were laid and learnt from. Terms that stand nearly everywhere are passed
    over."""
    channels = counted(texts, glosses)
    needs, many = len(texts), len(CHANNELS)
    ideals = np.empty((needs, many), np.float32)
    # What a need says in Latin letters and numbers: two of the channels have no part in it.
    unseen = 0.0
    rows, places, terms, weights = [], [], [], []
    for channel, found in enumerate(channels):
        numbers = _padded(laid.numbers(channel, found.terms), found)
        rarity = laid.rarity(numbers)
        if channel == WORDS:
            unseen = found.counts @ (rarity * _is_latin(found))
        said = found.counts @ rarity + (unseen if channel in CHINESE_ONLY else 0.0)
        ideals[:, channel] = np.maximum((K1 + 1) * said, 1e-9)
        is_heard = (numbers >= 0) & (laid.held(numbers) <= laid.most[channel])
        kept = is_heard[found.counts.indices]
        at = found.counts.indices[kept]
        row = np.repeat(np.arange(needs), np.diff(found.counts.indptr))[kept]
        rows.append(row)
        places.append(np.full(len(row), channel))
        terms.append(numbers[at])
        weights.append(found.counts.data[kept] * rarity[at])
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
        vectors=_vectors(channels, subjects),
        chinese=chinese_shares(channels),
    )


def asked_alone(need: Sequence[Bag], laid: Postings, subjects: Subjects) -> Asked:
    """The same of one need whose terms were counted, in double precision: matrices of one line cost more than they
    save."""
    many, unseen = len(CHANNELS), 0.0
    ideals, ends, terms, weights = np.empty((1, many)), [0], [], []
    for channel, bag in enumerate(need):
        numbers = laid.numbers(channel, bag)
        counts = np.fromiter(bag.values(), float, len(bag))
        weighed = counts * laid.rarity(numbers)
        if channel == WORDS:
            unseen = weighed[[not CHINESE.match(term) for term in bag]].sum()
        said = weighed.sum() + (unseen if channel in CHINESE_ONLY else 0.0)
        ideals[0, channel] = max((K1 + 1) * said, 1e-9)
        heard = np.flatnonzero((numbers >= 0) & (laid.held(numbers) <= laid.most[channel]))
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
        vectors=subjects.vectors_of(lines),
        chinese=np.array([chinese_share(need[WORDS], need[CHARACTERS])], np.float32),
    )


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
