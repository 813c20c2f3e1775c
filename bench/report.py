"""What a benchmark says in the end: a table for people, one JSON object for machines."""

import json
import os
import platform
import sys
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version

PACKAGES = ("streamlit", "sqlmodel", "SQLAlchemy", "uvicorn", "psycopg")


@dataclass(frozen=True)
class Check:
    """One figure that was promised: its goal, what its rival did in the same run, and whether it holds."""

    name: str
    value: float
    unit: str
    goal: float
    rival: float | None
    holds: bool


def at_most(name: str, value: float, unit: str, goal: float, rival: float | None = None) -> Check:
    rounded = None if rival is None else round(rival, 1)
    return Check(name, round(value, 1), unit, goal, rounded, value <= goal)


def at_least(name: str, value: float, unit: str, goal: float, rival: float | None = None) -> Check:
    """For shares, which are told to three places."""
    rounded = None if rival is None else round(rival, 3)
    return Check(name, round(value, 3), unit, goal, rounded, value >= goal)


def report(name: str, *, sizes: dict, figures: dict, checks: list[Check], as_json: bool) -> int:
    """Print what was measured; the exit status says whether every promise holds."""
    told = {
        "benchmark": name,
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {"cores": os.cpu_count(), "platform": platform.platform()},
        "versions": {"python": platform.python_version()}
        | {package: version(package) for package in PACKAGES},
        "sizes": sizes,
        "figures": figures,
        "checks": [asdict(check) for check in checks],
    }
    if as_json:
        _say(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        _say(f"{name}: {', '.join(f'{key} {value}' for key, value in sizes.items())}")
        for check in checks:
            rival = "" if check.rival is None else f", rival {check.rival} {check.unit}"
            mark = "holds" if check.holds else "MISSED"
            _say(f"  {check.name}: {check.value} {check.unit} (goal {check.goal}{rival}) {mark}")
    return 0 if all(check.holds for check in checks) else 1


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
