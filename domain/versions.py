"""The versions of topics as this process saw them last: asked of the database four times a second, whoever wants them.

What another process has changed is seen a quarter of a second later at most, what this one has changed at once.
"""

from collections import OrderedDict
from collections.abc import Collection
from dataclasses import dataclass
from threading import Lock
from time import monotonic

from db.engine import commits, engine, snapshot
from domain import topics

LATELY = 0.25  # seconds for which what was seen is taken for the newest, unless this process commits something
MOST_REMEMBERED = 2000  # sets of topics

_seen: OrderedDict[tuple, "_Seen"] = OrderedDict()
_lock = Lock()


@dataclass
class _Seen:
    """A version, when it was seen, and after how many commits of this process."""

    lock: Lock
    value: int = 0
    at: float = float("-inf")
    commits: int = -1

    @property
    def is_new(self) -> bool:
        return self.commits == commits() and monotonic() - self.at < LATELY


def version(names: Collection[str]) -> int:
    """One number that has grown if any of the topics has changed; of several who want it at once one asks."""
    if not names:
        return 0
    seen = _of(names)
    with seen.lock:
        if not seen.is_new:
            before, at = commits(), monotonic()
            with snapshot() as session:
                seen.value = topics.version(session, sorted(set(names)))
            seen.commits, seen.at = before, at
        return seen.value


def known(names: Collection[str]) -> int | None:
    """The same without asking the database; none where it was not asked lately."""
    seen = _of(names)
    return seen.value if seen.is_new else None


def _of(names: Collection[str]) -> _Seen:
    key = (engine(), frozenset(names))
    with _lock:
        found = _seen.get(key)
        if found is None:
            found = _seen[key] = _Seen(Lock())
            while len(_seen) > MOST_REMEMBERED:
                _seen.popitem(last=False)
        else:
            _seen.move_to_end(key)
    return found
