"""The records that lie nearest to each record by their topics: a record is also found for what its neighbours say."""

import numpy as np

from domain.matching.sharing import halves, shared

NEAREST = 8
GROUPS = 800  # among which the neighbours of very many records are looked for
PROBED = 4
BLOCK = 512
FEW = 64  # newcomers at once
EXACT = 20_000  # so many records are compared one with all
COARSE = 64  # topics
SEED = 20260102


def around(scores: np.ndarray, at: np.ndarray, near: np.ndarray, alive: np.ndarray) -> np.ndarray:
    """The mean score of the neighbours `near` (some, NEAREST) of some records; of one that has none its own: (some)."""
    is_there = (near >= 0) & alive[near]
    many = is_there.sum(axis=1)
    total = np.where(is_there, scores[near], 0.0).sum(axis=1)
    return np.divide(total, many, out=scores[at], where=many > 0)


def nearest(vectors: np.ndarray) -> np.ndarray:
    """The nearest other records of each: (records, NEAREST), -1 where there are none."""
    many = len(vectors)
    found = none(many)
    if many < 2 or not vectors.shape[1]:
        return found
    if many <= EXACT:
        everyone = np.arange(many)
        pieces = [everyone[begin : begin + BLOCK] for begin in range(0, many, BLOCK)]
        shared(lambda some: _fill(found, vectors, some, everyone), pieces)
        return found
    centres, groups = grouped(vectors)
    close = np.argsort(-(centres @ centres.T), axis=1)[:, :PROBED]

    def fill(group: int) -> None:
        members = groups[group]
        if len(members):
            candidates = np.concatenate([groups[each] for each in close[group]])
            for begin in range(0, len(members), BLOCK):
                _fill(found, vectors, members[begin : begin + BLOCK], candidates)

    shared(fill, range(len(groups)))
    return found


def none(many: int) -> np.ndarray:
    """No neighbours of so many records."""
    return np.full((many, NEAREST), -1, np.int32)


def nearest_to(places: np.ndarray, vectors: np.ndarray, alive: np.ndarray) -> np.ndarray:
    """The nearest records of the last few, which stand in these places: (places, NEAREST), -1 where there are none.

    By the coarser topics, which weigh most: good enough until the next building, and at once.
    """
    found = none(len(places))
    size = min(NEAREST, len(vectors) - 1)
    if size < 1 or not vectors.shape[1]:
        return found
    for begin in range(0, len(places), FEW):
        some = places[begin : begin + FEW]
        parts = shared(
            lambda part, some=some: _closest(vectors, some, alive, part, size),
            halves(len(vectors), least=EXACT),
        )
        best, close = (np.concatenate(each, axis=1) for each in zip(*parts, strict=True))
        first = np.argsort(-close, axis=1, kind="stable")[:, :size]
        best, close = (np.take_along_axis(each, first, 1) for each in (best, close))
        found[begin : begin + FEW, :size] = np.where(close > 0, best, -1)
    return found


def _closest(
    vectors: np.ndarray, some: np.ndarray, alive: np.ndarray, part: tuple[int, int], size: int
) -> tuple[np.ndarray, np.ndarray]:
    """The closest of the records of a part to some others: places and cosines (some, at most `size`)."""
    begin, end = part
    alike = vectors[some, :COARSE] @ vectors[begin:end, :COARSE].T
    alike[:, ~alive[begin:end]] = -np.inf
    here = np.flatnonzero((some >= begin) & (some < end))
    alike[here, some[here] - begin] = -np.inf
    size = min(size, end - begin)
    best = np.argpartition(alike, -size, axis=1)[:, -size:]
    return best + begin, np.take_along_axis(alike, best, 1)


def grouped(vectors: np.ndarray) -> tuple[np.ndarray, list[np.ndarray]]:
    """Some records as centres, and for each the records that lie nearest to it."""
    drawn = np.random.default_rng(SEED).choice(len(vectors), min(GROUPS, len(vectors)), False)
    centres = vectors[np.sort(drawn)]
    belongs = np.concatenate(
        [
            np.argmax(vectors[begin : begin + BLOCK] @ centres.T, axis=1)
            for begin in range(0, len(vectors), BLOCK)
        ]
    )
    order = np.argsort(belongs, kind="stable")
    ends = np.searchsorted(belongs[order], np.arange(len(centres) + 1))
    return centres, [order[ends[n] : ends[n + 1]] for n in range(len(centres))]


def _fill(found: np.ndarray, vectors: np.ndarray, some: np.ndarray, among: np.ndarray) -> None:
    alike = vectors[some] @ vectors[among].T
    alike[some[:, None] == among[None, :]] = -np.inf
    size = min(NEAREST, len(among) - 1)
    if size < 1:
        return
    best = np.argpartition(-alike, size - 1, axis=1)[:, :size]
    close = np.take_along_axis(alike, best, 1)
    found[some, :size] = np.where(close > 0, among[best], -1)
