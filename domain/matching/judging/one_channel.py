"""One channel alone, as others rank: for measuring the engine's BM25 beside theirs, work for work.

Exact, but not everything is added up: rare terms come first, and as soon as what is left could not lift a record among
the best, only the few records that are still in the race are scored to the end (MaxScore; Turtle and Flood 1995).
"""

from collections.abc import Sequence

import numpy as np
from numba import njit, prange
from scipy import sparse

from domain.matching.bags import Counted
from domain.matching.leaders import RUN, above
from domain.matching.postings import BLOCK, lay

CHUNK = 128  # needs that one thread ranks with the same memory
FIRST = 0.1  # postings per record that are added up before the first guess of who will be among the best
LEFT = 0.4  # of the last place's score, that the terms passed over may give at most


class OneChannel:
    """Texts that are cut already, ranked by BM25."""

    def __init__(self, tokens: Sequence[Sequence[str]]):
        numbers: dict[str, int] = {}
        columns = [numbers.setdefault(each, len(numbers)) for text in tokens for each in text]
        ends = np.cumsum([0, *(len(text) for text in tokens)])
        shape = (len(tokens), max(len(numbers), 1))
        ones = np.ones(len(columns), np.float32)
        counts = sparse.csr_matrix((ones, columns, ends), shape=shape)
        counts.sum_duplicates()
        laid = lay([Counted(numbers, counts)])
        self._known = laid.terms[0]
        self.many = len(tokens)
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
        self.impacts = sparse.hstack(blocks, "csr")  # (terms, records)
        self._by_record = self.impacts.T.tocsr()
        self._highest = self.impacts.max(axis=1).toarray().ravel()

    def asked(self, tokens: Sequence[Sequence[str]]) -> sparse.csr_matrix:
        """How often each known term stands in each need: (needs, terms)."""
        known = self._known
        lists = [[known[each] for each in text if each in known] for text in tokens]
        ends = np.cumsum([0, *(len(each) for each in lists)])
        columns = [each for several in lists for each in several]
        ones = np.ones(len(columns), np.float32)
        found = sparse.csr_matrix((ones, columns, ends), shape=(len(lists), len(known)))
        found.sum_duplicates()
        return found

    def best(self, asked: sparse.csr_matrix, places: int) -> tuple[np.ndarray, np.ndarray]:
        """Records and scores of the best places: (needs, places), -1 where there are no more."""
        by_term, by_record = self.impacts, self._by_record
        return _rank(
            by_term.indptr,
            by_term.indices,
            by_term.data,
            self._highest,
            by_record.indptr,
            by_record.indices,
            by_record.data,
            asked.indptr,
            asked.indices,
            asked.data,
            places,
        )


@njit(cache=True, parallel=True)
def _rank(starts, records, impacts, highest, begins, held, said, spans, terms, weights, places):
    needs, many = spans.shape[0] - 1, begins.shape[0] - 1
    best = np.full((needs, places), -1, np.int32)
    values = np.zeros((needs, places), np.float32)
    for chunk in prange((needs + CHUNK - 1) // CHUNK):
        scores = np.zeros(many, np.float32)
        dense = np.zeros(starts.shape[0] - 1, np.float32)
        for need in range(chunk * CHUNK, min((chunk + 1) * CHUNK, needs)):
            begin, end = spans[need], spans[need + 1]
            _rank_one(
                starts,
                records,
                impacts,
                highest,
                begins,
                held,
                said,
                terms[begin:end],
                weights[begin:end],
                scores,
                dense,
                best[need],
                values[need],
            )
    return best, values


@njit(cache=True)
def _rank_one(
    starts,
    records,
    impacts,
    highest,
    begins,
    held,
    said,
    terms,
    weights,
    scores,
    dense,
    best,
    values,
):
    """Fill in the best records of one need; `scores` (records) and `dense` (terms) are zeros before and after."""
    many = terms.shape[0]
    order = np.argsort(starts[terms + 1] - starts[terms])  # the rarest term first
    left = np.zeros(many + 1, np.float32)  # what the terms from here on can give at most
    for at in range(many - 1, -1, -1):
        term = order[at]
        left[at] = left[at + 1] + weights[term] * highest[terms[term]]
        dense[terms[term]] = weights[term]
    fewest = int(FIRST * scores.shape[0])
    done = _add_some(starts, records, impacts, terms, weights, order, 0, fewest, scores)
    _first(scores, best, values)
    edge = _edge(best, begins, held, said, dense)
    while done < many and left[done] > LEFT * edge:
        done = _add_some(starts, records, impacts, terms, weights, order, done, 0, scores)
    _settle(scores, left[done], edge, begins, held, said, dense, best, values)
    scores[:] = 0.0
    for at in range(many):
        dense[terms[at]] = 0.0


@njit(cache=True, fastmath=True)
def _add_some(starts, records, impacts, terms, weights, order, done, fewest, scores):
    """Add up one term more, and others until so many postings are read; returns how many terms are done."""
    read = 0
    while done < order.shape[0]:
        term, weight = terms[order[done]], weights[order[done]]
        for at in range(starts[term], starts[term + 1]):
            scores[records[at]] += weight * impacts[at]
        read += starts[term + 1] - starts[term]
        done += 1
        if read >= fewest:
            break
    return done


@njit(cache=True)
def _edge(best, begins, held, said, dense):
    """What the last of some records reaches in truth; zero where places are still free."""
    lowest = np.float32(np.inf)
    for place in range(best.shape[0]):
        if best[place] < 0:
            return np.float32(0.0)
        lowest = min(lowest, _exact(best[place], begins, held, said, dense))
    return lowest * np.float32(1 - 1e-5)  # the order of adding rounds otherwise


@njit(cache=True, fastmath=True)
def _exact(record, begins, held, said, dense):
    total = np.float32(0.0)
    for at in range(begins[record], begins[record + 1]):
        total += dense[held[at]] * said[at]
    return total


@njit(cache=True, fastmath=True)
def _settle(scores, left, edge, begins, held, said, dense, best, values):
    """Score to the end whoever can still come among the best, and keep these, the best first."""
    last = best.shape[0] - 1
    best[:], values[:] = -1, 0.0
    for begin in range(0, scores.shape[0], RUN):
        run = scores[begin : begin + RUN]
        if above(run, max(edge, values[last]) - left) == 0:
            continue
        for record in range(run.shape[0]):
            if run[record] > max(edge, values[last]) - left:
                score = _exact(begin + record, begins, held, said, dense)
                _insert(begin + record, score, best, values)


@njit(cache=True, fastmath=True)
def _first(scores, best, values):
    """The records of the highest scores above zero, the best first; whole runs of lower ones are passed over."""
    last = best.shape[0] - 1
    for begin in range(0, scores.shape[0], RUN):
        run = scores[begin : begin + RUN]
        if above(run, values[last]):
            for record in range(run.shape[0]):
                if run[record] > values[last]:
                    _insert(begin + record, run[record], best, values)


@njit(cache=True, fastmath=True)
def _insert(record, score, best, values):
    at = best.shape[0] - 1
    if score <= values[at]:
        return
    while at > 0 and values[at - 1] < score:
        values[at], best[at] = values[at - 1], best[at - 1]
        at -= 1
    values[at], best[at] = score, record
