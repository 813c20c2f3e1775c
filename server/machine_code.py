"""The machine code of matching and of timetables, made in a process of its own.

It takes most of a minute of a processor, once for each release, and pages that are asked for meanwhile would wait for
it. Afterwards every process reads it from the disk.
"""

import os
import subprocess
import sys
from pathlib import Path
from threading import Thread

from domain.matching.index import Index  # isort: skip  (first: it says where compiled code is kept)
from domain.docking.day import Day, Wish
from domain.docking.solving import solve
from domain.matching.explaining import Explaining

_MADE = Path(os.environ["NUMBA_CACHE_DIR"]) / "made"
_ROOT = Path(__file__).parents[1]


def make() -> None:
    """Have it made unless it is there. Where it cannot be kept, each process makes its own as it needs it."""
    if not _MADE.exists():
        # Its standard input ends with this process, and so does it.
        with subprocess.Popen(
            [sys.executable, "-m", __name__], cwd=_ROOT, stdin=subprocess.PIPE
        ) as making:
            making.wait()


def use() -> None:
    """Call what is compiled, with the least that makes it run."""
    index = Index()
    index.build([(key, f"注塑模具 cooling of moulds {key}") for key in range(3)])
    index.put(3, "新增 added later")
    index.rank(["模具 mould"])
    index.rank(["模具 mould", "冷却 cooling"])
    Explaining(index, "模具 mould").of(0, "注塑模具")
    solve(Day(needs=1, teams=1, slots=1, tables=1, wishes=(Wish(0, 0, 1.0),)))


def _end_with_the_platform() -> None:
    sys.stdin.read()
    os._exit(1)


if __name__ == "__main__":
    if hasattr(os, "nice"):
        os.nice(10)
    Thread(target=_end_with_the_platform, daemon=True).start()
    use()
    _MADE.parent.mkdir(parents=True, exist_ok=True)
    _MADE.touch()
