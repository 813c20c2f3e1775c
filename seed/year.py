"""The lived year: demands arrive and are carried through the loop by the people of the town."""

import heapq
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random

from domain import clock
from domain.clock import LOCAL
from domain.office_calendar import PUBLISHED
from domain.working_time import OFFICE, add_working_minutes
from seed.life import Life
from seed.town import Town

Progress = Callable[[float], None]
DAYS = 365
LAST_DAYS, BUSY_SHARE = 8, 0.13  # so that the board of the first day has something on it


@dataclass(frozen=True)
class Year:
    """How much happens in it."""

    demands: int = 600
    seed: int = 96871


def live(town: Town, *, year: Year, language: str, until: datetime, progress: Progress) -> None:
    """Let the year before `until` happen, in the order of its moments, through the commands that people use."""
    rng = Random(year.seed)
    arrivals = sorted(_arrival(rng, until) for _ in range(year.demands))
    lives = [
        (at, iter(Life(town, Random(year.seed * 1000 + n), language).run()))
        for n, at in enumerate(arrivals)
    ]
    through(lives, until=until, progress=progress)


def through(
    lives: Iterable[tuple[datetime, Iterator[datetime]]],
    *,
    until: datetime,
    progress: Progress = lambda share: None,
) -> None:
    """Let lives act in the order of their moments, each from its first moment on, as far as the present."""
    waiting = [(at, n, life) for n, (at, life) in enumerate(lives)]
    heapq.heapify(waiting)
    start, length = until - timedelta(days=DAYS), timedelta(days=DAYS)
    shown = -1
    while waiting and waiting[0][0] <= until:
        at, n, life = heapq.heappop(waiting)
        next_at = _act(life, at)
        if next_at is not None:
            heapq.heappush(waiting, (max(next_at, at), n, life))
        percent = int(100 * ((at - start) / length))
        if percent // 5 != shown // 5:
            shown = percent
            progress(percent / 100)


def _act(life: Iterator[datetime], at: datetime) -> datetime | None:
    """Let one life act at its moment; returns when it acts next, or None at its end."""
    with clock.stopped(at):
        return next(life, None)


def _arrival(rng: Random, until: datetime) -> datetime:
    """Some moment of the year: mostly in office hours, one in five at any time; the last days are the busiest."""
    away = rng.randrange(LAST_DAYS) if rng.random() < BUSY_SHARE else rng.randrange(DAYS)
    day = until - timedelta(days=away)
    at = datetime.combine(day.date(), time(8, 30), LOCAL) + timedelta(minutes=rng.randint(0, 540))
    if rng.random() < 0.2:
        at = datetime.combine(day.date(), time(), LOCAL) + timedelta(minutes=rng.randint(0, 1439))
    else:
        at = add_working_minutes(at, 1, calendar=PUBLISHED, hours=OFFICE)
    return min(at, until - timedelta(minutes=rng.randint(1, 90)))
