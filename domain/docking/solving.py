"""The timetable of a docking day: made, mended when something changes late, and proved.

First it is settled which meetings stay. Then pairs are chosen by counting slots and tables, which is a flow and gives a
bound (choosing), and put into slots (placing). Where they all find one, the bound is reached and the optimum proved.
Where they do not, the whole model decides (whole) over the pairs that the bound leaves open. In the end the same pairs
are moved together (closing) and get their tables (seating).
"""

import time
from collections.abc import Iterable

import numpy as np

from domain.docking.choosing import Choice, choose
from domain.docking.closing import close, idle
from domain.docking.day import Day, Meeting
from domain.docking.keeping import staying
from domain.docking.placing import place
from domain.docking.seating import moves, seated
from domain.docking.task import Task, delegated, persons, task_of
from domain.docking.timetable import Timetable
from domain.docking.unserved import unserved
from domain.docking.whole import Model

SECONDS = 60.0  # for the proof, where counting does not settle it
CLOSE = 1e-7  # of the bound: no difference


def solve(day: Day, *, kept: Iterable[Meeting] = (), seconds: float = SECONDS) -> Timetable:
    """The best timetable around the confirmed meetings and those of `kept` that can stay (see Timetable for what is
    best). `seconds` is for the proof alone; when they are over the gap tells how much may be missing."""
    stays, lost = staying(day, kept)
    task = task_of(day, stays)
    slot, served, bound = _planned(task, seconds)
    met = np.flatnonzero(slot >= 0)
    added = task.only(met)
    closed = close(added, slot[met])
    new = [
        Meeting(int(need), int(team) - day.needs, int(k))
        for need, team, k in zip(added.first, added.second, closed, strict=True)
    ]
    meetings, moved = _seated(day, [*stays, *new])
    values = {(wish.need, wish.team): wish.value for wish in day.wishes}
    stayed = sum(values.get((met.need, met.team), 0.0) for met in stays)
    has, worth = task.judged(met)
    return Timetable(
        meetings=meetings,
        value=sum(values.get((met.need, met.team), 0.0) for met in meetings),
        worth=stayed + worth,
        bound=stayed + max(bound, worth),
        served=has,
        most_served=max(served, has),
        idle=idle(_busy(day, meetings)),
        moves=moved,
        unserved=unserved(day, meetings),
        lost=tuple(lost),
    )


def repair(day: Day, before: Timetable, *, seconds: float = SECONDS) -> Timetable:
    """A timetable for a day that has changed: every meeting that still can stays in its slot and at its table."""
    return solve(day, kept=before.meetings, seconds=seconds)


def _planned(task: Task, seconds: float) -> tuple[np.ndarray, int, float]:
    """The slot of each pair or -1; how many can be served at most; and the bound of the worth."""
    chosen = choose(task)
    slot = np.full(len(task.first), -1, dtype=np.int64)
    slot[chosen.pairs] = place(task.only(chosen.pairs))
    if (slot[chosen.pairs] >= 0).all():
        return slot, chosen.served, chosen.worth
    return _decided(task, chosen, _filled(task, slot), seconds)


def _filled(task: Task, slot: np.ndarray) -> np.ndarray:
    """A plan with whatever still fits into it: the most valuable pairs first."""
    slot = slot.copy()
    legal, rooms, most = task.legal.copy(), task.rooms.copy(), task.most.copy()
    spare = task.spare.copy()

    def put(pair: int, k: int) -> None:
        slot[pair] = k
        rooms[k] -= 1
        for who, ends in ((task.first[pair], task.first), (task.second[pair], task.second)):
            most[who] -= 1
            legal[ends == who, k] = False
            sent = task.delegation[who]
            if sent >= 0:
                spare[sent, k] -= 1
                if not spare[sent, k]:
                    legal[task.delegation[ends] == sent, k] = False

    for pair in np.flatnonzero(slot >= 0):
        put(pair, slot[pair])
    for pair in np.argsort(-task.values, kind="stable"):
        if slot[pair] < 0 and most[task.first[pair]] > 0 and most[task.second[pair]] > 0:
            open_slots = np.flatnonzero(legal[pair] & (rooms > 0))
            if len(open_slots):
                put(pair, open_slots[np.argmax(rooms[open_slots])])
    return slot


def _decided(
    task: Task, chosen: Choice, slot: np.ndarray, seconds: float
) -> tuple[np.ndarray, int, float]:
    """The whole model's word where counting did not settle it; `slot` is a plan that holds."""
    end = time.monotonic() + seconds
    served, _ = task.judged(np.flatnonzero(slot >= 0))
    most = chosen.served
    if served < most:
        found = Model(task).most_served(seconds=end - time.monotonic())
        most = min(most, int(found.bound)) if np.isfinite(found.bound) else most
        if found.slot is not None:
            slot = _better(task, slot, _filled(task, found.slot))
            served, _ = task.judged(np.flatnonzero(slot >= 0))
        chosen = choose(task, served=served)
    slot, bound = _most_worth(task, chosen, slot, served, end)
    return slot, most, min(chosen.worth, bound)


def _most_worth(
    task: Task, chosen: Choice, slot: np.ndarray, served: int, end: float
) -> tuple[np.ndarray, float]:
    """The plan of the largest worth, and the bound, over the pairs that the reduced costs leave open.

    A pair that is not chosen and would cost more than the plan lacks to the bound is in no better plan.
    """
    _, worth = task.judged(np.flatnonzero(slot >= 0))
    missing = chosen.worth - worth
    if missing <= CLOSE * chosen.worth:
        return slot, chosen.worth
    open_pairs = np.flatnonzero((chosen.reduced <= missing + CLOSE * chosen.worth) | (slot >= 0))
    model = Model(task.only(open_pairs))
    found = model.most_worth(served=served, seconds=end - time.monotonic())
    if found.slot is not None:
        whole = np.full(len(slot), -1, dtype=np.int64)
        whole[open_pairs] = found.slot
        slot = _better(task, slot, whole)
    return slot, max(found.bound, task.judged(np.flatnonzero(slot >= 0))[1])


def _better(task: Task, one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """The plan that serves more, or of equals the one that is worth more."""
    return max(one, other, key=lambda slot: task.judged(np.flatnonzero(slot >= 0)))


def _seated(day: Day, meetings: list[Meeting]) -> tuple[tuple[Meeting, ...], int]:
    """The meetings with their tables, and how often somebody has to change theirs; who speaks for several teams keeps
    one table for all of them."""
    person = persons(*delegated(day))[day.needs :] - day.needs
    team = {(met.need, met.slot): met.team for met in meetings}
    met_by = seated([met._replace(team=int(person[met.team])) for met in meetings], day.rooms)
    told = (met._replace(team=team[met.need, met.slot]) for met in met_by)
    return tuple(told), moves(met_by)


def _busy(day: Day, meetings: Iterable[Meeting]) -> np.ndarray:
    """Which person is in a meeting when: (participants, slots) bool."""
    person = persons(*delegated(day))
    busy = np.zeros((day.needs + day.teams, day.slots), dtype=bool)
    for met in meetings:
        busy[person[[met.need, day.needs + met.team]], met.slot] = True
    return busy
