"""The inner loops, compiled by numba: all records scored for a need, channel by channel, mixed; the best of them.

Arrays: `starts`, `records`, `impacts` and `spreads` as in domain/matching/postings.py. A batch of needs lies need
by need: `spans` (needs, channels + 1) says where the terms of each channel begin in `terms` and `weights`.
"""

import numpy as np
from numba import njit, prange

from domain.matching.postings import BLOCK

BINS = 1024
RUN = 256
FIRST = 10  # places that are compared to see how far the first stands out


@njit(cache=True, nogil=True, fastmath=True)
def _score(starts, records, impacts, spreads, terms, weights, begin, end, most, out):
    """Add up one channel for one need; terms of more than `most` records say nothing. Returns the highest score."""
    known = spreads.shape[0]
    highest = np.float32(0.0)
    for block in range(starts.shape[0]):
        scores = out[block * BLOCK : (block + 1) * BLOCK]
        if scores.shape[0] == 0:
            continue
        scores[:] = 0.0
        for at in range(begin, end):
            term = terms[at]
            if term >= known or spreads[term] > most:  # one that came later, or that says nothing
                continue
            weight = weights[at]
            for posting in range(starts[block, term], starts[block, term + 1]):
                scores[records[posting]] += weight * impacts[posting]
        highest = max(highest, scores.max())
    return highest


@njit(cache=True, nogil=True)
def _score_new(spans, new_terms, new_impacts, channel, terms, weights, begin, end, out):
    """The same for the records that came after the last building; they lie record by record."""
    highest = np.float32(0.0)
    for record in range(spans.shape[0]):
        total = np.float32(0.0)
        for at in range(spans[record, channel], spans[record, channel + 1]):
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
        highest = max(highest, total)
    return highest


@njit(cache=True, nogil=True, fastmath=True)
def _together(scores, factors, lifts):
    """The channels of all records by their factors, the last one lifted: (records)."""
    found = factors[0] * scores[0]
    last = scores.shape[0] - 1
    for channel in range(1, last):
        row, factor = scores[channel], factors[channel]
        if factor > 0:
            for record in range(found.shape[0]):
                found[record] += factor * row[record]
    row, factor = scores[last], factors[last]
    if factor > 0:
        for record in range(found.shape[0]):
            found[record] += factor * lifts[record] * row[record]
    return found


@njit(cache=True, nogil=True)
def _leaders(scores, alive):
    """The highest score, and the mean of those in the second and the tenth place."""
    best = np.zeros(FIRST, np.float32)
    for begin in range(0, scores.shape[0], RUN):
        run = scores[begin : begin + RUN]
        if run.max() <= best[FIRST - 1]:
            continue
        for record in range(run.shape[0]):
            score = run[record]
            if score > best[FIRST - 1] and alive[begin + record]:
                at = FIRST - 1
                while at > 0 and best[at - 1] < score:
                    best[at] = best[at - 1]
                    at -= 1
                best[at] = score
    return best[0], (best[1] + best[FIRST - 1]) / 2


@njit(cache=True, nogil=True)
def _pool(scores, alive, size):
    """The records of the highest scores: at least `size` of them if there are so many, a few more at the edge."""
    low, high = np.float32(np.inf), np.float32(-np.inf)
    count = 0
    for record in range(scores.shape[0]):
        if alive[record]:
            low, high = min(low, scores[record]), max(high, scores[record])
            count += 1
    if count == 0:
        return np.zeros(0, np.int32)
    if count <= size or high <= low:
        edge = low
    else:
        counts = np.zeros(BINS, np.int64)
        scale = np.float32(BINS - 1) / (high - low)
        for record in range(scores.shape[0]):
            if alive[record]:
                counts[int((scores[record] - low) * scale)] += 1
        total, bin = 0, BINS - 1
        while bin > 0 and total + counts[bin] < size:
            total += counts[bin]
            bin -= 1
        edge = low + np.float32(bin) / scale - np.float32(1e-7)
    found = np.empty(count, np.int32)
    many = 0
    for record in range(scores.shape[0]):
        if alive[record] and scores[record] >= edge:
            found[many] = record
            many += 1
    return found[:many]


@njit(cache=True, nogil=True)
def mixed_scores(
    starts,
    records,
    impacts,
    spreads,
    new_spans,
    new_terms,
    new_impacts,
    alive,
    span,
    terms,
    weights,
    ideals,
    shares,
    lifts,
    topics,
    mixing,
    most,
    told,
):
    """The mixed scores of all records for one need, before the neighbours are heard: (records).

    `span` (channels + 1); `ideals` (channels): what a record could reach that says all the need says; `shares`
    (channels); `lifts` (records): of the glosses, for records in the other language; `topics` (records): cosines;
    `mixing`: reach, first and last flatness, most topics, most neighbours. `told` (channels + 5) is filled with how the
    scores were made: the factor of each channel, the highest mixed score, the share, the lowest and the width of the
    topics, and the share of the neighbours.
    """
    channels, total = ideals.shape[0], alive.shape[0]
    base = total - new_spans.shape[0]
    scores = np.zeros((channels, total), np.float32)
    for channel in range(channels):
        begin, end = span[channel], span[channel + 1]
        if begin == end:
            continue
        highest = _score(
            starts,
            records,
            impacts,
            spreads,
            terms,
            weights,
            begin,
            end,
            most,
            scores[channel, :base],
        )
        if base < total:
            newest = _score_new(
                new_spans,
                new_terms,
                new_impacts,
                channel,
                terms,
                weights,
                begin,
                end,
                scores[channel, base:],
            )
            highest = max(highest, newest)
        if highest > 0:
            reach = (highest / ideals[channel]) ** mixing[0]
            told[channel] = np.float32(shares[channel] * reach / highest)
    mixed = _together(scores, told, lifts)
    first, others = _leaders(mixed, alive)
    if first > 0:
        mixed *= np.float32(1) / first
    told[channels] = first
    flat = (others / first if first > 0 else 1.0) - mixing[1]
    flat = min(max(flat / (mixing[2] - mixing[1]), 0.0), 1.0)
    if flat > 0 and total > 0:
        lowest = topics.min()
        width = topics.max() - lowest
        if width > 1e-6:
            share = np.float32(mixing[3] * flat)
            told[channels + 1] = share
            told[channels + 2] = lowest
            told[channels + 3] = width
            scale, kept = share / width, np.float32(1) - share
            for record in range(total):
                mixed[record] = kept * mixed[record] + scale * (topics[record] - lowest)
    told[channels + 4] = np.float32(mixing[4] * flat)
    return mixed


@njit(cache=True, nogil=True)
def around(mixed, neighbours, record):
    """The mean score of a record's neighbours; its own where it has none."""
    total, many = np.float32(0.0), 0
    for n in range(neighbours.shape[1]):
        other = neighbours[record, n]
        if other >= 0:
            total += mixed[other]
            many += 1
    return total / many if many else mixed[record]


@njit(cache=True, nogil=True)
def _best(neighbours, mixed, alive, shared, pool_size, best, values):
    """Fill in the best records of one need and their scores, the best pool heard together with its neighbours."""
    pool = _pool(mixed, alive, pool_size)
    smooth = np.empty(pool.shape[0], np.float32)
    for at in range(pool.shape[0]):
        record = pool[at]
        smooth[at] = mixed[record] + shared * (around(mixed, neighbours, record) - mixed[record])
    order = np.argsort(-smooth, kind="mergesort")[: best.shape[0]]
    for at in range(order.shape[0]):
        best[at] = pool[order[at]]
        values[at] = smooth[order[at]]


@njit(cache=True, nogil=True, parallel=True)
def rank(
    starts,
    records,
    impacts,
    spreads,
    new_spans,
    new_terms,
    new_impacts,
    alive,
    neighbours,
    spans,
    terms,
    weights,
    ideals,
    shares,
    lifts,
    topics,
    mixing,
    most,
    pool_size,
    places,
):
    """The best records for each need of a batch: (needs, places) records (-1: none) and their scores.

    As `mixed_scores`, need by need; the best `pool_size` are then heard together with their neighbours. Only one thread
    of a process may call it at a time.
    """
    needs, channels = ideals.shape
    best = np.full((needs, places), -1, np.int32)
    values = np.zeros((needs, places), np.float32)
    for need in prange(needs):
        told = np.zeros(channels + 5, np.float32)
        mixed = mixed_scores(
            starts,
            records,
            impacts,
            spreads,
            new_spans,
            new_terms,
            new_impacts,
            alive,
            spans[need],
            terms,
            weights,
            ideals[need],
            shares,
            lifts[need],
            topics[need],
            mixing,
            most,
            told,
        )
        shared = told[channels + 4]
        _best(neighbours, mixed, alive, shared, pool_size, best[need], values[need])
    return best, values


@njit(cache=True, nogil=True)
def rank_one(mixed, told, neighbours, alive, pool_size, places):
    """The best records of one need whose `mixed_scores` are known: (places) records (-1: none) and their scores."""
    best = np.full(places, -1, np.int32)
    values = np.zeros(places, np.float32)
    _best(neighbours, mixed, alive, told[told.shape[0] - 1], pool_size, best, values)
    return best, values
