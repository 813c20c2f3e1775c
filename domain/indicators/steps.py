"""The steps in which handling times are kept, so that a median of many months is read and not counted anew.

A median is interpolated within its step: at most half a working day off below five working days, a day below ten.
"""

from collections.abc import Mapping
from itertools import pairwise

from sqlalchemy import ColumnElement
from sqlmodel import case

DAY = 480  # office minutes of a working day
TIMES = (
    *(0, 30, 60, 120, 180, 240, 360),
    *range(DAY, 5 * DAY, DAY // 2),
    *range(5 * DAY, 10 * DAY, DAY),
    *(10 * DAY, 12 * DAY, 15 * DAY, 20 * DAY, 25 * DAY, 40 * DAY),
)  # minutes at which each step begins
SHARES = (0, 25, 50, 75, 90, 100, 125, 150, 200)  # per cent of the limit; 100: past the limit


def step_of(value: ColumnElement, begins: tuple[int, ...]) -> ColumnElement[int]:
    """The number of the step that a value lies in."""
    steps = [(value >= begin, n) for n, begin in reversed(list(enumerate(begins)))]
    return case(*steps, else_=0)


def median(counts: Mapping[int, int]) -> float | None:
    """The middle of the handling times, in working days; none of nothing.

    `counts`: how many in each step of TIMES.
    """
    total = sum(counts.values())
    if total <= 0:
        return None
    edges = [*pairwise(TIMES), (TIMES[-1], 2 * TIMES[-1])]
    before = 0
    for step, (begin, end) in enumerate(edges):
        here = counts.get(step, 0)
        if here and before + here >= total / 2:
            return (begin + (end - begin) * (total / 2 - before) / here) / DAY
        before += here
    return None
