"""How fast and how rightly the directory is searched, on both databases, beside LIKE and plain full text."""

import argparse
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from sqlmodel import Session, col, select

from bench import directory_data, search_rivals
from bench.load import percentile
from bench.queries import FIRST, Query, judge, queries, right_places
from bench.report import Check, at_least, at_most, report
from db.engine import snapshot
from db.models import DirectoryEntry
from domain.permissions import ENGINE
from domain.queries.directory import search
from seed.main import SIZES

GOALS = {90_000: 100, 1_000_000: 300}  # milliseconds, at the 95th percentile
PRECISION = 0.9

Searcher = Callable[[Session, str], Sequence[int]]


@dataclass
class Seen:
    """What one way of searching did, by the sort of query."""

    took: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    precision: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    @property
    def times(self) -> list[float]:
        return [each for several in self.took.values() for each in several]

    @property
    def rightness(self) -> float:
        judged = [each for several in self.precision.values() for each in several]
        return sum(judged) / len(judged)


def main(arguments: list[str]) -> int:
    """Build the directories, ask, judge, print."""
    asked = _options(arguments)
    figures, checks = {}, []
    with _place(asked.folder) as folder, directory_data.postgresql(Path(folder)) as server:
        for many in asked.enterprises:
            path = Path(folder) / f"directory-{many}.db"
            size = replace(SIZES["city"], enterprises=many)
            url = directory_data.build(path, size, _progress(many))
            with snapshot() as session:
                wanted = queries(session)
                places = [right_places(session, query) for query in wanted]
            for database in ("sqlite", "postgresql"):
                if database == "postgresql":
                    url = directory_data.copy(path, server, f"directory_{many}")
                directory_data.use(url, path.parent)
                seen = _measured(wanted, places)
                figures[f"{database} {many}"] = {
                    name: _figures(each) for name, each in seen.items()
                }
                checks += _checks(database, many, seen)
    sizes = {
        "enterprises": asked.enterprises,
        "service_organisations": SIZES["city"].services,
        "products": SIZES["city"].products,
        "queries": len(wanted),
    }
    return report("search", sizes=sizes, figures=figures, checks=checks, as_json=asked.json)


def _options(arguments: list[str]) -> argparse.Namespace:
    asked = argparse.ArgumentParser(prog="manage.py bench search")
    asked.add_argument("--json", action="store_true")
    asked.add_argument("--enterprises", type=int, nargs="+", default=list(GOALS))
    asked.add_argument("--folder", help="where the directories are kept for the next run")
    return asked.parse_args(arguments)


@contextmanager
def _place(folder: str | None) -> Iterator[str]:
    if folder is not None:
        Path(folder).mkdir(parents=True, exist_ok=True)
        yield folder
        return
    with tempfile.TemporaryDirectory() as made:
        Path(made).chmod(0o755)  # PostgreSQL runs as a user of its own
        yield made


def _progress(many: int) -> Callable[[float], None]:
    begun, shown = time.monotonic(), -1

    def progress(share: float) -> None:
        nonlocal shown
        if int(share * 10) != shown:
            shown = int(share * 10)
            sys.stderr.write(
                f"  {time.monotonic() - begun:5.0f} s  {many} enterprises {share:4.0%}\n"
            )

    return progress


def _ours(session: Session, typed: str) -> Sequence[int]:
    """The page as it is shown, with facets and reasons; the ids of its entries."""
    lines = search(session, ENGINE, typed).lines[:FIRST]
    if not lines:
        return []
    keys = {(line.kind, line.subject_id): n for n, line in enumerate(lines)}
    ids = [0] * len(lines)
    owners = [line.organisation_id for line in lines]
    listed = select(DirectoryEntry.id, DirectoryEntry.kind, DirectoryEntry.subject_id)
    for id, kind, subject in session.exec(
        listed.where(col(DirectoryEntry.organisation_id).in_(owners))
    ):
        if (kind, subject) in keys:
            ids[keys[kind, subject]] = id
    return ids


def _measured(wanted: Sequence[Query], places: Sequence[int]) -> dict[str, Seen]:
    """Every query once by every way of searching, each way having been warmed up by some."""
    search_rivals.make()
    ways: dict[str, Searcher] = {"ours": _ours, **search_rivals.rivals()}
    seen = {name: Seen() for name in ways}
    for name, way in ways.items():
        for query in wanted[:: max(len(wanted) // 8, 1)]:
            _timed(way, query)
        for query, right in zip(wanted, places, strict=True):
            took, found = _timed(way, query)
            seen[name].took[query.kind_of].append(took)
            with snapshot() as session:
                seen[name].precision[query.kind_of].append(judge(session, query, found, right))
    return seen


def _timed(way: Searcher, query: Query) -> tuple[float, Sequence[int]]:
    with snapshot() as session:
        session.exec(select(1)).one()  # the connection is there
        begun = time.perf_counter()
        found = way(session, query.typed)
        return (time.perf_counter() - begun) * 1000, found


def _figures(seen: Seen) -> dict:
    """Milliseconds, and the share of the first ten places that are right."""
    return {
        "p50_ms": round(percentile(seen.times, 0.5), 1),
        "p95_ms": round(percentile(seen.times, 0.95), 1),
        "most_ms": round(max(seen.times), 1),
        "precision_at_10": round(seen.rightness, 3),
        "by_kind": {
            kind: {
                "queries": len(took),
                "p50_ms": round(percentile(took, 0.5), 1),
                "p95_ms": round(percentile(took, 0.95), 1),
                "precision_at_10": round(sum(seen.precision[kind]) / len(seen.precision[kind]), 3),
            }
            for kind, took in seen.took.items()
        },
    }


def _checks(database: str, many: int, seen: dict[str, Seen]) -> list[Check]:
    ours, like = seen["ours"], seen["like"]
    goal = next((ms for size, ms in GOALS.items() if many <= size), max(GOALS.values()))
    rightness = max(other.rightness for name, other in seen.items() if name != "ours")
    return [
        at_most(
            f"search among {many} on {database}, 95th percentile",
            percentile(ours.times, 0.95),
            "ms",
            goal,
            percentile(like.times, 0.95),
        ),
        at_least(
            f"right among the first ten of {many} on {database}",
            ours.rightness,
            "",
            PRECISION,
            rightness,
        ),
    ]
