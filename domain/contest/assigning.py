"""Entries given to judges as evenly as can be, proved by HiGHS: numbers only.

Every entry gets as many judges as are wanted and may judge it; the judge with most entries has as few as possible, then
the one with fewest as many as possible.
"""

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

SECONDS = 20.0


@dataclass(frozen=True)
class Assigned:
    """Who judges what (entries × judges); how many judges each entry lacks; whether none more even is proved."""

    taken: np.ndarray
    short: np.ndarray
    most: int  # entries of the judge with most of them
    fewest: int
    is_proved: bool


def assign(may: np.ndarray, wanted: int, kept: np.ndarray | None = None) -> Assigned:
    """The most even assignment. `may`: (entries × judges) who may judge what; `kept`: what stays as it is."""
    entries, judges = may.shape
    stays = np.zeros_like(may) if kept is None else kept
    free = may & ~stays
    have = stays.sum(axis=1)
    need = np.minimum(np.maximum(wanted - have, 0), free.sum(axis=1))
    short = np.maximum(wanted - have - need, 0)
    if not need.any():
        load = stays.sum(axis=0)
        fewest = int(load.min()) if judges else 0
        return Assigned(stays, short, int(load.max(initial=0)), fewest, True)
    of_entry, of_judge = np.nonzero(free)
    found = _solved(of_entry, of_judge, need, stays.sum(axis=0))
    if found.x is None:  # the time was over: one after the other, whoever has least
        taken, is_proved = _by_turns(free, need, stays), False
    else:
        taken, is_proved = stays.copy(), found.status == 0
        put = np.flatnonzero(found.x[: len(of_entry)] > 0.5)
        taken[of_entry[put], of_judge[put]] = True
    load = taken.sum(axis=0)
    return Assigned(taken, short, int(load.max()), int(load.min()), is_proved)


def _solved(of_entry: np.ndarray, of_judge: np.ndarray, need: np.ndarray, load: np.ndarray):
    """A column for each pair that is possible, then the largest and the smallest load."""
    pairs, entries, judges = len(of_entry), len(need), len(load)
    ones, columns = np.ones(pairs), np.arange(pairs)
    each = sparse.csr_matrix((ones, (of_entry, columns)), shape=(entries, pairs + 2))
    taken = sparse.csr_matrix((ones, (of_judge, columns)), shape=(judges, pairs + 2))
    most, fewest = pairs, pairs + 1
    top = sparse.csr_matrix(
        (np.ones(judges), (np.arange(judges), np.full(judges, most))), taken.shape
    )
    low = sparse.csr_matrix(
        (np.ones(judges), (np.arange(judges), np.full(judges, fewest))), taken.shape
    )
    limit = int(need.sum() + load.max())
    costs = np.zeros(pairs + 2)
    costs[most], costs[fewest] = limit + 1, -1
    return milp(
        costs,
        integrality=np.ones(pairs + 2),
        bounds=Bounds(0, np.concatenate([ones, [limit, limit]])),
        constraints=[
            LinearConstraint(each, need, need),
            LinearConstraint(taken - top, -np.inf, -load),
            LinearConstraint(taken - low, -load, np.inf),
        ],
        options={"time_limit": SECONDS, "mip_rel_gap": 1e-9},
    )


def _by_turns(free: np.ndarray, need: np.ndarray, stays: np.ndarray) -> np.ndarray:
    taken = stays.copy()
    for entry in np.argsort(free.sum(axis=1), kind="stable"):
        for _ in range(need[entry]):
            open_judges = np.flatnonzero(free[entry] & ~taken[entry])
            taken[entry, open_judges[np.argmin(taken.sum(axis=0)[open_judges])]] = True
    return taken
