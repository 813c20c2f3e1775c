"""How fast the key figures are, on both databases: the page, the rollups, what keeping them costs a command, and beside
them the same seven indicators by plain SQL, DuckDB and pandas."""

import argparse
import asyncio
import itertools
import json
import shutil
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from statistics import median
from unittest.mock import patch

import psutil
from sqlmodel import select

from bench import directory_data, kpi_data, kpi_rivals
from bench.load import Crowd, crowd, percentile
from bench.report import Check, at_least, at_most, report
from db import engine
from db.engine import hurried, snapshot, transaction
from db.indicator_vocabulary import By, Indicator
from db.migrations import migrate
from db.models import SignInTicket, User
from db.vocabulary import DemandType, Kind, Level, Role, ServiceField, Timeliness
from domain import clock, demands, sessions, tokens
from domain.command import perform
from domain.indicators import building, metric, periods, rollups
from domain.indicators.reading import Scope
from domain.permissions import ENGINE, PUBLIC, Person
from tests.infrastructure.serving import served

PAGE = "kpi"
SEVEN = (
    Indicator.ON_TIME_ACCEPTANCE,
    Indicator.RESPONSE_RATE,
    Indicator.ON_TIME_CLOSING,
    Indicator.VISIT_VERIFICATION,
    Indicator.SATISFACTION_RATE,
    Indicator.RESOLUTION_RATE,
    Indicator.HANDLING_TIME,
)
ASKED = 30  # times the rollups are asked
COMMANDS = 150  # of each kind, in turn
ALONE = 60  # reruns of the one who looks alone
PAUSE = 0.4  # seconds between two demands while people look
CLASSES = {
    "type": DemandType.REQUEST,
    "field": ServiceField.FINANCING,
    "area_code": kpi_data.AREAS[0],
    "timeliness": Timeliness.ORDINARY,
    "level": Level.COUNTY,
}

_numbers = itertools.count()


@dataclass(frozen=True)
class Seen:
    """What was measured on one database of one size; seconds unless said otherwise."""

    figures: dict
    checks: list[Check]


def main(arguments: list[str]) -> int:
    """Build the years, ask, look, change, print."""
    asked = argparse.ArgumentParser(prog="manage.py bench kpi")
    asked.add_argument("--orders", type=int, nargs="+", default=[1_000_000, 5_000_000])
    asked.add_argument("--sessions", type=int, default=100, help="people who look at once")
    asked.add_argument("--rounds", type=int, default=4, help="reruns of each of them")
    asked.add_argument("--think", type=float, default=10.0, help="seconds, on average")
    asked.add_argument("--json", action="store_true")
    given = asked.parse_args(arguments)
    figures, checks = {}, []
    with tempfile.TemporaryDirectory() as folder, directory_data.postgresql(Path(folder)) as server:
        for orders in given.orders:
            for kind in ("sqlite", "postgresql"):
                with _place(Path(folder), server, kind, orders) as environment:
                    seen = _measured(kind, orders, environment, given)
                figures[f"{kind} {orders}"] = seen.figures
                checks += seen.checks
    sizes = {"orders": given.orders, "sessions": given.sessions, "think_s": given.think}
    return report("kpi", sizes=sizes, figures=figures, checks=checks, as_json=given.json)


@contextmanager
def _place(folder: Path, server, kind: str, orders: int) -> Iterator[dict[str, str]]:
    """A database of its own with a year of orders in it, gone in the end."""
    own = folder / f"{kind}-{orders}"
    own.mkdir()
    url = f"sqlite:///{own / 'platform.db'}"
    if kind == "postgresql":
        address, _ = directory_data.made(server, f"kpi_{orders}")
        url = address.replace("postgresql://", "postgresql+psycopg://")
    directory_data.use(url, own)
    migrate()
    with hurried():
        kpi_data.build(orders)
    yield {"PLATFORM_VAR": str(own), "DATABASE_URL": url, "PLATFORM_LANGUAGE": "zh"}
    engine.forget()
    shutil.rmtree(own)
    if kind == "postgresql":
        directory_data.drop(server, f"kpi_{orders}")


def _measured(kind: str, orders: int, environment: dict[str, str], given) -> Seen:
    name = f"{kind}, {orders:,} orders"
    began = time.perf_counter()
    with hurried():
        building.build()
    built = time.perf_counter() - began
    _say(f"{name}: rollups built in {built:.0f} s")
    with snapshot() as session:
        plain = kpi_rivals.plain_sql(session)
        ours = _asked(session)
        tables = kpi_rivals.frames(session)
    duck, pandas = kpi_rivals.in_duckdb(tables), kpi_rivals.in_pandas(tables)
    del tables
    _say(f"{name}: rollups {1000 * ours:.1f} ms, plain SQL {plain:.2f} s, DuckDB {duck:.2f} s")
    share = _cost_of_a_command()
    alone, together, grown, same = _looked_at(environment, given)
    figures = {
        "building_s": round(built, 1),
        "rollups_ms": round(1000 * ours, 1),
        "plain_sql_ms": round(1000 * plain),
        "duckdb_ms": round(1000 * duck),
        "pandas_ms": round(1000 * pandas),
        "page_p50_ms": round(percentile(alone.reruns, 0.5), 1),
        "page_p95_ms": round(percentile(alone.reruns, 0.95), 1),
        "crowd_p95_ms": round(percentile(together.reruns, 0.95), 1),
        "memory_grown_mb": round(grown),
        "command_share": round(share, 3),
        "faults": (alone.faults + together.faults)[:3],
    }
    checks = [
        at_most(f"page, {name}, p95", figures["page_p95_ms"], "ms", 150),
        at_least(f"times faster than plain SQL, {name}", plain / ours, "", 100),
        at_most(
            f"rollups, {name}, beside DuckDB", 1000 * ours, "ms", 1000 * plain / 100, 1000 * duck
        ),
        at_most(f"what rollups cost a command, {name}", 100 * share, "%", 10),
        at_most(
            f"{given.sessions} sessions while the loop runs, {name}, p95",
            figures["crowd_p95_ms"],
            "ms",
            1000,
        ),
        at_least(f"sessions that show the same numbers, {name}", same, "share", 1.0),
        at_most(f"faults, {name}", len(alone.faults) + len(together.faults), "", 0),
    ]
    return Seen(figures, checks)


def _asked(session) -> float:
    """Seconds, the median of several times: seven indicators of twelve months and twelve sub-platforms."""
    today = clock.now().date()
    year = periods.months(today, 12, today=today)
    scope = Scope(year.first, year.until)
    took = []
    for _ in range(ASKED):
        began = time.perf_counter()
        found = metric.table(session, ENGINE, SEVEN, scope, (By.AREA, By.MONTH))
        took.append(time.perf_counter() - began)
    assert len(found) >= 12 * 12, "not every sub-platform has every month"
    return median(took)


def _cost_of_a_command() -> float:
    """The share of a command's time that keeping the rollups takes: with and without, in turn."""
    took: dict[bool, list[float]] = {True: [], False: []}
    idle = {"mark": lambda *_: None, "mark_new": lambda *_: None}
    desk = _desk()
    for n in range(2 * COMMANDS):
        is_kept = n % 2 == 0
        made = perform(PUBLIC, demands.ask, **_demand())
        with patch.multiple(rollups, **idle) if not is_kept else nullcontext():
            began = time.perf_counter()
            perform(desk, demands.accept, made.demand_id, **CLASSES)
            took[is_kept].append(time.perf_counter() - began)
    rollups.fold_all()
    return median(took[True]) / median(took[False]) - 1


def _looked_at(environment: dict[str, str], given) -> tuple[Crowd, Crowd, float, float]:
    """One person, then many, look at the page while the loop runs; how much the server's memory has grown, and the
    share of people who are told the same numbers in the end."""
    cookies = _cookies(max(given.sessions // 5, 2))
    with served(environment, Path(environment["PLATFORM_VAR"]) / "server.log") as base:
        with _the_loop_runs():
            alone = _sit(base, cookies, sessions=1, reruns=ALONE, think=0)
            before = _memory()
            together = _sit(
                base, cookies, sessions=given.sessions, reruns=given.rounds, think=given.think
            )
            grown = _memory() - before
        told = [_told(base, each) for each in cookies]
        same = sum(each == told[-1] for each in told) / len(told)
    return alone, together, grown, same


@contextmanager
def _the_loop_runs() -> Iterator[None]:
    """Demands arrive and are sorted all the while."""
    is_over = threading.Event()
    desk = _desk()

    def live() -> None:
        while not is_over.wait(PAUSE):
            made = perform(PUBLIC, demands.ask, **_demand())
            perform(desk, demands.accept, made.demand_id, **CLASSES)

    thread = threading.Thread(target=live)
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join()


def _sit(base: str, cookies: list[str], **how) -> Crowd:
    return asyncio.run(crowd(base, PAGE, cookies=cookies, **how))


def _told(base: str, cookie: str) -> list[dict]:
    """The figures of the month, once nothing waits to be counted over."""
    while rollups.is_waiting():
        time.sleep(0.1)
    asked = urllib.request.Request(f"{base}/api/figures", headers={"Cookie": cookie})
    with urllib.request.urlopen(asked, timeout=60) as answer:
        return json.load(answer)["figures"]


def _memory() -> float:
    """Megabytes of the server."""
    servers = psutil.Process().children(recursive=True)
    own = [each for each in servers if "launch.serving" in " ".join(each.cmdline())]
    return max(each.memory_info().rss for each in own) / 1e6


def _cookies(many: int) -> list[str]:
    """The leader, signed in in several browsers."""
    with transaction() as session:
        leader = session.exec(select(User.id).where(User.username == kpi_data.LEADER)).one()
        tickets = [tokens.new_token() for _ in range(many)]
        ends = clock.now() + timedelta(minutes=5)
        for each in tickets:
            hashed = tokens.hashed(each)
            session.add(SignInTicket(ticket_hash=hashed, user_id=leader, expires_at=ends))
    return [f"session={sessions.redeem(each)}" for each in tickets]


def _desk() -> Person:
    """Somebody of the city's desk."""
    with snapshot() as session:
        leader = session.exec(select(User).where(User.username == kpi_data.LEADER)).one()
    roles = frozenset({Role.INTAKE, Role.DISPATCHER})
    return Person(leader.id, "", roles, leader.organisation_id, kind=Kind.CITY)


def _demand() -> dict:
    """A demand in words of its own."""
    return {
        "title": "续贷",
        "body": f"贷款下月到期。（{next(_numbers)}）",
        "area_code": kpi_data.AREAS[0],
        "enterprise_name": "企业",
        "contact_name": "林",
        "contact_phone": "13857700001",
    }


def _say(line: str) -> None:
    sys.stderr.write(line + "\n")
