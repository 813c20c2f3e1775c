"""Asking the process that fills in Word templates, and saying what is wrong with one in words."""

import base64
import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from domain.errors import Refused

SCRIPT = Path(__file__).with_name("filling_in.py")
SECONDS = 20  # by the clock on the wall
REFUSED = 3  # exit status
SEEN = {"PYTHONIOENCODING": "utf-8", "LC_ALL": "C.UTF-8"}  # of the environment: nothing of ours


class NoTemplate(Refused):
    message = "This is not a Word template that can be filled in: {why}"


class UnknownName(NoTemplate):
    message = "The template asks for something that a bulletin does not have: {where}"


class NotAlwaysThere(NoTemplate):
    message = (
        "The template asks for something that not every month's bulletin has: {where}. Please ask for it only where"
        " it is there, such as by a loop."
    )


class BrokenBraces(NoTemplate):
    message = "The braces of the template do not hold together: {where}"


class ReachesTooFar(NoTemplate):
    message = "The template reaches for something that is not for templates: {where}"


class TakesTooMuch(NoTemplate):
    message = "The template takes too much time or memory to be filled in."


KINDS = {"unknown": UnknownName, "syntax": BrokenBraces, "forbidden": ReachesTooFar}


def filled(template: bytes, values: Mapping[str, Any]) -> bytes:
    """The file that a template and these texts come to. Raises NoTemplate, naming the place where it can be told."""
    asked = {"template": base64.b64encode(template).decode(), "values": values}
    with subprocess.Popen(
        [sys.executable, "-I", str(SCRIPT)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=SEEN,
        cwd="/",
    ) as process:
        try:
            said, _ = process.communicate(json.dumps(asked).encode(), timeout=SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            raise TakesTooMuch from None
    if process.returncode == 0:
        return said
    if process.returncode != REFUSED:
        raise TakesTooMuch  # it was killed at one of its limits
    fault = json.loads(said)
    if fault["kind"] == "too_much":
        raise TakesTooMuch
    if fault["kind"] not in KINDS:
        raise NoTemplate(why=fault["where"] or ".docx")
    raise KINDS[fault["kind"]](where=fault["where"] or "…")
