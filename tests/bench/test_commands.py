"""The benchmarks run from the command line, small, and what does not hang on the machine holds."""

import json
import os
import subprocess
import sys

import pytest

FREE = {"exactly", "share", "of 1", "participants", "findings"}  # units that no clock is read for
BESIDE = "beside plain inserts"  # but this one, of two rates
COMMANDS = {
    "registration": "--people 30 --places 6 --withdrawals 3 --processes 1 --enterprises 0",
    "docking": "--needs 12 --teams 10 --slots 6 --tables 5",
    "match": "--needs 200 --results 2000",
}


def run(name: str, said: str, tmp_path) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "launch.words", "bench", name, *said.split()],
        env=os.environ | {"PLATFORM_VAR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("name", COMMANDS)
def test_a_benchmark_tells_every_promise_as_json(name, tmp_path):
    ran = run(name, f"{COMMANDS[name]} --json", tmp_path)
    assert ran.returncode in (0, 1), ran.stderr
    told = json.loads(ran.stdout)
    assert told["benchmark"] == name and told["figures"]
    held = {
        check["name"]: check["holds"]
        for check in told["checks"]
        if check["unit"] in FREE and BESIDE not in check["name"]
    }
    assert held and all(held.values()), held
    assert ran.returncode == (not all(check["holds"] for check in told["checks"]))


def test_too_few_enterprises_are_told_in_a_sentence(tmp_path):
    ran = run("registration", "--enterprises 300", tmp_path)
    assert ran.returncode == 2 and "--enterprises: 0 or at least 2000" in ran.stderr
