"""Work that is shared out among a few threads: compiled code and products of matrices let others run meanwhile.

Products of matrices run in one thread each: those of the library wait in a busy loop for the next product, and would
take from this work and from other people's requests what they wait for.
"""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import numpy as np
import scipy.linalg  # noqa: F401  its own library of products is to be heard of as well
from threadpoolctl import threadpool_limits

THREADS = min(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 2, 4)

threadpool_limits(1, user_api="blas")

Part = TypeVar("Part")
Done = TypeVar("Done")
_threads: dict[int, ThreadPoolExecutor] = {}  # by process: a fork has none of its parent's


def shared(work: Callable[[Part], Done], parts: Sequence[Part]) -> list[Done]:
    """What the work makes of each part, in their order. The caller does what no other thread has begun."""
    if len(parts) < 2 or THREADS < 2:
        return [work(part) for part in parts]
    try:
        waiting = [_others().submit(work, part) for part in parts[1:]]
    except RuntimeError:  # the process is ending, and takes no more work
        return [work(part) for part in parts]
    done = [work(parts[0])]
    for begun, part in zip(waiting, parts[1:], strict=True):
        done.append(work(part) if begun.cancel() else begun.result())
    return done


def halves(many: int, least: int = 1) -> list[tuple[int, int]]:
    """So many records as ranges, one for each thread: (first, end). Fewer than `least` each are not shared out."""
    parts = max(min(THREADS, many // max(least, 1)), 1)
    edges = np.linspace(0, many, parts + 1).astype(int).tolist()
    return list(zip(edges[:-1], edges[1:], strict=True))


def _others() -> ThreadPoolExecutor:
    found = _threads.get(os.getpid())
    if found is None:
        found = _threads.setdefault(os.getpid(), ThreadPoolExecutor(THREADS - 1, "matching"))
    return found
