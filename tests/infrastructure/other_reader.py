"""Another process of the platform, that reads as its pages do: asked in lines of JSON, it answers in such lines.

with Reader("valves") as reader:
    reader.asks(need_id, "typed words")    {"proposed": [ids], "listed": [ids], "public": [ids]}
"""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


class Reader:
    """The process, seen from the one that asks; it holds its own indexes and its own answers."""

    def __init__(self, username: str):
        self._username = username

    def __enter__(self) -> "Reader":
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__, self._username],
            cwd=ROOT,
            env=dict(os.environ),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        return self

    def __exit__(self, *_failure) -> None:
        self._process.stdin.close()
        self._process.wait(30)

    def asks(self, need_id: int, typed: str) -> dict[str, list[int]]:
        """The results that are proposed for a need, and those that the staff's list and the public catalogue find."""
        self._process.stdin.write(json.dumps([need_id, typed]) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())


def _answer() -> None:
    from components import match_proposals, research_list
    from domain.permissions import PUBLIC
    from domain.queries import catalogue, research
    from domain.queries.proposals import results_for
    from domain.shared_reading import read
    from tests.town import person

    reader = person(sys.argv[1])
    for line in sys.stdin:
        need_id, typed = json.loads(line)
        narrowed = research.Narrowed(words=typed)
        sought = catalogue.Sought(words=typed)
        proposed = read(results_for, reader, need_id, False, topics=match_proposals.SEEN)
        listed = read(research.results, reader, narrowed, topics=research_list.SEEN)
        public = read(catalogue.catalogue, PUBLIC, sought, topics=research_list.SEEN)
        told = {
            "proposed": [each.id for each in proposed.shown],
            "listed": [each.id for each in listed.lines],
            "public": [each.id for each in public.entries],
        }
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    _answer()
