"""Who meets nobody on a docking day, and why."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from db.research_vocabulary import MeetsNobody
from domain.docking.day import Day, Meeting
from domain.docking.task import available, delegated, limits
from domain.docking.timetable import Side, Unserved


def unserved(day: Day, meetings: Sequence[Meeting]) -> tuple[Unserved, ...]:
    """Everybody without a meeting who wants one: needs first. Who takes no meeting at all is not told of."""
    served = {met.need for met in meetings} | {day.needs + met.team for met in meetings}
    most = limits(day)
    left_out = [who for who in range(day.needs + day.teams) if who not in served and most[who]]
    if not left_out:
        return ()
    partners: dict[int, list[int]] = {who: [] for who in left_out}
    for need, team, _ in day.wishes:
        if (need, team) not in day.vetoes:
            for who, other in ((need, day.needs + team), (day.needs + team, need)):
                if who in partners:
                    partners[who].append(other)
    there = available(day)
    at_home = _at_home(day, meetings)
    free = _still_free(day, meetings, there, most) & at_home
    rooms = np.array(day.rooms)
    taken = Counter(met.slot for met in meetings)
    full = np.array([taken[k] >= room for k, room in enumerate(rooms)], dtype=bool)
    told = []
    for who in left_out:
        reason = _reason(who, partners[who], there & (rooms > 0), free, full, at_home)
        is_need = who < day.needs
        side = Side.NEED if is_need else Side.TEAM
        told.append(Unserved(side, who if is_need else who - day.needs, reason))
    return tuple(told)


def _still_free(day: Day, meetings: Sequence[Meeting], there: np.ndarray, most: np.ndarray):
    """Who could still meet somebody when, if there were a table: (participants, slots) bool."""
    free, many = there.copy(), Counter()
    for met in meetings:
        for who in (met.need, day.needs + met.team):
            free[who, met.slot] = False
            many[who] += 1
    for who, meets in many.items():
        if meets >= most[who]:
            free[who] = False
    free[most == 0] = False
    return free


def _at_home(day: Day, meetings: Sequence[Meeting]) -> np.ndarray:
    """Whose delegation has somebody left: (participants, slots) bool."""
    delegation, people = delegated(day)
    left = np.repeat(people[:, None], day.slots, axis=1)
    for met in meetings:
        for who in (met.need, day.needs + met.team):
            if delegation[who] >= 0:
                left[delegation[who], met.slot] -= 1
    free = np.ones((len(delegation), day.slots), dtype=bool)
    is_of = delegation >= 0
    free[is_of] = left[delegation[is_of]] > 0
    return free


def _reason(
    who: int,
    partners: list[int],
    there: np.ndarray,
    free: np.ndarray,
    full: np.ndarray,
    at_home: np.ndarray,
) -> MeetsNobody:
    if not partners:
        return MeetsNobody.NO_PARTNER
    if not there[who].any():
        return MeetsNobody.AWAY
    if not (there[who] & there[partners]).any():
        return MeetsNobody.NEVER_TOGETHER
    both = there[who] & free[partners]
    if both.any() and not (both & at_home[who]).any():
        return MeetsNobody.PEOPLE_TAKEN
    both &= at_home[who]
    return MeetsNobody.NO_TABLE if (both & full).any() else MeetsNobody.PARTNERS_TAKEN
