"""The tables of a timetable: a team stays at one table as far as it can, so that it need not carry its things."""

from collections.abc import Sequence

import numpy as np
from scipy.optimize import linear_sum_assignment

from domain.docking.day import Meeting

ROUNDS = 20
FIXED = 1e6  # what it costs to move a meeting that has its table


def seated(meetings: Sequence[Meeting], rooms: Sequence[int]) -> list[Meeting]:
    """The same meetings with a table each; the tables that some have already stay, if they are there and not taken
    twice. Raises ValueError of a slot with more meetings than tables."""
    slots = [[met for met in meetings if met.slot == k] for k in range(len(rooms))]
    if any(len(some) > rooms[k] for k, some in enumerate(slots)):
        raise ValueError("more meetings than tables")
    table: dict[tuple[int, int], int] = {}  # (team, slot)
    when: dict[int, list[int]] = {}  # the slots of each team
    for k, some in enumerate(slots):
        for met in some:
            when.setdefault(met.team, []).append(k)
    homes = _homes(slots, rooms)
    for k, some in enumerate(slots):
        if some:
            _first_seats(k, some, rooms[k], table, when, homes)
    for _ in range(ROUNDS):
        before = moves_of(table, when)
        for k, some in enumerate(slots):
            if some:
                _better_seats(k, some, rooms[k], table, when)
        if moves_of(table, when) >= before:
            break
    return sorted(
        (met._replace(table=table[met.team, met.slot]) for met in meetings),
        key=lambda met: (met.slot, met.table),
    )


def moves(meetings: Sequence[Meeting]) -> int:
    """How often a team's next meeting is at another table than its last."""
    table = {(met.team, met.slot): met.table for met in meetings}
    when: dict[int, list[int]] = {}
    for team, slot in sorted(table):
        when.setdefault(team, []).append(slot)
    return moves_of(table, when)


def moves_of(table: dict[tuple[int, int], int], when: dict[int, list[int]]) -> int:
    return sum(
        table[team, one] != table[team, other]
        for team, slots in when.items()
        for one, other in zip(slots, slots[1:], strict=False)
    )


def _homes(slots: list[list[Meeting]], rooms: Sequence[int]) -> dict[int, int]:
    """Where teams are at home that have a table in one of their meetings."""
    return {
        met.team: met.table
        for k, some in enumerate(slots)
        for met in some
        if met.table is not None and 0 <= met.table < rooms[k]
    }


def _fixed(some: list[Meeting], room: int) -> np.ndarray:
    """What each table costs each meeting for having one already: (meetings, tables)."""
    costs = np.zeros((len(some), room))
    taken = set()
    for row, met in enumerate(some):
        if met.table is not None and 0 <= met.table < room and met.table not in taken:
            costs[row] = FIXED
            costs[row, met.table] = 0
            taken.add(met.table)
    return costs


def _first_seats(k, some, room, table, when, homes) -> None:
    """A slot after the other: at home, otherwise where the fewest of the following slots are somebody else's."""
    costs = _fixed(some, room)
    busy = np.zeros((room, len(when and range(max(max(s) for s in when.values()) + 1))))
    for team, home in homes.items():
        if home < room:
            busy[home, when[team]] += 1
    for row, met in enumerate(some):
        ahead = [slot for slot in when[met.team] if slot >= k]
        costs[row] += busy[:, ahead].sum(axis=1) / len(ahead)
        home = homes.get(met.team)
        if home is not None:
            costs[row] += 10
            if home < room:
                costs[row, home] -= 10 + busy[home, ahead].sum() / len(ahead) + len(ahead)
    for row, column in zip(*linear_sum_assignment(costs), strict=True):
        team = some[row].team
        table[team, k] = int(column)
        homes.setdefault(team, int(column))


def _better_seats(k, some, room, table, when) -> None:
    """One slot seated anew between what goes before and what follows."""
    costs = _fixed(some, room)
    for row, met in enumerate(some):
        at = when[met.team].index(k)
        for other in when[met.team][max(at - 1, 0) : at + 2]:
            if other != k:
                costs[row] += 1
                if table[met.team, other] < room:
                    costs[row, table[met.team, other]] -= 1
        costs[row, table[met.team, k]] -= 1e-3  # nobody moves for nothing
    for row, column in zip(*linear_sum_assignment(costs), strict=True):
        table[some[row].team, k] = int(column)
