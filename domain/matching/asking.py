"""Needs as the kernel reads them: many at once, so that ranking all of them does not wait for Python."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy import sparse

from domain.matching import topics
from domain.matching.bags import CHANNELS, GLOSSES, WORDS, Counted, chinese_shares, counted
from domain.matching.glosses import Glosses
from domain.matching.mixing import K1
from domain.matching.postings import Postings
from domain.matching.topics import Topics


class Asked(NamedTuple):
    """A batch of needs. `spans` (needs, channels + 1) says where the terms of each channel begin in `terms`."""

    spans: np.ndarray
    terms: np.ndarray
    weights: np.ndarray
    ideals: (
        np.ndarray
    )  # (needs, channels) what a record could reach that says all of it again and again
    vectors: np.ndarray  # (needs, topics)
    chinese: np.ndarray  # (needs) how much of each is Chinese


def asked(
    texts: Sequence[str],
    glosses: Glosses,
    laid: Postings,
    learnt: Topics | None,
    columns: tuple[dict[str, int], dict[str, int]],
) -> Asked:
    """Read a batch of needs for records that were laid and learnt from."""
    channels = counted(texts, glosses)
    needs, many = len(texts), len(CHANNELS)
    ideals = np.empty((needs, many), np.float32)
    rows, places, terms, weights = [], [], [], []
    for channel, found in enumerate(channels):
        numbers = _numbers(found, laid.terms[channel])
        rarity = np.where(numbers < 0, laid.unheard, laid.rarity_of(np.maximum(numbers, 0)))
        ideals[:, channel] = np.maximum((K1 + 1) * (found.counts @ rarity), 1e-9)
        term = numbers[found.counts.indices]
        known = term >= 0
        row = np.repeat(np.arange(needs), np.diff(found.counts.indptr))[known]
        rows.append(row)
        places.append(np.full(len(row), channel))
        terms.append(term[known])
        weights.append(found.counts.data[known])
    row, place, term = (np.concatenate(each) for each in (rows, places, terms))
    order = np.lexsort((term, place, row))
    begins = np.zeros(needs * many + 1, np.int64)
    np.cumsum(np.bincount(row * many + place, minlength=needs * many), out=begins[1:])
    inside = np.arange(needs)[:, None] * many + np.arange(many + 1)[None, :]
    return Asked(
        spans=begins[inside],
        terms=term[order],
        weights=np.concatenate(weights)[order].astype(np.float32, copy=False),
        ideals=ideals,
        vectors=_vectors(channels, learnt, columns),
        chinese=chinese_shares(channels),
    )


def _numbers(found: Counted, known: dict[str, int]) -> np.ndarray:
    """The number of each term among the records, by its column; -1 for one that none of them holds."""
    numbers = np.full(found.counts.shape[1], -1, np.int64)
    if found.terms:
        numbers[: len(found.terms)] = [known.get(term, -1) for term in found.terms]
    return numbers


def _vectors(
    channels: tuple[Counted, ...],
    learnt: Topics | None,
    columns: tuple[dict[str, int], dict[str, int]],
) -> np.ndarray:
    """Where each need lies among the topics of the records."""
    needs = channels[WORDS].counts.shape[0]
    if learnt is None:
        return np.zeros((needs, 0), np.float32)
    parts = []
    for found, known in zip((channels[WORDS], channels[GLOSSES]), columns, strict=True):
        to = _numbers(found, known)
        rows = np.repeat(np.arange(needs), np.diff(found.counts.indptr))
        at = to[found.counts.indices]
        kept = at >= 0
        parts.append((rows[kept], at[kept], found.counts.data[kept]))
    rows, at, counts = (np.concatenate(each) for each in zip(*parts, strict=True))
    shape = (needs, len(learnt.rarity))
    lines = sparse.csr_matrix((counts, (rows, at)), shape=shape, dtype=np.float32)
    return learnt.of(topics.weighted(lines, learnt.rarity))
