"""How fast the key figures are, on both databases: the page, the rollups, what keeping them costs a command, and beside
them the same seven indicators by plain SQL, DuckDB and pandas, whose results are compared with ours.

The sessions look for the whole time at the largest size on the last kind, and for a tenth of it on the others.
"""

import argparse
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from datetime import time as time_of_day
from pathlib import Path
from statistics import median

from bench import directory_data, kpi_checks, kpi_data, kpi_loop, kpi_page, kpi_rivals
from bench.kpi_rivals import SEVEN, Found, Numbers, Window
from bench.report import report
from db import engine
from db.engine import hurried, snapshot
from db.indicator_vocabulary import By
from db.migrations import migrate
from domain import clock
from domain.indicators import building, metric, periods
from domain.indicators.reading import Scope
from domain.permissions import ENGINE

ASKED = 30  # times the rollups are asked
KINDS = ("sqlite", "postgresql")


@dataclass(frozen=True)
class Rivals:
    """What DuckDB and pandas found over the rows of one size; both databases hold the same."""

    duckdb: Found
    pandas: Found


def main(arguments: list[str]) -> int:
    """Build the years, ask, look, change, print."""
    asked = argparse.ArgumentParser(prog="manage.py bench kpi")
    asked.add_argument("--orders", type=int, nargs="+", default=[1_000_000, 5_000_000])
    asked.add_argument("--sessions", type=int, default=100, help="people who look at once")
    asked.add_argument("--minutes", type=float, default=10.0, help="how long they look")
    asked.add_argument("--kinds", nargs="+", choices=KINDS, default=KINDS, help="of database")
    asked.add_argument("--json", action="store_true")
    given = asked.parse_args(arguments)
    end = clock.now().replace(second=0, microsecond=0)
    figures, checks = {}, []
    with tempfile.TemporaryDirectory() as folder, directory_data.postgresql(Path(folder)) as server:
        for orders in given.orders:
            rivals = None
            for kind in given.kinds:
                began = time.perf_counter()
                with _place(Path(folder), server, kind, orders) as environment:
                    with hurried():
                        kpi_data.build(orders, end, given.sessions)
                    _say(f"{kind}, {orders:,} orders: drawn in {time.perf_counter() - began:.0f} s")
                    is_main = kind == given.kinds[-1] and orders == max(given.orders)
                    minutes = given.minutes if is_main else given.minutes / 10
                    told, rivals = _measured(end, rivals)
                    seen = kpi_page.looked_at(environment, given.sessions, minutes)
                told["seconds_in_all"] = round(time.perf_counter() - began)
                name = f"{kind}, {orders:,} orders"
                figures[name] = told | (looked := kpi_checks.figures(seen, minutes))
                _say("  " + ", ".join(f"{each} {value}" for each, value in looked.items()))
                checks += kpi_checks.checks(name, orders, figures[name], seen)
                _say(f"{name}: {told['seconds_in_all']} s in all")
    sizes = {"orders": given.orders, "sessions": given.sessions, "minutes": given.minutes}
    return report("kpi", sizes=sizes, figures=figures, checks=checks, as_json=given.json)


@contextmanager
def _place(folder: Path, server, kind: str, orders: int) -> Iterator[dict[str, str]]:
    """An empty database of its own, gone in the end."""
    own = folder / f"{kind}-{orders}"
    own.mkdir()
    url = f"sqlite:///{own / 'platform.db'}"
    if kind == "postgresql":
        address, _ = directory_data.made(server, f"kpi_{orders}")
        url = address.replace("postgresql://", "postgresql+psycopg://")
    directory_data.use(url, own)
    migrate()
    try:
        yield {"PLATFORM_VAR": str(own), "DATABASE_URL": url, "PLATFORM_LANGUAGE": "zh"}
    finally:
        engine.forget()
        shutil.rmtree(own)
        if kind == "postgresql":
            directory_data.drop(server, f"kpi_{orders}")


def _measured(end: datetime, rivals: Rivals | None) -> tuple[dict, Rivals]:
    """The aggregate, by everybody, as of the end of the year; then what a command costs."""
    began = time.perf_counter()
    with hurried():
        building.build()
    built = time.perf_counter() - began
    _say(f"  rollups built in {built:.0f} s")
    year = periods.months(end.date(), 12, today=end.date())
    window = Window(datetime.combine(year.first, time_of_day(), clock.LOCAL), end)
    with snapshot() as session:
        took, ours = _asked(session, Scope(year.first, year.until), end)
        plain = kpi_rivals.plain_sql(session, window)
        if rivals is None:
            tables = kpi_rivals.frames(session)
            rivals = Rivals(*(each(tables, window) for each in _OTHERS))
            del tables
    costs = kpi_loop.costs_of_commands()
    told = {
        "building_s": round(built, 1),
        "rollups_ms": round(1000 * took, 2),
        "plain_sql_ms": round(1000 * plain.took),
        "duckdb_ms": round(1000 * rivals.duckdb.took),
        "pandas_ms": round(1000 * rivals.pandas.took),
        "numbers_compared": len(ours),
        "differing_from": {
            "plain SQL": kpi_checks.differing(ours, plain.numbers),
            "DuckDB": kpi_checks.differing(ours, rivals.duckdb.numbers),
            "pandas": kpi_checks.differing(ours, rivals.pandas.numbers),
        },
        "command_shares": {name: round(share, 3) for name, share in costs.own.items()},
        "command_shares_with_fold": {name: round(share, 3) for name, share in costs.whole.items()},
        "command_shares_with_fold_of_20": {
            name: round(share, 3) for name, share in costs.together.items()
        },
        "fold_ms_of_a_command": round(costs.fold_ms, 2),
    }
    _say("  " + ", ".join(f"{name} {value}" for name, value in told.items()))
    return told, rivals


_OTHERS = (kpi_rivals.in_duckdb, kpi_rivals.in_pandas)


def _asked(session, scope: Scope, end: datetime) -> tuple[float, Numbers]:
    """Seconds, the median of several times, and the numbers: seven indicators of twelve months and sub-platforms."""
    took = []
    with clock.stopped(end):
        for _ in range(ASKED):
            began = time.perf_counter()
            found = metric.table(session, ENGINE, SEVEN, scope, (By.AREA, By.MONTH))
            took.append(time.perf_counter() - began)
    numbers = {
        (indicator, (area, f"{month:%Y-%m}")): kpi_checks.number(figure)
        for (area, month), figures in found.items()
        for indicator, figure in figures.items()
        if figure.n
    }
    return median(took), numbers


def _say(line: str) -> None:
    sys.stderr.write(line + "\n")
    sys.stderr.flush()
