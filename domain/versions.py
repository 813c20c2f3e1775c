"""The versions of topics as this process saw them last: asked of the database four times a second, whoever wants them.

What another process has changed is seen a quarter of a second later at most, what this one has changed at once. All
topics that somebody wanted lately are asked for together.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from threading import Lock
from time import monotonic

from sqlalchemy import Engine

from db.engine import commits, engine, snapshot
from domain import topics

LATELY = 0.25  # seconds for which what was seen is taken for the newest, unless this process commits something
WANTED = 60.0  # seconds for which a topic is asked for along with others
MOST_WANTED = 500


@dataclass(frozen=True)
class _Seen:
    """What was seen, when, and after how many commits of this process."""

    of: Engine | None = None
    versions: Mapping[str, int] = field(default_factory=dict)
    at: float = float("-inf")
    commits: int = -1

    def is_new(self, names: Collection[str]) -> bool:
        is_lately = self.commits == commits() and monotonic() - self.at < LATELY
        return is_lately and self.of is engine() and all(name in self.versions for name in names)

    def of_all(self, names: Collection[str]) -> int:
        return sum(self.versions[name] for name in set(names))


_seen = _Seen()
_wanted: dict[str, float] = {}  # by topic, until when
_lock = Lock()


def version(names: Collection[str]) -> int:
    """One number that has grown if any of the topics has changed; of several who want it at once one asks."""
    global _seen
    with _lock:
        if not _seen.is_new(names):
            every = _want(names)
            before, at = commits(), monotonic()
            with snapshot() as session:
                _seen = _Seen(engine(), topics.versions(session, every), at, before)
        return _seen.of_all(names)


def known(names: Collection[str]) -> int | None:
    """The same without asking the database; none where it was not asked lately."""
    seen = _seen
    return seen.of_all(names) if seen.is_new(names) else None


def _want(names: Collection[str]) -> tuple[str, ...]:
    """These and what others wanted lately, in one order."""
    now = monotonic()
    for name in names:
        _wanted.pop(name, None)
        _wanted[name] = now + WANTED
    for name in [each for each, until in _wanted.items() if until < now]:
        del _wanted[name]
    while len(_wanted) > max(MOST_WANTED, len(names)):
        del _wanted[next(iter(_wanted))]
    return tuple(sorted(_wanted))
