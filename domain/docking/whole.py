"""The whole model, pair by slot: for days that the counting of slots does not settle, solved by HiGHS."""

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, milp

from domain.docking.choosing import SLACK, earned, steps
from domain.docking.task import TIERS, Task


@dataclass(frozen=True)
class Whole:
    """What was found in the time, and what is proved."""

    slot: np.ndarray | None  # (pairs), -1 where a pair does not meet; None: nothing was found
    bound: float  # no timetable has more of what was asked for


class Model:
    """All pairs of a task in all slots that are possible for them."""

    def __init__(self, task: Task):
        self._task = task
        self._pair, self._slot = np.nonzero(task.legal)
        self._places, people = len(self._pair), len(task.most)
        columns = np.arange(self._places)
        ones = np.ones(self._places)
        slots = task.legal.shape[1]

        def counted(rows: np.ndarray, many: int) -> sparse.csr_matrix:
            return sparse.csr_matrix((ones, (rows, columns)), shape=(many, self._places))

        ends = task.first[self._pair], task.second[self._pair]
        once = sum(counted(end * slots + self._slot, people * slots) for end in ends)
        self._who = counted(ends[0], people) + counted(ends[1], people)
        pairs = len(task.first)
        many = len(task.people)
        sent = sum(_sent(task.delegation[end], self._slot, many, slots) for end in ends)
        each = sparse.vstack(
            [once, counted(self._pair, pairs), counted(self._slot, slots), self._who, sent]
        )
        room = [np.ones(people * slots), np.ones(pairs), task.rooms, task.most, task.spare.ravel()]
        tiers = sparse.hstack([sparse.identity(people)] * TIERS)
        self._rows = sparse.bmat([[each, None], [-self._who, tiers]]).tocsr()
        self._room = np.concatenate([*room, np.zeros(people)]).astype(float)
        self._first = np.zeros(self._places + people * TIERS)
        self._first[self._places : self._places + people] = 1

    def most_served(self, *, seconds: float) -> Whole:
        """As many participants as can be, counted with those who keep a meeting."""
        already = (self._task.already > 0).sum()
        found = self._solved(self._first, seconds=seconds)
        return Whole(self._told(found), float(np.floor(_bound(found) + already + SLACK)))

    def most_worth(self, *, served: int, seconds: float) -> Whole:
        """The largest worth where at least so many participants are served."""
        task = self._task
        wanted = served - (task.already > 0).sum()
        worth = np.concatenate([task.values[self._pair], np.repeat(task.tiers, len(task.most))])
        found = self._solved(worth, wanted, seconds=seconds)
        return Whole(self._told(found), earned(task) + _bound(found))

    def _solved(self, gains: np.ndarray, wanted: int = 0, *, seconds: float) -> OptimizeResult:
        """With at least so many first meetings."""
        ceilings = np.concatenate([np.ones(self._places), steps(self._task).T.ravel()])
        kinds = np.repeat([1, 0], [self._places, len(ceilings) - self._places])
        rows = [LinearConstraint(self._rows, -np.inf, self._room)]
        if wanted > 0:
            rows.append(LinearConstraint(sparse.csr_matrix(self._first), wanted, np.inf))
        return milp(
            -gains,
            integrality=kinds,
            bounds=Bounds(0, ceilings),
            constraints=rows,
            options={"time_limit": max(seconds, 0.1), "mip_rel_gap": 1e-8},
        )

    def _told(self, found: OptimizeResult) -> np.ndarray | None:
        if found.x is None:
            return None
        slot = np.full(len(self._task.first), -1, dtype=np.int64)
        taken = np.flatnonzero(found.x[: self._places] > 0.5)
        slot[self._pair[taken]] = self._slot[taken]
        return slot


def _sent(delegation: np.ndarray, slot: np.ndarray, many: int, slots: int) -> sparse.csr_matrix:
    """Which places take somebody of each delegation in each slot: (delegations × slots, places)."""
    of = np.flatnonzero(delegation >= 0)
    rows = delegation[of] * slots + slot[of]
    return sparse.csr_matrix((np.ones(len(of)), (rows, of)), shape=(many * slots, len(slot)))


def _bound(found: OptimizeResult) -> float:
    bound = found.get("mip_dual_bound")
    return np.inf if bound is None else -float(bound)
