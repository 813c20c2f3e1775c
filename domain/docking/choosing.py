"""Which pairs should meet, when slots are only counted: a bound that no timetable passes, and often one that holds.

Counted so, the day is a flow: from the needs to the teams, every participant as often as it has slots, all together as
often as there are tables; a delegation is a knot before its members. What somebody's first, second … meeting adds grows
less and less, so that each is an arc of its own. The corners of such a linear programme are whole numbers; and a corner
of a face (as many served as can be) is a corner of the whole.
"""

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

from domain.docking.task import TIERS, Task

SLACK = 1e-6


@dataclass(frozen=True)
class Choice:
    """The pairs that should meet, and what no timetable passes."""

    pairs: np.ndarray  # places of the pairs in the task
    served: int  # participants, with those served by meetings that stay
    worth: float
    reduced: (
        np.ndarray
    )  # (pairs) what worth loses at least if a pair is taken; below 0: if it is left out


def choose(task: Task, *, served: int | None = None) -> Choice:
    """The best pairs; `served` says how many participants are to be served at least, otherwise as many as can be."""
    pairs, people = len(task.first), len(task.most)
    already = int((task.already > 0).sum())
    if pairs == 0:
        worth = task.judged(np.zeros(0, dtype=int))[1]
        return Choice(np.zeros(0, dtype=int), already, worth, np.zeros(0))
    rows, room = _rows(task)
    first = np.zeros(pairs + people * TIERS)
    first[pairs : pairs + people] = 1
    ceilings = np.concatenate([np.ones(pairs), steps(task).T.ravel()])
    if served is None:
        found = _solved(-first, rows, room, ceilings)
        served = already + int(np.floor(-found.fun + SLACK))
    worth = np.concatenate([task.values, np.repeat(task.tiers, people)])
    rows = sparse.vstack([rows, sparse.csr_matrix(-first)]).tocsr()
    room = np.append(room, already - served)
    found = _solved(-worth, rows, room, ceilings)
    chosen = np.flatnonzero(found.x[:pairs] > 0.5)
    reduced = (found.lower.marginals + found.upper.marginals)[:pairs]
    return Choice(chosen, served, earned(task) - float(found.fun), reduced)


def steps(task: Task) -> np.ndarray:
    """Which of its first meetings a participant does not have yet: (participants, TIERS), 0 or 1."""
    return (np.arange(TIERS) >= task.already[:, None]).astype(float)


def earned(task: Task) -> float:
    """What evenness gives for the meetings that stay."""
    return float(((1 - steps(task)) @ task.tiers).sum())


def _rows(task: Task) -> tuple[sparse.csr_matrix, np.ndarray]:
    """Everybody's limit, everybody's tiers, all tables, the delegations; columns are the pairs, then tier by tier the
    participants."""
    pairs, people = len(task.first), len(task.most)
    who = task.incidence
    tiers = sparse.hstack([sparse.identity(people)] * TIERS)
    rows = sparse.bmat([[who, None], [-who, tiers]])
    tables = sparse.csr_matrix(np.repeat([1.0, 0.0], [pairs, people * TIERS]))
    open_slots = (task.free & (task.rooms > 0)).sum(axis=1)
    needs = task.free[np.unique(task.first)].sum(axis=0)
    teams = task.free[np.unique(task.second)].sum(axis=0)
    together = np.minimum(np.minimum(needs, teams), task.rooms).sum()
    theirs, most = _delegated(task)
    theirs = sparse.hstack([theirs, sparse.csr_matrix((len(most), people * TIERS))])
    room = [np.minimum(task.most, open_slots), np.zeros(people), [together], most]
    return sparse.vstack([rows, tables, theirs]).tocsr(), np.concatenate(room).astype(float)


def _delegated(task: Task) -> tuple[sparse.csr_matrix, np.ndarray]:
    """Which pairs take somebody of each delegation: (delegations, pairs); and how often it can be asked."""
    many = len(task.people)
    of = np.flatnonzero(task.delegation >= 0)
    ones = np.ones(len(of))
    members = sparse.csr_matrix(
        (ones, (task.delegation[of], of)), shape=(many, len(task.delegation))
    )
    there = members @ (task.free & (task.rooms > 0)).astype(float)
    return (members @ task.incidence).tocsr(), np.minimum(there, task.spare).sum(axis=1)


def _solved(costs: np.ndarray, rows: sparse.csr_matrix, room: np.ndarray, ceilings: np.ndarray):
    bounds = np.column_stack([np.zeros_like(ceilings), ceilings])
    found = linprog(costs, A_ub=rows, b_ub=room, bounds=bounds, method="highs-ds")
    if found.x is None:  # nothing at all is always possible
        raise RuntimeError(found.message)
    return found
