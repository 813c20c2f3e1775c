"""The word `evaluate`: what a ranking is worth, by the judgements of people."""

import json
import sys
from pathlib import Path

from launch.saying import Stop, say

COLUMNS = ("ndcg@10", "recall@100", "map", "auc", "seconds_to_index", "seconds_per_query")


def matching(folder: Path, *, as_json: bool) -> int:
    """Print the figures of the engine and of its rivals over one judged folder."""
    from domain.matching.judging import collection, trial

    try:
        judged = collection.read(folder)
    except collection.Unreadable as trouble:
        raise Stop(str(trouble)) from None
    found = trial.run(judged)
    if as_json:
        sys.stdout.write(json.dumps(found, ensure_ascii=False, indent=2) + "\n")
        return 0
    say(f"{folder.name}: {found['documents']} documents, {found['queries']} queries")
    say(_line("", COLUMNS))
    for name, figures in [("engine", found), *found["rivals"].items()]:
        say(_line(name, [figures.get(column) for column in COLUMNS]))
    if "graded" in found:
        say(f"graded: {found['graded']} (constant {found['graded_constant']})")
    return 0


def _line(name: str, cells) -> str:
    return f"{name:<16}" + "".join(f"{'' if cell is None else cell!s:>19}" for cell in cells)
