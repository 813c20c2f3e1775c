"""One channel at a time, compiled by numba: what the terms of a need add to the score of every record that holds them.

Arrays: `starts`, `records` and `impacts` as in domain/matching/postings.py; newcomers lie record by record beside them
(domain/matching/newcomers.py). The terms of a need stand in their order within a channel.
"""

import numpy as np
from numba import njit, prange

from domain.matching.leaders import pick
from domain.matching.postings import BLOCK

TOGETHER = 128  # needs that one thread ranks by one channel, block by block


@njit(cache=True, nogil=True, fastmath=True, inline="always")
def _add(places, adds, weight, scores):
    """Add what one term adds to the scores of the records that hold it.

    Eight of them are read before the first is written: they are all different, but the processor cannot know that, and
    would wait with each reading for the writing before it. So it takes half the time.
    """
    whole = places.shape[0] - places.shape[0] % 8
    for at in range(0, whole, 8):
        a, b, c, d = places[at], places[at + 1], places[at + 2], places[at + 3]
        e, f, g, h = places[at + 4], places[at + 5], places[at + 6], places[at + 7]
        of_a = scores[a] + weight * adds[at]
        of_b = scores[b] + weight * adds[at + 1]
        of_c = scores[c] + weight * adds[at + 2]
        of_d = scores[d] + weight * adds[at + 3]
        of_e = scores[e] + weight * adds[at + 4]
        of_f = scores[f] + weight * adds[at + 5]
        of_g = scores[g] + weight * adds[at + 6]
        of_h = scores[h] + weight * adds[at + 7]
        scores[a], scores[b], scores[c], scores[d] = of_a, of_b, of_c, of_d
        scores[e], scores[f], scores[g], scores[h] = of_e, of_f, of_g, of_h
    for at in range(whole, places.shape[0]):
        scores[places[at]] += weight * adds[at]


@njit(cache=True, nogil=True, fastmath=True, inline="always")
def _add_up(starts, records, impacts, block, terms, weights, begin, end, scores):
    """Add up one channel for one need in one block of records."""
    known = starts.shape[1] - 1
    scores[:] = 0
    for at in range(begin, end):
        term = terms[at]
        if term >= known:  # one that came later
            continue
        weight, first, last = weights[at], starts[block, term], starts[block, term + 1]
        _add(records[first:last], impacts[first:last], weight, scores)


@njit(cache=True, nogil=True, fastmath=True)
def score(starts, records, impacts, dead, terms, weights, begin, end, blocks, out):
    """Add up one channel for one need in some blocks, `(first, end)`, those left out that are no longer there."""
    for block in range(blocks[0], blocks[1]):
        scores = out[block * BLOCK : (block + 1) * BLOCK]
        if scores.shape[0] == 0:
            continue
        _add_up(starts, records, impacts, block, terms, weights, begin, end, scores)
        for place in dead:
            if block * BLOCK <= place < block * BLOCK + scores.shape[0]:
                scores[place - block * BLOCK] = 0


@njit(cache=True, nogil=True)
def score_new(
    spans, new_terms, new_impacts, alive, first, channel, terms, weights, begin, end, out
):
    """The same for the records that came after the last building; they lie record by record.

    Terms of the channels from `first` to `channel` are looked for, where those of a need stand in this one.
    """
    for record in range(spans.shape[0]):
        total = np.zeros(1, out.dtype)[0]
        if not alive[record]:
            out[record] = total
            continue
        for at in range(spans[record, first], spans[record, channel + 1]):
            term = new_terms[at]
            low, high = begin, end
            while low < high:  # the terms of a need stand in order within a channel
                middle = (low + high) // 2
                if terms[middle] < term:
                    low = middle + 1
                else:
                    high = middle
            if low < end and terms[low] == term:
                total += weights[low] * new_impacts[at]
        out[record] = total


@njit(cache=True, nogil=True)
def echo_new(new_spans, new_terms, new_impacts, alive, terms, weights, out):
    """What the newcomers say of some weighed terms of several channels, in the order of the terms: into (newcomers)."""
    of_channel = np.empty(out.shape[0], out.dtype)
    out[:] = 0
    for channel in range(new_spans.shape[1] - 1):
        end = terms.shape[0]
        by_record = new_spans, new_terms, new_impacts, alive
        score_new(*by_record, channel, channel, terms, weights, 0, end, of_channel)
        out += of_channel


@njit(cache=True, nogil=True, parallel=True)
def rank(starts, records, impacts, total, begins, ends, terms, weights, places):
    """The best records for each need by one channel alone, exactly: (needs, places) and their scores.

    `total`: how many records were laid; `begins` and `ends` (needs): where the terms of the channel lie. The first are
    picked block by block, while the scores are still in the processor's cache, and the postings for the next need.
    """
    needs = begins.shape[0]
    best = np.full((needs, places), -1, np.int32)
    values = np.zeros((needs, places), weights.dtype)
    for chunk in prange((needs + TOGETHER - 1) // TOGETHER):
        block_scores = np.empty(min(BLOCK, total), weights.dtype)
        for block in range(starts.shape[0]):
            scores = block_scores[: min(BLOCK, total - block * BLOCK)]
            for need in range(chunk * TOGETHER, min((chunk + 1) * TOGETHER, needs)):
                begin, end = begins[need], ends[need]
                _add_up(starts, records, impacts, block, terms, weights, begin, end, scores)
                pick(scores, block * BLOCK, best[need], values[need])
    return best, values
