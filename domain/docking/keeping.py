"""Which meetings stay: as many of the confirmed ones as can, then of those planned before, then the most valuable."""

from collections.abc import Iterable

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from domain.docking.day import Day, Meeting
from domain.docking.task import available, delegated, limits


def staying(day: Day, kept: Iterable[Meeting]) -> tuple[list[Meeting], list[Meeting]]:
    """The meetings that stay, each once, and the confirmed or kept ones that cannot.

    A confirmed meeting may be one that nobody wished; one that was only planned goes when nobody wishes it any more.
    """
    free = available(day)
    values = {(wish.need, wish.team): wish.value for wish in day.wishes}
    confirmed = {met[:3] for met in day.confirmed}
    asked: dict[tuple[int, int, int], Meeting] = {}
    for met in (*kept, *day.confirmed):
        known = asked.get(met[:3])
        asked[met[:3]] = known if known and met.table is None else met
    possible = [
        met
        for key, met in asked.items()
        if (key in confirmed or key[:2] in values) and _possible(day, free, met)
    ]
    stays = possible if _together(day, possible) else _most(day, possible, confirmed, values)
    remain = {met[:3] for met in stays}
    return stays, [met for key, met in asked.items() if key not in remain]


def _possible(day: Day, free: np.ndarray, met: Meeting) -> bool:
    """Whether a meeting can be held where it is, as far as it alone is concerned."""
    need, team, slot, _ = met
    if not (0 <= need < day.needs and 0 <= team < day.teams and 0 <= slot < day.slots):
        return False
    is_free = free[need, slot] and free[day.needs + team, slot]
    return bool(is_free) and day.rooms[slot] > 0 and (need, team) not in day.vetoes


def _rows(day: Day, meetings: list[Meeting]) -> tuple[sparse.csr_matrix, np.ndarray]:
    """Who and what each meeting takes: in a slot, of a limit, of a pair, of the tables; and how much there is."""
    people, slots = day.needs + day.teams, day.slots
    need, team, slot = (np.array([met[n] for met in meetings], dtype=np.int64) for n in range(3))
    pairs, pair = np.unique(need * day.teams + team, return_inverse=True)
    parts = [
        (need * slots + slot, people * slots),
        ((day.needs + team) * slots + slot, people * slots),
        (need, people),
        (day.needs + team, people),
        (pair, len(pairs)),
        (slot, slots),
    ]
    ones, columns = np.ones(len(meetings)), np.arange(len(meetings))
    rows = [
        sparse.csr_matrix((ones, (rows, columns)), (many, len(meetings))) for rows, many in parts
    ]
    most = limits(day)
    once = np.ones(people * slots)
    room = [once, once, most, most, np.ones(len(pairs)), np.array(day.rooms)]
    delegation, sent = delegated(day)
    for who in (need, day.needs + team):  # of one side each, so that no row counts both
        of = np.flatnonzero(delegation[who] >= 0)
        places = (delegation[who[of]] * slots + slot[of], of)
        shape = (len(sent) * slots, len(meetings))
        rows.append(sparse.csr_matrix((np.ones(len(of)), places), shape))
        room.append(np.repeat(sent, slots))
    return sparse.vstack(rows).tocsr(), np.concatenate(room).astype(float)


def _together(day: Day, meetings: list[Meeting]) -> bool:
    if not meetings:
        return True
    rows, room = _rows(day, meetings)
    return bool((room >= rows.sum(axis=1).A1).all())


def _most(
    day: Day,
    meetings: list[Meeting],
    confirmed: set[tuple[int, int, int]],
    values: dict[tuple[int, int], float],
) -> list[Meeting]:
    rows, room = _rows(day, meetings)
    is_confirmed = np.array([float(met[:3] in confirmed) for met in meetings])
    counted = is_confirmed * len(meetings) + 1  # one confirmed meeting before all that are not
    worth = np.array([values.get(met[:2], 0.0) for met in meetings])
    constraints = [LinearConstraint(rows, -np.inf, room)]
    taken = np.zeros(len(meetings), dtype=bool)
    for gains in (counted, worth):
        options = {"mip_rel_gap": 0.0}
        found = milp(
            -gains,
            integrality=np.ones(len(meetings)),
            bounds=Bounds(0, 1),
            constraints=constraints,
            options=options,
        )
        if found.x is None:  # the first answer holds all the same
            break
        taken = found.x > 0.5
        constraints.append(LinearConstraint(counted[None, :], counted[taken].sum() - 0.5, np.inf))
    return [met for met, is_taken in zip(meetings, taken, strict=True) if is_taken]
