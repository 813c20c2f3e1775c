"""Turns within one process: whoever wants to write the same thing waits in the order they came.

A database lets many writers wait too, but not fairly (SQLite's wait is trying again after ever longer pauses) and each
with a connection of its own. Whoever waits here holds none. Between processes the database's own locks decide, as ever.
"""

import threading
import time
from collections import deque
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

PATIENCE = 30.0  # seconds without anybody ahead having ended; then the database decides


@dataclass
class _Line:
    """One thing's writer, and who waits for it."""

    holder: int | None = None  # the thread
    since: float = 0.0  # when it was given its turn
    depth: int = 0  # how often it has taken its turn within its turn
    waiting: deque[tuple[int, threading.Event]] = field(default_factory=deque)


_lines: dict[Hashable, _Line] = {}
_guard = threading.Lock()


@contextmanager
def turn(what: Hashable) -> Iterator[None]:
    """Let the block run when it is this thread's turn; within its own turn a thread has it already.

    Who has waited while one writer held its turn for PATIENCE goes on without: one that never ends holds up nobody for
    ever, and however long the line is, nobody runs past it while it moves.
    """
    has_it = _take(what)
    try:
        yield
    finally:
        if has_it:
            _give(what)


def _take(what: Hashable) -> bool:
    me, called = threading.get_ident(), threading.Event()
    with _guard:
        line = _lines.setdefault(what, _Line())
        if line.holder in (None, me):
            line.holder, line.depth = me, line.depth + 1
            line.since = time.monotonic()
            return True
        line.waiting.append((me, called))
    left = PATIENCE
    while not called.wait(left):
        with _guard:
            if called.is_set():  # in the very moment of giving up
                return True
            left = line.since + PATIENCE - time.monotonic()
            if left <= 0:
                line.waiting.remove((me, called))
                return False
    return True


def _give(what: Hashable) -> None:
    with _guard:
        line = _lines[what]
        line.depth -= 1
        if line.depth:
            return
        if line.waiting:
            line.holder, called = line.waiting.popleft()
            line.depth, line.since = 1, time.monotonic()
            called.set()
        else:
            del _lines[what]
