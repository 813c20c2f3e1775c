"""Who comes first among very many scores, compiled by numba: all records are looked at, few of them closely."""

import numpy as np
from numba import njit

RUN = 256  # scores that are passed over together where none of them is high enough
SOME = 8  # one score of so many is looked at for a guess
HALVINGS = 24  # of the space between the lowest and the highest score
TINY = 1e-7  # a score that says nothing
FIRST = 10  # places that are compared to see how far the first stands out


@njit(cache=True, nogil=True, fastmath=True)
def above(run, edge):
    """How many of these scores lie above the edge; counted in one go, ten times as fast as looking for the highest."""
    many = 0
    for record in range(run.shape[0]):
        many += run[record] > edge
    return many


@njit(cache=True, nogil=True)
def highest_of(scores, least):
    """The highest score, `least` where none is higher."""
    for begin in range(0, scores.shape[0], RUN):
        run = scores[begin : begin + RUN]
        if above(run, least):
            for record in range(run.shape[0]):
                least = max(least, run[record])
    return least


@njit(cache=True, nogil=True)
def leaders(scores, alive):
    """The highest score, and the mean of those in the second and the tenth place."""
    best = np.zeros(FIRST, scores.dtype)
    highest(scores, alive, best)
    return best[0], (best[1] + best[FIRST - 1]) / 2


@njit(cache=True, nogil=True)
def highest(scores, alive, best):
    """The highest scores that lie above zero, in order: into `best`, zeros before."""
    last = best.shape[0] - 1
    for begin in range(0, scores.shape[0], RUN):
        run = scores[begin : begin + RUN]
        if above(run, best[last]) == 0:
            continue
        for record in range(run.shape[0]):
            score = run[record]
            if score > best[last] and alive[begin + record]:
                at = last
                while at > 0 and best[at - 1] < score:
                    best[at] = best[at - 1]
                    at -= 1
                best[at] = score


@njit(cache=True, nogil=True, fastmath=True)
def _alive_above(scores, alive, edge):
    many = 0
    for record in range(scores.shape[0]):
        many += (scores[record] >= edge) & alive[record]
    return many


@njit(cache=True, nogil=True)
def _guessed(scores, size, low, high):
    """An edge above which a few more than `size` scores should lie, as some of them tell: most often so it is, and all
    of them need not be counted again and again."""
    some = scores[::SOME].copy()
    wanted = size * 9 // (8 * SOME)
    edge = low
    for _ in range(HALVINGS):
        edge = low + (high - low) * np.float32(0.5)
        many = above(some, edge)
        if many == wanted:
            break
        if many < wanted:
            high = edge
        else:
            low = edge
    return edge


@njit(cache=True, nogil=True)
def pool(scores, alive, size):
    """The records of the highest scores: at least `size` of them if so many say anything, a few more at the edge."""
    edge = np.zeros(1, scores.dtype)[0]
    many = _alive_above(scores, alive, edge)
    if many > size:
        low, high = edge, highest_of(scores, edge)
        guess = _guessed(scores, size, low, high)
        for halving in range(HALVINGS):
            edge = guess if halving == 0 else low + (high - low) * np.float32(0.5)
            many = _alive_above(scores, alive, edge)
            if many < size:
                high = edge
            elif many <= size + size // 4:
                break
            else:
                low = edge
        if many < size:
            edge = max(low, low * 0 + np.float32(TINY))
            many = _alive_above(scores, alive, edge)
    found = np.empty(many, np.int32)
    at = 0
    for begin in range(0, scores.shape[0], RUN):
        run = scores[begin : begin + RUN]
        if edge == 0 or above(run, edge - np.float32(TINY)):
            for record in range(run.shape[0]):
                if run[record] >= edge and alive[begin + record]:
                    found[at] = begin + record
                    at += 1
    return found[:at]


@njit(cache=True, nogil=True)
def pick(scores, begin, best, values):
    """Put among the best so far, the best first, whoever of these scores higher; they are the records from `begin`."""
    last = best.shape[0] - 1
    for first in range(0, scores.shape[0], RUN):
        run = scores[first : first + RUN]
        if above(run, values[last]) == 0:
            continue
        for record in range(run.shape[0]):
            score = run[record]
            if score > values[last]:
                at = last
                while at > 0 and values[at - 1] < score:
                    values[at], best[at] = values[at - 1], best[at - 1]
                    at -= 1
                values[at], best[at] = score, begin + first + record


@njit(cache=True, nogil=True, fastmath=True)
def _equal(run, number):
    many = 0
    for at in range(run.shape[0]):
        many += run[at] == number
    return many


@njit(cache=True, nogil=True)
def places_of(numbers, number):
    """Where a number stands among very many; whole runs without it are passed over."""
    found = []
    for begin in range(0, numbers.shape[0], RUN):
        run = numbers[begin : begin + RUN]
        if _equal(run, number):
            for at in range(run.shape[0]):
                if run[at] == number:
                    found.append(begin + at)
    return np.array(found, np.int64)
