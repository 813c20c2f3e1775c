"""What time it is in Wenzhou; tests stop this clock, and the lived year of the demo data sets it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Asia/Shanghai")
_stopped: ContextVar[datetime | None] = ContextVar("stopped", default=None)


def now() -> datetime:
    """The present moment, aware, on the clocks of Wenzhou."""
    return _stopped.get() or datetime.now(LOCAL)


@contextmanager
def stopped(at: datetime) -> Iterator[None]:
    """Let everything inside the block happen at one given moment."""
    before = _stopped.set(at.astimezone(LOCAL))
    try:
        yield
    finally:
        _stopped.reset(before)
