"""The platform imported once and served many times, each time by a process of its own.

What takes long when a server starts is bringing in its modules. One process brings them in and waits; for each server
that a test asks for it makes a copy of itself, which then does what every server does. Where a process cannot be copied
safely (`CAN_FORK`), the server starts from nothing, as it does for the people who run it.
"""

import gc
import importlib
import json
import os
import pkgutil
import signal
import subprocess
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.infrastructure import serving

CAN_FORK = sys.platform == "linux"


class Original:
    """The process that waits."""

    def __init__(self):
        command = [sys.executable, "-c", f"from {__name__} import wait; wait()"]
        self.process = subprocess.Popen(
            command, cwd=serving.ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    @contextmanager
    def served(self, environment: dict[str, str], log: Path) -> Iterator[str]:
        """Serve with these environment variables; gives the address, and stops the server in the end."""
        port = serving.free_port()
        address = f"http://127.0.0.1:{port}"
        told = os.environ | {"PLATFORM_PUBLIC_URL": address} | environment
        server = Copy(self, self.ask(begin={"environment": told, "port": port, "log": str(log)}))
        try:
            serving.wait_for(f"{address}/healthz", server, log)
            yield address
        finally:
            self.ask(stop=server.pid)

    def ask(self, **said) -> int | bool:
        self.process.stdin.write(json.dumps(said) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def stop(self) -> None:
        self.process.stdin.close()
        self.process.wait(15)
        self.process.stdout.close()


class Copy:
    """One server, waited for as for any other process."""

    def __init__(self, original: Original, pid: int):
        self.original, self.pid = original, pid

    def wait(self, seconds: float) -> None:
        if not self.original.ask(pid=self.pid, has_ended_within=seconds):
            raise subprocess.TimeoutExpired("server", seconds)


def wait() -> None:
    """Bring in the platform, then do what each line says, until no more come."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # whatever is printed by the way is no answer
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
    _bring_in()
    running: set[int] = set()
    for line in sys.stdin:
        match json.loads(line):
            case {"begin": said}:
                told = os.fork() or _serve(**said)
                running.add(told)
            case {"pid": pid, "has_ended_within": seconds}:
                signal.sigtimedwait({signal.SIGCHLD}, seconds)
                told = os.waitpid(pid, os.WNOHANG)[0] == pid
                running -= {pid} if told else set()
            case {"stop": pid}:
                told = _stop(pid, running)
        answers.write(json.dumps(told) + "\n")
        answers.flush()
    for pid in list(running):
        _stop(pid, running)


def _bring_in() -> None:
    for name in (
        "streamlit.web.server",
        "uvicorn",
        "components.frame",
        "server.asgi",
        "launch.serving",
    ):
        importlib.import_module(name)
    for folder in ("components", "domain"):
        for each in pkgutil.walk_packages([str(serving.ROOT / folder)], f"{folder}."):
            importlib.import_module(each.name)
    gc.freeze()


def _serve(environment: dict[str, str], port: int, log: str) -> None:
    """In the copy: serve, and never come back."""
    try:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})
        with open(log, "ab") as output:
            os.dup2(output.fileno(), 1)
            os.dup2(output.fileno(), 2)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.environ.clear()
        os.environ.update(environment)
        from db import engine
        from launch.serving import serve

        engine.forget()
        serve("127.0.0.1", port)
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(0)


def _stop(pid: int, running: set[int]) -> bool:
    """What it served from is thrown away too: there is nothing that it must still put in order."""
    if pid in running:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        running.remove(pid)
    return True
