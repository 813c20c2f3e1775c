"""The gaps of a timetable closed: the same pairs, in other slots, so that everybody's meetings lie together.

Two slots change places for a whole chain of pairs (Kempe), so that nothing is ever broken; by simulated annealing,
with a seed. What is lost on the way is not kept: the result is never worse than the beginning.
"""

import numpy as np
from numba import njit

from domain.docking.placing import NOBODY, SEED, occupied, sent
from domain.docking.task import Task

WARM, COLD = 1.5, 0.08  # idle slots that a step may lose in the beginning and in the end
LONGEST = 64  # pairs of a chain that may move together
TRIES = 100  # to meet with a pair of a slot by chance


def close(task: Task, slot: np.ndarray, *, steps: int | None = None) -> np.ndarray:
    """Better slots for placed pairs: (pairs), each of them placed."""
    if len(slot) == 0:
        return slot
    steps = min(10_000_000, 2_000 * len(slot)) if steps is None else steps
    at, left = occupied(task), sent(task).copy()
    pools = task.pool[np.stack([task.first, task.second])]
    for who, pool in zip((task.first, task.second), pools, strict=True):
        at[task.person[who], slot] = np.arange(len(slot))
        of = pool >= 0
        np.subtract.at(left, (pool[of], slot[of]), 1)
    people = task.person[task.first], task.person[task.second]
    slot = slot.astype(np.int64)
    return _close(*people, pools, left, task.legal, at, task.rooms, slot, steps)


def idle(busy: np.ndarray) -> int:
    """Slots without a meeting between everybody's first and last, added up; `busy` is (participants, slots) bool."""
    if busy.shape[1] == 0:
        return 0
    begun = np.logical_or.accumulate(busy, axis=1)
    goes_on = np.logical_or.accumulate(busy[:, ::-1], axis=1)[:, ::-1]
    return int((begun & goes_on & ~busy).sum())


@njit(cache=True, nogil=True)
def _close(first, second, pools, left, legal, at, rooms, slot, steps):
    np.random.seed(SEED)
    pairs = len(slot)
    count = np.zeros(len(rooms), np.int64)
    for k in slot:
        count[k] += 1
    chain = np.empty(2 * LONGEST + 2, np.int64)
    people = np.empty(4 * LONGEST + 4, np.int64)
    lost, least = 0, 0
    best = slot.copy()
    for step in range(steps):
        heat = WARM * (COLD / WARM) ** (step / steps)
        pair = np.random.randint(pairs)
        old, new = slot[pair], _towards(pair, first, second, at)
        if new == old or not legal[pair, new]:
            continue
        many, change = _chain(pair, old, new, first, second, legal, at, slot, chain, 0)
        if many == 0:
            continue
        if count[new] + change > rooms[new]:  # another chain is to make room
            other = _any_in(new, slot)
            if other < 0 or _holds(chain, many, other):
                continue
            many, back = _chain(other, new, old, first, second, legal, at, slot, chain, many)
            if many == 0:
                continue
            change -= back
        if count[new] + change > rooms[new] or count[old] - change > rooms[old]:
            continue
        crowd = _crowd(chain, many, first, second, people)
        before = _idle(at, people, crowd)
        _swap(chain, many, old, new, first, second, pools, left, at, slot)
        more = _idle(at, people, crowd) - before
        if _is_short(chain, many, old, new, pools, left) or (
            more > 0 and np.random.random() >= np.exp(-more / heat)
        ):
            _swap(chain, many, old, new, first, second, pools, left, at, slot)
            continue
        count[new] += change
        count[old] -= change
        lost += more
        if lost < least:
            least = lost
            best[:] = slot
    return best


@njit(cache=True, nogil=True)
def _chain(pair, old, new, first, second, legal, at, slot, chain, begin):
    """Append the pairs that must change places with one; returns how many there are now (0: it cannot be done) and by
    how many the new slot grows."""
    many, change = begin, 0
    chain[many] = pair
    many += 1
    for side in range(2):
        link = pair
        who = first[link] if side == 0 else second[link]
        while True:
            k = new if slot[link] == old else old
            following = at[who, k]
            if following == pair:  # a ring
                break
            if following == NOBODY:
                break
            if following < 0 or many - begin >= LONGEST:
                return 0, 0
            link = following
            chain[many] = link
            many += 1
            who = second[link] if who == first[link] else first[link]
        if many > begin + 1 and following == pair:
            break
    for n in range(begin, many):
        here = slot[chain[n]] == old
        if not legal[chain[n], new if here else old]:
            return 0, 0
        change += 1 if here else -1
    return many, change


@njit(cache=True, nogil=True)
def _holds(chain, many, pair):
    known = False
    for n in range(many):
        known = known or chain[n] == pair
    return known


@njit(cache=True, nogil=True)
def _towards(pair, first, second, at):
    """A slot beside another meeting of one of the two, or any."""
    slots = at.shape[1]
    who = first[pair] if np.random.randint(2) else second[pair]
    slot = np.random.randint(slots)
    if np.random.randint(3) == 0:
        return slot
    for n in range(slots):
        k = (slot + n) % slots
        if at[who, k] != NOBODY and at[who, k] != pair:
            return max(0, min(slots - 1, k + 2 * np.random.randint(2) - 1))
    return slot


@njit(cache=True, nogil=True)
def _any_in(k, slot):
    """Some pair of a slot, or -1 where none was met with."""
    for _ in range(TRIES):
        pair = np.random.randint(len(slot))
        if slot[pair] == k:
            return pair
    return -1


@njit(cache=True, nogil=True)
def _crowd(chain, many, first, second, people):
    """Everybody in a chain, once; returns how many."""
    crowd = 0
    for n in range(many):
        for who in (first[chain[n]], second[chain[n]]):
            known = False
            for m in range(crowd):
                known = known or people[m] == who
            if not known:
                people[crowd] = who
                crowd += 1
    return crowd


@njit(cache=True, nogil=True)
def _swap(chain, many, old, new, first, second, pools, left, at, slot):
    for n in range(many):
        pair = chain[n]
        at[first[pair], slot[pair]] = NOBODY
        at[second[pair], slot[pair]] = NOBODY
    for n in range(many):
        pair = chain[n]
        was = slot[pair]
        slot[pair] = new if was == old else old
        at[first[pair], slot[pair]] = pair
        at[second[pair], slot[pair]] = pair
        for side in range(2):
            pool = pools[side, pair]
            if pool >= 0:
                left[pool, was] += 1
                left[pool, slot[pair]] -= 1


@njit(cache=True, nogil=True)
def _is_short(chain, many, old, new, pools, left):
    """Whether a delegation would have to send more people than it has."""
    for n in range(many):
        for side in range(2):
            pool = pools[side, chain[n]]
            if pool >= 0 and (left[pool, old] < 0 or left[pool, new] < 0):
                return True
    return False


@njit(cache=True, nogil=True)
def _idle(at, people, crowd):
    total = 0
    for n in range(crowd):
        begin, end, meetings = -1, -1, 0
        for k in range(at.shape[1]):
            if at[people[n], k] != NOBODY:
                begin = k if begin < 0 else begin
                end = k
                meetings += 1
        if meetings:
            total += end - begin + 1 - meetings
    return total
