"""The word `evaluate`: what a ranking is worth, by the judgements of people."""

import json
import sys
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from pathlib import Path

from launch.saying import Stop, say

COLUMNS = (
    "ndcg@10",
    "recall@100",
    "map",
    "auc",
    "seconds_to_index",
    "seconds_per_query",
    "peak_memory_mb",
)
NO_END = "came to no end: its process was ended from outside, or there was too little memory"


def matching(folder: Path, *, as_json: bool) -> int:
    """Print the figures of the engine and of its rivals over one judged folder."""
    from domain.matching.judging import reading, trial

    try:
        judged = reading.read(folder, _places())
    except reading.Unreadable as trouble:
        raise Stop(str(trouble)) from None
    found = trial.run(judged, _by_itself)
    if as_json:
        told = json.dumps(found, ensure_ascii=False, indent=2, allow_nan=False)
        sys.stdout.write(told + "\n")
        return 0
    say(f"{folder.name}: {found['documents']} documents, {found['queries']} queries")
    say(_line("", COLUMNS))
    for name, figures in [("engine", found), *found["rivals"].items()]:
        error = figures.get("error")
        say(f"{name:<16} {error}" if error else _line(name, map(figures.get, COLUMNS)))
    if "graded" in found:
        say(f"graded: {found['graded']} (constant {found['graded_constant']})")
    return 0


def _places():
    """The industries and areas that the platform begins with, by their names in either language."""
    from domain.matching.judging.named import Places
    from domain.zones import side_by_side
    from seed import facts

    named = [*facts.industries().values()], [*facts.areas()]
    industries, areas = (
        {name.casefold(): each.code for each in some for name in (each.zh, each.en)}
        for some in named
    )
    return Places(industries, areas, side_by_side((each.code, *each.tile) for each in named[1]))


def _by_itself(judged, name: str) -> dict:
    """The figures of one contestant, from a fresh process of its own: so that its peak of memory is nobody else's, and
    a rival that is too large for this machine ends alone."""
    from domain.matching.judging import trial

    try:
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
            return process.submit(trial.apart, judged, name).result()
    except (BrokenProcessPool, MemoryError):
        if name == trial.ENGINE:
            raise Stop(f"The engine {NO_END}.") from None
        return {"error": NO_END}


def _line(name: str, cells) -> str:
    return f"{name:<16}" + "".join(f"{'' if cell is None else cell!s:>19}" for cell in cells)
