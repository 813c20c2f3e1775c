"""The inner loops, compiled by numba: all records scored for a need, channel by channel, mixed; the best of them.

Arrays: `starts`, `records` and `impacts` as in domain/matching/postings.py. A batch of needs lies need by need:
`spans` (needs, channels + 1) says where the terms of each channel begin in `terms` and `weights`. The precision is that
of the weights: many needs are ranked in single precision, one need whose scores are explained in double.
"""

import numpy as np
from numba import njit

from domain.matching.adding import score, score_new
from domain.matching.leaders import RUN, highest, highest_of, leaders, pool
from domain.matching.mixing import FARTHEST, LIFT, LOUDER, PLACE

TOLD = 6  # numbers beside the factors of the channels: FIRST, FLAT, SHARE, LOWEST, WIDTH, SHARED
FIRST, FLAT, SHARE, LOWEST, WIDTH, SHARED = range(TOLD)


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
def heard(starts, records, impacts, dead, span, terms, weights, blocks, laid, scores):
    """Add up all channels for one need in some blocks of the `laid` records: into (channels, records)."""
    for channel in range(scores.shape[0]):
        begin, end, out = span[channel], span[channel + 1], scores[channel, :laid]
        score(starts, records, impacts, dead, terms, weights, begin, end, blocks, out)


@njit(cache=True, nogil=True, fastmath=True)
def alike(vectors, vector, out):
    """How alike some records are to one vector among the topics: into (records).

    In half the time of the library's product of matrices, which is made for wider ones.
    """
    for record in range(vectors.shape[0]):
        row, total = vectors[record], np.float32(0)
        for topic in range(row.shape[0]):
            total += row[topic] * vector[topic]
        out[record] = total


@njit(cache=True, nogil=True)
def mixed_scores(
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
    scores,
    told,
):
    """The mixed scores of all records for one need, before the neighbours are heard: (records).

    `scores` (channels, records): what was `heard` of those that were laid; `span` (channels + 1); `ideals` (channels):
    what a record could reach that says all the need says; `shares` (channels); `alive` (records); `ours` and `chinese`
    (records): how much of the need and of each record is Chinese; `topics` (records): cosines; `mixing`: reach, first
    and last flatness, most topics, most neighbours. `told` (channels + TOLD) is filled with how the scores were made:
    the factor of each channel, then the highest mixed score, how flat the ranking is (0 to 1), the share, the lowest
    and the width of the topics, and the share of the neighbours.
    """
    channels, total = scores.shape
    base = total - new_spans.shape[0]
    for channel in range(channels):
        begin, end = span[channel], span[channel + 1]
        is_new, newest = alive[base:], scores[channel, base:]
        by_record = new_spans, new_terms, new_impacts
        first = channel if channel == channels - 1 else 0  # words stand among pairs and characters
        score_new(*by_record, is_new, first, channel, terms, weights, begin, end, newest)
        highest = highest_of(scores[channel], scores[0, 0] * 0)
        if highest > 0:
            reach = (highest / ideals[channel]) ** mixing[0]
            told[channel] = shares[channel] * reach / highest
    mixed = _together(scores, told, ours, chinese)
    first, others = leaders(mixed, alive)
    if first > 0:
        mixed /= first
    beside = told[channels:]
    beside[FIRST] = first
    flat = (others / first if first > 0 else 1.0) - mixing[1]
    flat = min(max(flat / (mixing[2] - mixing[1]), 0.0), 1.0)
    beside[FLAT] = flat
    lowest, width, by_topics = spread(topics, alive)
    if width <= 1e-6:
        beside[SHARED] = mixing[4] * flat
        return mixed
    _, _, by_words = spread(mixed, alive)
    both = max(by_topics + by_words, 1e-9)
    needed = max(flat, min(2 * by_topics / both, 1.0))
    beside[SHARE], beside[LOWEST], beside[WIDTH] = mixing[3] * needed, lowest, width
    beside[SHARED] = mixing[4] * needed
    share = beside[SHARE]  # in the precision of the scores, as it is told
    if share > 0:
        for record in range(total):
            near = (topics[record] - lowest) / width
            mixed[record] += share * (near - mixed[record])
    return mixed


@njit(cache=True, nogil=True)
def spread(scores, alive):
    """The lowest score of the records that are there, how far the highest lies above it, and how many standard
    deviations above the mean; zeros where there are none, or all are the same."""
    lowest, highest = np.inf, -np.inf
    total, squares, many = 0.0, 0.0, 0
    for begin in range(0, scores.shape[0], RUN):
        run, is_there = scores[begin : begin + RUN], alive[begin : begin + RUN]
        if _all(is_there.view(np.uint8)):
            low, high = _reach(run)
            some, squared = _sums(run)
            here = run.shape[0]
        else:
            low, high, some, squared, here = _measured(run, is_there)
        lowest, highest = min(lowest, low), max(highest, high)
        total, squares, many = total + some, squares + squared, many + here
    if many == 0:
        return 0.0, 0.0, 0.0
    mean = total / many
    deviation = np.sqrt(max(squares / many - mean * mean, 0.0))
    width = highest - lowest
    return lowest, width, (highest - mean) / deviation if deviation > 1e-6 else 0.0


@njit(cache=True, nogil=True, fastmath=True)
def _all(bits):
    least = np.uint8(1)
    for at in range(bits.shape[0]):
        least = min(least, bits[at])
    return least == 1


@njit(cache=True, nogil=True, fastmath=True)
def _reach(run):
    """The lowest and the highest of a run of scores."""
    low = high = run[0]
    for record in range(run.shape[0]):
        low, high = min(low, run[record]), max(high, run[record])
    return low, high


@njit(cache=True, nogil=True, fastmath=True)
def _sums(run):
    """Sum and sum of squares of a run of scores; apart from the other two the processor takes eight scores at once."""
    total, squares = run[0] * 0, run[0] * 0
    for record in range(run.shape[0]):
        total += run[record]
        squares += run[record] * run[record]
    return total, squares


@njit(cache=True, nogil=True, fastmath=True)
def _measured(run, is_there):
    """Of a run of scores: lowest, highest, sum, sum of squares and number of those that are there."""
    nowhere = np.float32(1e30)
    low, high = run[0] * 0 + nowhere, run[0] * 0 - nowhere
    total, squares, many = run[0] * 0, run[0] * 0, 0
    for record in range(run.shape[0]):
        value = run[record]
        low = min(low, value if is_there[record] else nowhere)
        high = max(high, value if is_there[record] else -nowhere)
        kept = value if is_there[record] else run[0] * 0
        total += kept
        squares += kept * kept
        many += is_there[record]
    return low, high, total, squares, many


@njit(cache=True, nogil=True)
def around(mixed, alive, neighbours, record):
    """The mean score of a record's neighbours; its own where it has none."""
    total, many = np.zeros(1, mixed.dtype)[0], 0
    for n in range(neighbours.shape[1]):
        other = neighbours[record, n]
        if other >= 0 and alive[other]:
            total += mixed[other]
            many += 1
    return total / many if many else mixed[record]


@njit(cache=True, nogil=True)
def edge_of(mixed, alive):
    """The score in the place below which neighbours speak louder; 0 where there are fewer records that say anything."""
    best = np.zeros(PLACE, mixed.dtype)
    highest(mixed, alive, best)
    return best[PLACE - 1]


@njit(cache=True, nogil=True)
def shares_of(scores, shared, edge):
    """The share of the neighbours for records of these scores; `shared` is what it is from the edge upwards."""
    found = np.full(scores.shape[0], shared, scores.dtype)
    if edge > 0:
        for at in range(scores.shape[0]):
            below = (edge - scores[at]) / (edge * (1 - FARTHEST))
            found[at] += shared * (LOUDER - 1) * min(max(below, 0.0), 1.0)
    return found


@njit(cache=True, nogil=True)
def _best(neighbours, mixed, alive, shared, pool_size, best, values):
    """Fill in the best records of one need and their scores, the best pool heard together with its neighbours."""
    first = pool(mixed, alive, pool_size if shared > 0 else best.shape[0])
    smooth = mixed[first]
    if shared > 0:
        shares = shares_of(smooth, shared, edge_of(smooth, alive[first]))
        for at in range(first.shape[0]):
            near = around(mixed, alive, neighbours, first[at])
            smooth[at] += shares[at] * (near - smooth[at])
    order = np.argsort(-smooth, kind="mergesort")[: best.shape[0]]
    for at in range(order.shape[0]):
        best[at] = first[order[at]]
        values[at] = smooth[order[at]]


@njit(cache=True, nogil=True)
def rank(
    starts,
    records,
    impacts,
    new_spans,
    new_terms,
    new_impacts,
    alive,
    dead,
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
    pool_size,
    places,
):
    """The best records for each need of a batch: (needs, places) records (-1: none) and their scores.

    As `mixed_scores`, need by need; the best `pool_size` are then heard together with their neighbours.
    """
    needs, channels = ideals.shape
    best = np.full((needs, places), -1, np.int32)
    values = np.zeros((needs, places), weights.dtype)
    scores = np.empty((channels, alive.shape[0]), weights.dtype)
    blocks, laid = (0, starts.shape[0]), alive.shape[0] - new_spans.shape[0]
    for need in range(needs):
        told = np.zeros(channels + TOLD, weights.dtype)
        span = spans[need]
        heard(starts, records, impacts, dead, span, terms, weights, blocks, laid, scores)
        mixed = mixed_scores(
            new_spans,
            new_terms,
            new_impacts,
            alive,
            chinese,
            span,
            terms,
            weights,
            ideals[need],
            shares[need],
            ours[need],
            topics[need],
            mixing,
            scores,
            told,
        )
        shared = told[channels + SHARED]
        _best(neighbours, mixed, alive, shared, pool_size, best[need], values[need])
    return best, values


@njit(cache=True, nogil=True)
def best_of(mixed, shared, neighbours, alive, pool_size, places):
    """The best records of one need whose `mixed_scores` are known: (places) records (-1: none) and their scores."""
    best = np.full(places, -1, np.int32)
    values = np.zeros(places, mixed.dtype)
    _best(neighbours, mixed, alive, shared, pool_size, best, values)
    return best, values
