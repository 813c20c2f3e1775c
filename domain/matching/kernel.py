"""The inner loops, compiled by numba: all records scored for a need, channel by channel, mixed; the best of them.

Arrays: `starts`, `records`, `impacts` and `spreads` as in domain/matching/postings.py. A batch of needs lies need
by need: `spans` (needs, channels + 1) says where the terms of each channel begin in `terms` and `weights`.
"""

import numpy as np
from numba import njit, prange

from domain.matching.leaders import highest_of, leaders, pool
from domain.matching.mixing import LIFT
from domain.matching.postings import BLOCK


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
        highest = highest_of(scores, highest)
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
def _together(scores, factors, ours, chinese):
    """The channels of all records by their factors, the last one lifted: (records).

    A record in the other language can only be compared by its glosses: they carry the weight of all channels.
    """
    found = factors[0] * scores[0]
    last = scores.shape[0] - 1
    for channel in range(1, last):
        row, factor = scores[channel], factors[channel]
        if factor > 0:
            for record in range(found.shape[0]):
                found[record] += factor * row[record]
    row, factor, lift = scores[last], factors[last], np.float32(LIFT)
    if factor > 0:
        for record in range(found.shape[0]):
            lifted = np.float32(1) + lift * abs(ours - chinese[record])
            found[record] += factor * lifted * row[record]
    return found


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
    chinese,
    span,
    terms,
    weights,
    ideals,
    shares,
    ours,
    topics,
    mixing,
    most,
    told,
):
    """The mixed scores of all records for one need, before the neighbours are heard: (records).

    `span` (channels + 1); `ideals` (channels): what a record could reach that says all the need says; `shares`
    (channels); `ours` and `chinese` (records): how much of the need and of each record is Chinese; `topics` (records):
    cosines; `mixing`: reach, first and last flatness, most topics, most neighbours; `most` (channels): in how many
    records a term may stand. `told` (channels + 5) is filled
    with how the scores were made: the factor of each channel, the highest mixed score, the share, the lowest and the
    width of the topics, and the share of the neighbours.
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
            most[channel],
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
    mixed = _together(scores, told, ours, chinese)
    first, others = leaders(mixed, alive)
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
    first = pool(mixed, alive, pool_size if shared > 0 else best.shape[0])
    smooth = np.empty(first.shape[0], np.float32)
    for at in range(first.shape[0]):
        record = first[at]
        smooth[at] = mixed[record] + shared * (around(mixed, neighbours, record) - mixed[record])
    order = np.argsort(-smooth, kind="mergesort")[: best.shape[0]]
    for at in range(order.shape[0]):
        best[at] = first[order[at]]
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
    chinese,
    neighbours,
    spans,
    terms,
    weights,
    ideals,
    shares,
    ours,
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
            chinese,
            spans[need],
            terms,
            weights,
            ideals[need],
            shares,
            ours[need],
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
