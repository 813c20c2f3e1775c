"""A real Streamlit server for a small page written by the test, and a real browser to open it."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import expect

ROOT = Path(__file__).parents[2]

expect.set_options(timeout=20_000)


@pytest.fixture(scope="module")
def served(request, tmp_path_factory):
    """The address of the module's `PAGE`, served under the project's own configuration."""
    script = tmp_path_factory.mktemp("page") / "page.py"
    script.write_text(request.module.PAGE, encoding="utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(script)]
    options = ["--server.address", "127.0.0.1", "--server.port", str(port)]
    server = subprocess.Popen(
        [*command, *options],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    said = []
    for line in server.stdout:
        said.append(line)
        if "URL:" in line:
            break
    else:
        pytest.fail("The server did not start:\n" + "".join(said))
    yield f"http://127.0.0.1:{port}"
    server.terminate()
    server.wait(timeout=10)
    server.stdout.close()


@pytest.fixture
def opened(chromium, served):
    """Open the page: `opened("?x=1", width=375, …)`; a script error in the browser is a failure."""
    contexts, errors = [], []

    def visit(query="", *, width=1280, height=800, **options):
        context = chromium.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(f"{served}/{query}")
        return page

    yield visit
    for context in contexts:
        context.close()
    assert not errors
