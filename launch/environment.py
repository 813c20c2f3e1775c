"""The virtual environment: made once, filled from the locked requirements, filled again only when they change."""

import hashlib
import importlib.util
import os
import subprocess
import sys
import time

ENVIRONMENT = ".venv"
NO_VENV = (
    "Python's venv module is missing: "
    "on Debian and Ubuntu install it with `apt install python3-venv`, then try again."
)
NO_NETWORK = (
    "The packages could not be downloaded: "
    "check the network (or PIP_INDEX_URL for your own registry) and try again."
)
READ_ONLY = "The folder {folder} cannot be written to: give yourself the right to, or unpack the platform elsewhere."
NOT_INSTALLED = "The packages could not be installed: {reason}"


class Trouble(Exception):
    """What stands in the way, in one sentence for the person at the keyboard."""


def prepare(root, with_developers_tools=False):
    """Make sure of the environment; returns the path of its Python. Raises Trouble."""
    locked = os.path.join(
        root, "requirements-dev.txt" if with_developers_tools else "requirements.txt"
    )
    folder = os.path.join(root, ENVIRONMENT)
    python = os.path.join(folder, "Scripts" if os.name == "nt" else "bin", "python")
    wanted = _digest(locked)
    if os.path.exists(python) and wanted in _installed(folder):
        return python
    if not os.access(root, os.W_OK):
        raise Trouble(READ_ONLY.format(folder=root))
    if not os.path.exists(python):
        _say("Making the environment …")
        _make(folder)
    _install(python, locked)
    _note(folder, wanted, with_developers_tools)
    return python


def _make(folder):
    if importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
        raise Trouble(NO_VENV)
    made = subprocess.run(
        [sys.executable, "-m", "venv", folder], stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    if made.returncode:
        raise Trouble(NO_VENV if b"ensurepip" in made.stdout else _last_line(made.stdout))


def _install(python, locked):
    """Install exactly what is locked, saying every few seconds how far it is."""
    total = _packages(locked)
    _say(f"Installing {total} packages …")
    begun, seen, told = time.monotonic(), 0, 0.0
    command = [python, "-m", "pip", "install", "--require-hashes", "--no-input"]
    command += ["--disable-pip-version-check", "--progress-bar", "off", "-r", locked]
    running = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, universal_newlines=True
    )
    lines = []
    for line in running.stdout:
        lines.append(line.strip())
        seen += line.startswith("Collecting ")
        elapsed = time.monotonic() - begun
        if line.startswith("Installing collected"):
            _say(f"  {elapsed:3.0f} s  all downloaded, unpacking")
        elif seen and elapsed - told > 3:
            told = elapsed
            _say(f"  {elapsed:3.0f} s  {min(seen, total)} of {total}")
    if running.wait():
        raise Trouble(_why(lines))
    _say("  installed in %.0f s" % (time.monotonic() - begun))


def _why(lines):
    text = "\n".join(lines)
    offline = ("NewConnectionError", "Failed to establish", "Name or service", "timed out")
    offline += ("ProxyError", "(from versions: none)")
    if any(sign in text for sign in offline):
        return NO_NETWORK
    errors = [line for line in lines if line.startswith("ERROR")]
    if any("No space left" in line for line in lines):
        return NOT_INSTALLED.format(reason="the disk is full.")
    return NOT_INSTALLED.format(reason=(errors or lines or ["pip said nothing."])[-1])


def _packages(locked):
    with open(locked, encoding="utf-8") as file:
        return sum(1 for line in file if "==" in line and not line.startswith((" ", "#")))


def _digest(locked):
    with open(locked, "rb") as file:
        return hashlib.sha256(file.read() + sys.version.encode()).hexdigest()


def _installed(folder):
    try:
        with open(os.path.join(folder, "installed"), encoding="utf-8") as file:
            return file.read().split()
    except OSError:
        return []


def _note(folder, digest, with_developers_tools):
    """The developers' packages include the others."""
    digests = [digest]
    if with_developers_tools:
        digests.append(_digest(os.path.join(os.path.dirname(folder), "requirements.txt")))
    with open(os.path.join(folder, "installed"), "w", encoding="utf-8") as file:
        file.write("\n".join(digests))


def _last_line(output):
    return (output.decode("utf-8", "replace").strip().splitlines() or ["unknown reason"])[-1]


def _say(line):
    """Beside what the word itself prints, which a program may read."""
    sys.stderr.write(line + "\n")
    sys.stderr.flush()
