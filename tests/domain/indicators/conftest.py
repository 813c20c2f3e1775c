"""Random histories, lived once and then only read: one that is always the same on each kind of database, and one that
is another each time, whose seed is printed and can be given again."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from db import engine
from db.indicator_vocabulary import Indicator
from domain import clock
from domain.indicators import rollups
from tests import lives, town
from tests.infrastructure import databases

AGAIN = "HISTORY_SEED"  # of a random history that is to be lived again
STEPS = 240
# Indicators that nothing may have happened to, in a history of a known seed: it takes another course with each rule
# that changes. What is rare in any is counted in stories of its own (stories.py).
MISSED = 6


def drawn_seed() -> int:
    """Another one each time, printed so that a failure can be lived again; or the one that is asked for."""
    seed = int(os.environ.get(AGAIN) or secrets.randbelow(10**6))
    print(f"history of seed {seed}; again by {AGAIN}={seed}")  # noqa: T201
    return seed


@dataclass(frozen=True)
class Lived:
    """A history that is over: where it is kept, the moment of its end, and the seed that it grew from."""

    folder: Path
    url: str
    at: datetime
    seed: int
    is_drawn: bool


@pytest.fixture(
    scope="session",
    params=[("sqlite", 7), ("postgresql", 7), ("sqlite", None)],
    ids=["sqlite", "postgresql", "random"],
)
def kept(request, tmp_path_factory) -> Iterator[Lived]:
    kind, known = request.param
    folder = tmp_path_factory.mktemp("history")
    seed = drawn_seed() if known is None else known
    if kind == "sqlite":
        template = request.getfixturevalue("sqlite_template")
        yield _live(folder, databases.copied(template, folder), seed, is_drawn=known is None)
    else:
        with request.getfixturevalue("postgresql_server").database() as url:
            yield _live(folder, url, seed, is_drawn=known is None)


@pytest.fixture
def lived(kept, monkeypatch) -> Iterator[datetime]:
    """A random history, counted over now and then on the way; the clock stands at its end, which is returned."""
    print(f"history of seed {kept.seed}; again by {AGAIN}={kept.seed}")  # noqa: T201  (read when a test fails)
    with _opened(kept.folder, kept.url), clock.stopped(kept.at):
        yield kept.at


@pytest.fixture
def may_miss(kept) -> int:
    """In how many indicators nothing may have happened: any number where the history is another one each time."""
    return len(Indicator) if kept.is_drawn else MISSED


@pytest.fixture
def is_whole(kept) -> bool:
    """Whether every filter is tried in every period: in one history. In the others each is tried once at least."""
    return not kept.is_drawn and kept.url.startswith("sqlite")


def _live(folder: Path, url: str, seed: int, *, is_drawn: bool) -> Lived:
    with _opened(folder, url):
        town.build()
        history = lives.lived(seed, STEPS, is_rich=True, meanwhile=rollups.fold)
    return Lived(folder, url, history.at, seed, is_drawn)


@contextmanager
def _opened(folder: Path, url: str) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PLATFORM_VAR", str(folder))
        patch.setenv("DATABASE_URL", url)
        engine.forget()
        yield
        engine.forget()
