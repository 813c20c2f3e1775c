"""Chosen pairs put into slots: everybody in one place at a time, nobody while away, no slot beyond its tables.

Pairs are put in one after the other and put out those that stand in their way, those first that were put out least
(after Blöchliger and Zufferey's PartialCol, 2008, with weights that grow). Whatever is placed is right at every moment.
Who comes for several participants is one of them here; of a delegation of several people only so many are placed.
"""

import numpy as np
from numba import njit

from domain.docking.task import Task

NOBODY, ELSEWHERE = -1, -2  # a person's slot without a pair; one with a meeting that stays
SEED = 20260104


def place(task: Task, *, steps: int | None = None) -> np.ndarray:
    """The slot of each pair of the task, -1 where none was found: (pairs). The pairs must be within the limits."""
    if len(task.first) == 0:
        return np.zeros(0, dtype=np.int64)
    steps = steps or 20_000 + 100 * len(task.first)
    scarce = np.argsort(-task.legal.sum(axis=1), kind="stable")  # the last one is put in first
    first, second = task.person[task.first], task.person[task.second]
    pools, spare = task.pool[np.stack([task.first, task.second])], sent(task)
    return _place(
        first, second, pools, spare, task.legal, occupied(task), task.rooms, scarce, steps
    )


def occupied(task: Task) -> np.ndarray:
    """Which pair each person is in, slot by slot, before any is placed: (participants, slots)."""
    held = np.zeros_like(task.held)
    np.logical_or.at(held, task.person, task.held)
    return np.where(held, ELSEWHERE, NOBODY).astype(np.int64)


def sent(task: Task) -> np.ndarray:
    """How many of each delegation may be placed in each slot: (delegations, slots), of at least one."""
    return task.spare if len(task.spare) else np.zeros((1, len(task.rooms)), np.int64)


@njit(cache=True, nogil=True)
def _place(first, second, pools, spare, legal, at, rooms, waiting, steps):
    np.random.seed(SEED)
    pairs, slots = legal.shape
    slot = np.full(pairs, -1, np.int64)
    count = np.zeros(slots, np.int64)
    queue = waiting.copy()
    many = pairs
    out_before = np.ones(pairs, np.int64)
    forbidden = np.zeros((pairs, slots), np.int64)
    left = spare.copy()  # of the people of each delegation
    leaving = np.empty(5, np.int64)
    best, best_slot = pairs + 1, slot.copy()
    for step in range(steps):
        if many < best:
            best = many
            best_slot[:] = slot
        if many == 0:
            break
        # in the beginning in order, later any
        place = many - 1 if step < pairs else np.random.randint(many)
        pair = queue[place]
        into = _where(pair, first, second, pools, left, legal, at, rooms, count, slot, out_before,
                      forbidden, step, leaving)  # fmt: skip
        if into < 0:
            continue
        queue[place] = queue[many - 1]
        many -= 1
        for other in leaving:
            if other >= 0 and slot[other] == into:
                _take(other, first, second, pools, left, at, count, slot)
                _move_on(other, into, first, second, pools, left, legal, at, rooms, count, slot)
                if slot[other] < 0:
                    queue[many] = other
                    many += 1
                    out_before[other] += 1
                    forbidden[other, into] = step + 5 + many + np.random.randint(10)
        _put(pair, into, first, second, pools, left, at, count, slot)
    if many < best:
        best_slot[:] = slot
    return best_slot


@njit(cache=True, nogil=True)
def _where(
    pair, first, second, pools, left, legal, at, rooms, count, slot, out_before, forbidden, step,
    leaving,
):  # fmt: skip
    """The slot in which a pair stands in the way of the least, or -1; `leaving`: who has to leave it, and -1."""
    chosen, least, ties = -1, np.int64(1) << 60, 0
    for k in range(legal.shape[1]):
        if not legal[pair, k]:
            continue
        one, other = at[first[pair], k], at[second[pair], k]
        other = -1 if other == one else other
        of_first = _of_pool(pair, 0, k, one, other, pools, left, slot, out_before)
        of_second = _of_pool(pair, 1, k, one, other, pools, left, slot, out_before)
        of_second = -1 if of_second == of_first else of_second
        cost, many, pushed = 0, 0, -1
        for out in (one, other, of_first, of_second):
            if out >= 0:
                cost += out_before[out]
                many += 1
        if count[k] - many >= rooms[k]:
            pushed, easy = _pushed(
                k, first, second, pools, left, legal, at, rooms, count, slot, out_before
            )
            cost += 0 if easy else out_before[pushed]
        if cost > 0 and forbidden[pair, k] > step:
            continue
        ties = 1 if cost < least else ties + 1
        if cost < least or (cost == least and np.random.randint(ties) == 0):
            chosen, least = k, cost
            leaving[0], leaving[1], leaving[2] = one, other, pushed
            leaving[3], leaving[4] = of_first, of_second
    return chosen


@njit(cache=True, nogil=True)
def _of_pool(pair, side, k, one, other, pools, left, slot, out_before):
    """Who of the same delegation leaves a slot in which all of its people are busy; -1: nobody has to."""
    pool = pools[side, pair]
    if pool < 0 or left[pool, k] > 0:
        return -1
    for out in (one, other):
        if out >= 0 and pools[side, out] == pool:
            return -1
    least, found = np.int64(1) << 60, -1
    for mate in range(len(slot)):
        if slot[mate] == k and pools[side, mate] == pool and out_before[mate] < least:
            least, found = out_before[mate], mate
    return found


@njit(cache=True, nogil=True)
def _pushed(k, first, second, pools, left, legal, at, rooms, count, slot, out_before):
    """Who leaves a full slot: a pair that finds another place at once, otherwise one that seldom had to."""
    spare = False
    for other in range(len(rooms)):
        spare = spare or count[other] < rooms[other]
    pairs = len(slot)
    begin = np.random.randint(pairs)
    least, found = np.int64(1) << 60, -1
    for n in range(pairs):
        pair = (begin + n) % pairs
        if slot[pair] != k:
            continue
        if spare:
            for other in range(len(rooms)):
                if _fits(pair, other, first, second, pools, left, legal, at, rooms, count):
                    return pair, True
        if out_before[pair] < least:
            least, found = out_before[pair], pair
    return found, False


@njit(cache=True, nogil=True)
def _fits(pair, k, first, second, pools, left, legal, at, rooms, count):
    for side in range(2):
        if pools[side, pair] >= 0 and left[pools[side, pair], k] <= 0:
            return False
    return (
        legal[pair, k]
        and count[k] < rooms[k]
        and at[first[pair], k] == NOBODY
        and at[second[pair], k] == NOBODY
    )


@njit(cache=True, nogil=True)
def _move_on(pair, gone, first, second, pools, left, legal, at, rooms, count, slot):
    """Put a pair that was put out somewhere else, if it can be done at once."""
    for k in range(len(rooms)):
        if k != gone and _fits(pair, k, first, second, pools, left, legal, at, rooms, count):
            _put(pair, k, first, second, pools, left, at, count, slot)
            return


@njit(cache=True, nogil=True)
def _put(pair, k, first, second, pools, left, at, count, slot):
    at[first[pair], k] = pair
    at[second[pair], k] = pair
    slot[pair] = k
    count[k] += 1
    for side in range(2):
        if pools[side, pair] >= 0:
            left[pools[side, pair], k] -= 1


@njit(cache=True, nogil=True)
def _take(pair, first, second, pools, left, at, count, slot):
    k = slot[pair]
    at[first[pair], k] = NOBODY
    at[second[pair], k] = NOBODY
    slot[pair] = -1
    count[k] -= 1
    for side in range(2):
        if pools[side, pair] >= 0:
            left[pools[side, pair], k] += 1
