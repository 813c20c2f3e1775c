"""How fast the demand board is: alone, under a hundred people, and beside a plain `streamlit run` of the same page."""

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

from bench.load import Crowd, crowd, percentile
from bench.report import at_most, report
from db import engine
from db.migrations import migrate
from domain import sessions
from seed.main import Size, first_run
from tests.infrastructure.serving import free_port, served, wait_for

ROOT = Path(__file__).parents[1]
BOARD = "board"
PEOPLE = ("dispatcher", "intake", "leader", "arbiter", "longwan")


def main(arguments: list[str]) -> int:
    """Build a demo city in a temporary place, measure, print."""
    asked = _options(arguments)
    with tempfile.TemporaryDirectory() as folder:
        place, password = _city(Path(folder), asked.demands)
        cookies = _cookies(password)
        log = Path(folder) / "server.log"
        with served(place, log) as base:
            alone = _sit(base, cookies, sessions=1, reruns=asked.reruns, think=0)
            crowded = _sit(
                base, cookies, sessions=asked.sessions, reruns=asked.rounds, think=asked.think
            )
        with _plainly_run(place, log) as base:
            plain = _sit(base, cookies, sessions=1, reruns=asked.reruns, think=0)
            plainly_crowded = _sit(
                base, cookies, sessions=asked.sessions, reruns=asked.rounds, think=asked.think
            )
    figures = {
        "one_session": _figures(alone),
        "crowd": _figures(crowded),
        "one_session_streamlit_run": _figures(plain),
        "crowd_streamlit_run": _figures(plainly_crowded),
    }
    median = percentile(alone.reruns, 0.5)
    checks = [
        at_most("board rerun, median", median, "ms", 25, percentile(plain.reruns, 0.5)),
        at_most(
            f"board rerun under {asked.sessions} sessions, 95th percentile",
            percentile(crowded.reruns, 0.95),
            "ms",
            200,
            percentile(plainly_crowded.reruns, 0.95),
        ),
        at_most("faults", len(alone.faults) + len(crowded.faults), "", 0),
    ]
    sizes = {"demands": asked.demands, "sessions": asked.sessions, "think_s": asked.think}
    return report("pages", sizes=sizes, figures=figures, checks=checks, as_json=asked.json)


def _options(arguments: list[str]) -> argparse.Namespace:
    asked = argparse.ArgumentParser(prog="manage.py bench pages")
    asked.add_argument("--json", action="store_true")
    asked.add_argument("--demands", type=int, default=600)
    asked.add_argument("--sessions", type=int, default=100)
    asked.add_argument("--think", type=float, default=5.0, help="seconds, on average")
    asked.add_argument("--rounds", type=int, default=6, help="reruns of each session of the crowd")
    asked.add_argument("--reruns", type=int, default=60, help="reruns of the session alone")
    return asked.parse_args(arguments)


def _city(folder: Path, demands: int) -> tuple[dict[str, str], str]:
    """A lived demo city of its own; returns the environment that leads there, and the accounts' password."""
    place = {"PLATFORM_VAR": str(folder), "DATABASE_URL": "", "PLATFORM_LANGUAGE": "zh"}
    os.environ.update(place)
    engine.forget()
    migrate()
    return place, first_run(language="zh", size=Size(demands)).password


def _cookies(password: str) -> list[str]:
    """Some people of the city, signed in."""
    tickets = [sessions.sign_in(each, password, address="bench") for each in PEOPLE]
    return [f"session={sessions.redeem(ticket)}" for ticket in tickets]


def _sit(base: str, cookies: list[str], **how) -> Crowd:
    return asyncio.run(crowd(base, BOARD, cookies=cookies, **how))


@contextmanager
def _plainly_run(place: dict[str, str], log: Path):
    """The same page as Streamlit's own command serves it, with Streamlit's own defaults."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    command += ["--server.headless", "true", "--runner.postScriptGC", "true"]
    with log.open("ab") as output:
        server = subprocess.Popen(
            command, cwd=ROOT, env=os.environ | place, stdout=output, stderr=output
        )
        try:
            wait_for(f"http://127.0.0.1:{port}/_stcore/health", server, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(15)


def _figures(seen: Crowd) -> dict:
    """Milliseconds, and kilobytes per rerun."""
    return {
        "reruns": len(seen.reruns),
        "first_p50_ms": round(percentile(seen.first, 0.5), 1),
        "p50_ms": round(percentile(seen.reruns, 0.5), 1),
        "p95_ms": round(percentile(seen.reruns, 0.95), 1),
        "kb_per_rerun": round(sum(seen.received) / max(len(seen.received), 1) / 1024, 1),
        "faults": seen.faults[:5],
    }
