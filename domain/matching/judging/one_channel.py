"""One channel of the engine alone, as others rank: for measuring the engine beside them, work for work."""

from collections.abc import Sequence

import numpy as np
from numba import njit, prange
from scipy import sparse

from domain.matching.bags import Counted
from domain.matching.kernel import RUN
from domain.matching.postings import BLOCK, lay


class OneChannel:
    """Texts that are cut already, ranked by BM25 with the engine's own loops."""

    def __init__(self, tokens: Sequence[Sequence[str]]):
        numbers: dict[str, int] = {}
        columns = [numbers.setdefault(each, len(numbers)) for text in tokens for each in text]
        ends = np.cumsum([0, *(len(text) for text in tokens)])
        shape = (len(tokens), max(len(numbers), 1))
        ones = np.ones(len(columns), np.float32)
        counts = sparse.csr_matrix((ones, columns, ends), shape=shape)
        counts.sum_duplicates()
        self._laid = lay([Counted(numbers, counts)])
        self.many = len(tokens)

    def asked(self, tokens: Sequence[Sequence[str]]) -> sparse.csr_matrix:
        """How often each known term stands in each need: (needs, terms)."""
        known = self._laid.terms[0]
        lists = [[known[each] for each in text if each in known] for text in tokens]
        ends = np.cumsum([0, *(len(each) for each in lists)])
        columns = [each for several in lists for each in several]
        ones = np.ones(len(columns), np.float32)
        found = sparse.csr_matrix((ones, columns, ends), shape=(len(lists), len(known)))
        found.sum_duplicates()
        return found

    def best(self, asked: sparse.csr_matrix, places: int) -> tuple[np.ndarray, np.ndarray]:
        """Records and scores of the best places: (needs, places), -1 where there are no more."""
        laid = self._laid
        spans = np.stack([asked.indptr[:-1], asked.indptr[1:]], axis=1).astype(np.int64)
        return _rank(
            laid.starts,
            laid.records,
            laid.impacts,
            spans,
            asked.indices.astype(np.int64),
            asked.data,
            self.many,
            places,
        )

    def impacts(self) -> sparse.csr_matrix:
        """The same as a matrix whose product with needs holds all scores: (terms, records)."""
        laid = self._laid
        blocks = [
            sparse.csr_matrix(
                (
                    laid.impacts[row[0] : row[-1]],
                    laid.records[row[0] : row[-1]].astype(np.int32),
                    row - row[0],
                ),
                shape=(len(row) - 1, min(self.many - block * BLOCK, BLOCK)),
            )
            for block, row in enumerate(laid.starts)
        ]
        return sparse.hstack(blocks, "csr")


@njit(cache=True, parallel=True)
def _rank(starts, records, impacts, spans, terms, weights, many, places):
    """The best of `many` records by one channel alone: what the engine is measured against others by."""
    needs = spans.shape[0]
    best = np.full((needs, places), -1, np.int32)
    values = np.zeros((needs, places), np.float32)
    for need in prange(needs):
        scores = np.empty(min(many, BLOCK), np.float32)
        for block in range(starts.shape[0]):
            first = block * BLOCK
            here = scores[: min(many - first, BLOCK)]
            _add(
                starts[block],
                records,
                impacts,
                terms,
                weights,
                spans[need, 0],
                spans[need, 1],
                here,
            )
            _first(here, first, best[need], values[need])
    return best, values


@njit(cache=True, fastmath=True)
def _add(starts, records, impacts, terms, weights, begin, end, scores):
    scores[:] = 0.0
    for at in range(begin, end):
        term, weight = terms[at], weights[at]
        for posting in range(starts[term], starts[term + 1]):
            scores[records[posting]] += weight * impacts[posting]


@njit(cache=True, fastmath=True)
def _first(scores, offset, best, values):
    """Keep the records of the highest scores above zero, the best first; whole runs of lower ones are passed over."""
    last = best.shape[0] - 1
    for begin in range(0, scores.shape[0], RUN):
        run = scores[begin : begin + RUN]
        if run.max() <= values[last]:
            continue
        for record in range(run.shape[0]):
            score = run[record]
            if score > values[last]:
                at = last
                while at > 0 and values[at - 1] < score:
                    values[at], best[at] = values[at - 1], best[at - 1]
                    at -= 1
                values[at], best[at] = score, offset + begin + record
