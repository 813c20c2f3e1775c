"""What is left to be planned around the meetings that stay, as arrays.

Participants are numbered through: first the needs, then the teams. A pair of a need and a team is a column in
`first`, `second` and `values`. A delegation of one person is that person, whatever they speak for (`person`); of a
larger one only so many meet at a time (`spare`).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from scipy import sparse

from domain.docking.day import Day, Meeting

TIERS = 4  # meetings of one participant that evenness tells apart


@dataclass(frozen=True)
class Task:
    """The pairs that may still meet, and what room there is for them."""

    first: np.ndarray  # (pairs) the need
    second: np.ndarray  # (pairs) the team, counted on from the needs
    values: np.ndarray  # (pairs)
    free: np.ndarray  # (participants, slots) bool: available and not in a meeting that stays
    held: np.ndarray  # (participants, slots) bool: in a meeting that stays
    rooms: np.ndarray  # (slots) tables left
    most: np.ndarray  # (participants) meetings that may be added
    tiers: (
        np.ndarray
    )  # (TIERS) what the first, second … meeting of a participant adds beyond its value
    delegation: np.ndarray  # (participants) its number, -1 without one
    people: np.ndarray  # (delegations)
    spare: np.ndarray  # (delegations, slots) people who are not in a meeting that stays

    @cached_property
    def legal(self) -> np.ndarray:
        """Which pair may meet in which slot: (pairs, slots) bool."""
        return self.free[self.first] & self.free[self.second] & (self.rooms > 0)

    @cached_property
    def already(self) -> np.ndarray:
        """How many meetings each participant keeps: (participants)."""
        return self.held.sum(axis=1)

    @cached_property
    def incidence(self) -> sparse.csr_matrix:
        """Who is in which pair: (participants, pairs)."""
        pairs = np.arange(len(self.first))
        places = (np.concatenate([self.first, self.second]), np.concatenate([pairs, pairs]))
        shape = (len(self.most), len(pairs))
        return sparse.csr_matrix((np.ones(2 * len(pairs)), places), shape=shape)

    @cached_property
    def person(self) -> np.ndarray:
        """Who comes for each participant, told by the first whom the same person comes for: (participants)."""
        return persons(self.delegation, self.people)

    @cached_property
    def pool(self) -> np.ndarray:
        """Of which delegation of several people each participant is, -1 for the others: (participants)."""
        many = np.append(self.people, 0)[self.delegation] > 1
        return np.where(many, self.delegation, -1)

    def only(self, pairs: np.ndarray) -> "Task":
        """The same with some of the pairs: their places, or a mask."""
        return replace(
            self, first=self.first[pairs], second=self.second[pairs], values=self.values[pairs]
        )

    def judged(self, pairs: np.ndarray) -> tuple[int, float]:
        """How many participants these pairs, added to what stays, serve, and what the pairs and evenness are worth."""
        degrees = self.already + self.incidence[:, pairs].sum(axis=1).A1.astype(int)
        added = np.concatenate([[0.0], np.cumsum(self.tiers)])
        even = added[np.minimum(degrees, TIERS)].sum()
        return int((degrees > 0).sum()), float(self.values[pairs].sum() + even)


def task_of(day: Day, staying: Sequence[Meeting]) -> Task:
    """What is left of a day when some meetings stay where they are."""
    free = available(day)
    held = np.zeros_like(free)
    rooms = np.array(day.rooms, dtype=np.int64)
    most = limits(day)
    delegation, people = delegated(day)
    spare = np.repeat(people[:, None], day.slots, axis=1)
    for met in staying:
        for who in (met.need, day.needs + met.team):
            free[who, met.slot], held[who, met.slot] = False, True
            most[who] -= 1
            if delegation[who] >= 0:
                spare[delegation[who], met.slot] -= 1
        rooms[met.slot] -= 1
    is_of = delegation >= 0
    free[is_of] &= spare[delegation[is_of]] > 0
    met_already = {(met.need, met.team) for met in staying} | day.vetoes
    wishes = [wish for wish in day.wishes if (wish.need, wish.team) not in met_already]
    top = max((wish.value for wish in day.wishes), default=0.0)
    task = Task(
        first=np.array([wish.need for wish in wishes], dtype=np.int64),
        second=np.array([day.needs + wish.team for wish in wishes], dtype=np.int64),
        values=np.array([wish.value for wish in wishes], dtype=float),
        free=free,
        held=held,
        rooms=rooms,
        most=most,
        tiers=day.evenness * top / np.arange(1, TIERS + 1),
        delegation=delegation,
        people=people,
        spare=spare,
    )
    possible = task.legal.any(axis=1) & (most[task.first] > 0) & (most[task.second] > 0)
    return task.only(possible)


def available(day: Day) -> np.ndarray:
    """Who is there when: (participants, slots) bool."""
    free = np.ones((day.needs + day.teams, day.slots), dtype=bool)
    for need, slot in day.need_away:
        free[need, slot] = False
    for team, slot in day.team_away:
        free[day.needs + team, slot] = False
    return free


def delegated(day: Day) -> tuple[np.ndarray, np.ndarray]:
    """Of which delegation everybody is, -1 without one: (participants); and how many people each has."""
    number = np.full(day.needs + day.teams, -1, dtype=np.int64)
    for n, each in enumerate(day.delegations):
        number[list(each.members)] = n
    return number, np.array([each.people for each in day.delegations], dtype=np.int64)


def persons(delegation: np.ndarray, people: np.ndarray) -> np.ndarray:
    """Who comes for each participant: the same number for all of a delegation of one."""
    person = np.arange(len(delegation))
    for n in np.flatnonzero(people == 1):
        members = delegation == n
        if members.any():
            person[members] = np.flatnonzero(members)[0]
    return person


def limits(day: Day) -> np.ndarray:
    """How many meetings each participant takes at most: (participants)."""
    most = np.full(day.needs + day.teams, day.slots, dtype=np.int64)
    for need, limit in day.need_limits.items():
        most[need] = min(limit, day.slots)
    for team, limit in day.team_limits.items():
        most[day.needs + team] = min(limit, day.slots)
    return most
