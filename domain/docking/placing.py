"""Chosen pairs put into slots: everybody in one place at a time, nobody while away, no slot beyond its tables.

Pairs are put in one after the other and put out those that stand in their way, those first that were put out least
(after Blöchliger and Zufferey's PartialCol, 2008, with weights that grow). Whatever is placed is right at every moment.
"""

import numpy as np
from numba import njit

from domain.docking.task import Task

NOBODY, ELSEWHERE = -1, -2  # a participant's slot without a pair; one with a meeting that stays
SEED = 20260104


def place(task: Task, *, steps: int | None = None) -> np.ndarray:
    """The slot of each pair of the task, -1 where none was found: (pairs). The pairs must be within the limits."""
    if len(task.first) == 0:
        return np.zeros(0, dtype=np.int64)
    steps = steps or 20_000 + 100 * len(task.first)
    scarce = np.argsort(-task.legal.sum(axis=1), kind="stable")  # the last one is put in first
    return _place(task.first, task.second, task.legal, occupied(task), task.rooms, scarce, steps)


def occupied(task: Task) -> np.ndarray:
    """Which pair each participant is in, slot by slot, before any is placed: (participants, slots)."""
    return np.where(task.held, ELSEWHERE, NOBODY).astype(np.int64)


@njit(cache=True, nogil=True)
def _place(first, second, legal, at, rooms, waiting, steps):
    np.random.seed(SEED)
    pairs, slots = legal.shape
    slot = np.full(pairs, -1, np.int64)
    count = np.zeros(slots, np.int64)
    queue = waiting.copy()
    many = pairs
    out_before = np.ones(pairs, np.int64)
    forbidden = np.zeros((pairs, slots), np.int64)
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
        into, pushed = _where(pair, first, second, legal, at, rooms, count, slot, out_before,
                              forbidden, step)  # fmt: skip
        if into < 0:
            continue
        queue[place] = queue[many - 1]
        many -= 1
        for other in (at[first[pair], into], at[second[pair], into], pushed):
            if other >= 0 and slot[other] == into:
                _take(other, first, second, at, count, slot)
                _move_on(other, into, first, second, legal, at, rooms, count, slot)
                if slot[other] < 0:
                    queue[many] = other
                    many += 1
                    out_before[other] += 1
                    forbidden[other, into] = step + 5 + many + np.random.randint(10)
        _put(pair, into, first, second, at, count, slot)
    if many < best:
        best_slot[:] = slot
    return best_slot


@njit(cache=True, nogil=True)
def _where(pair, first, second, legal, at, rooms, count, slot, out_before, forbidden, step):
    """The slot in which a pair stands in the way of the least, and whom it takes the table from (or -1)."""
    chosen, chosen_pushed, least, ties = -1, -1, np.int64(1) << 60, 0
    for k in range(legal.shape[1]):
        if not legal[pair, k]:
            continue
        cost, leaving, pushed = 0, 0, -1
        for other in (at[first[pair], k], at[second[pair], k]):
            if other >= 0:
                cost += out_before[other]
                leaving += 1
        if count[k] - leaving >= rooms[k]:
            pushed, easy = _pushed(k, first, second, legal, at, rooms, count, slot, out_before)
            cost += 0 if easy else out_before[pushed]
        if cost > 0 and forbidden[pair, k] > step:
            continue
        ties = 1 if cost < least else ties + 1
        if cost < least or (cost == least and np.random.randint(ties) == 0):
            chosen, chosen_pushed, least = k, pushed, cost
    return chosen, chosen_pushed


@njit(cache=True, nogil=True)
def _pushed(k, first, second, legal, at, rooms, count, slot, out_before):
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
                if _fits(pair, other, first, second, legal, at, rooms, count):
                    return pair, True
        if out_before[pair] < least:
            least, found = out_before[pair], pair
    return found, False


@njit(cache=True, nogil=True)
def _fits(pair, k, first, second, legal, at, rooms, count):
    return (
        legal[pair, k]
        and count[k] < rooms[k]
        and at[first[pair], k] == NOBODY
        and at[second[pair], k] == NOBODY
    )


@njit(cache=True, nogil=True)
def _move_on(pair, left, first, second, legal, at, rooms, count, slot):
    """Put a pair that was put out somewhere else, if it can be done at once."""
    for k in range(len(rooms)):
        if k != left and _fits(pair, k, first, second, legal, at, rooms, count):
            _put(pair, k, first, second, at, count, slot)
            return


@njit(cache=True, nogil=True)
def _put(pair, k, first, second, at, count, slot):
    at[first[pair], k] = pair
    at[second[pair], k] = pair
    slot[pair] = k
    count[k] += 1


@njit(cache=True, nogil=True)
def _take(pair, first, second, at, count, slot):
    k = slot[pair]
    at[first[pair], k] = NOBODY
    at[second[pair], k] = NOBODY
    slot[pair] = -1
    count[k] -= 1
