"""The platform as a process of its own, for tests that come from outside."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).parents[2]
PATIENCE = 90  # seconds until the first answer, on a busy machine


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return trial.getsockname()[1]


@contextmanager
def served(environment: dict[str, str], log: Path) -> Iterator[str]:
    """Serve with these environment variables; gives the address, and stops the server in the end."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    told = os.environ | {"PLATFORM_PUBLIC_URL": address} | environment
    command = [
        sys.executable,
        "-c",
        f"from launch.serving import serve; serve('127.0.0.1', {port})",
    ]
    with log.open("ab") as output:
        server = subprocess.Popen(command, cwd=ROOT, env=told, stdout=output, stderr=output)
        try:
            wait_for(f"{address}/healthz", server, log)
            yield address
        finally:
            server.terminate()
            try:
                server.wait(15)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def wait_for(url: str, server: subprocess.Popen, log: Path) -> None:
    """Ask until the server answers."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            with suppress(subprocess.TimeoutExpired):  # the pause between two questions
                server.wait(0.1)
                raise RuntimeError(f"the server stopped: {log.read_text()[-2000:]}") from None
    raise RuntimeError(f"no answer from {url}: {log.read_text()[-2000:]}")
