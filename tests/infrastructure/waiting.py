"""Waiting for something that another process does."""

import time
from collections.abc import Callable
from threading import Event

PATIENCE = 30  # seconds, on a busy machine


def until(is_so: Callable[[], bool]) -> None:
    """Ask again and again until it is so; a test that waits in vain fails."""
    ends = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < ends, "it did not come to be so"
        Event().wait(0.05)
