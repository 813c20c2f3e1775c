"""What every test can ask for: a database of either kind, the small town in it, and the clock."""

import os
import shutil
import tempfile
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from random import Random

import pytest
from hypothesis import settings
from playwright.sync_api import sync_playwright

from db import engine
from domain import numbers
from launch.browser import FLAGS, NoBrowser, browser
from tests import lives
from tests.infrastructure import databases, forking, serving, sharing

settings.register_profile("platform", deadline=None, database=None)
settings.load_profile("platform")


RUN = "PLATFORM_TEST_RUN"
DRAWS = 20


def pytest_configure(config):
    """Make the folder that all workers of this run have in common; they inherit its name."""
    if not hasattr(config, "workerinput"):
        os.environ[RUN] = tempfile.mkdtemp(prefix="platform-tests-")
        Path(os.environ[RUN]).chmod(0o755)  # PostgreSQL runs as a user of its own


def pytest_unconfigure(config):
    if not hasattr(config, "workerinput"):
        shutil.rmtree(os.environ.pop(RUN), ignore_errors=True)


def pytest_xdist_make_scheduler(config, log):
    return sharing.Sharing(config, log)


@pytest.fixture(autouse=True)
def draws(monkeypatch):
    """The keys that are drawn are the same each time a test runs; whatever stands in their order stands so again."""
    monkeypatch.setattr(numbers, "CHANCE", Random(DRAWS))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder that all workers of this run have in common."""
    return Path(os.environ[RUN])


@pytest.fixture(scope="session")
def sqlite_template(shared) -> Path:
    return databases.sqlite_template(shared)


@pytest.fixture(scope="session")
def sqlite_town(shared) -> Path:
    return databases.sqlite_template(shared, databases.TOWN)


@pytest.fixture(scope="session")
def postgresql_server(shared):
    server = databases.PostgreSQL(shared)
    yield server
    server.stop()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request, tmp_path, monkeypatch):
    """A migrated database; the test runs once on each kind. It is empty, unless the test asks for the small town."""
    template = _template(request)
    monkeypatch.setenv("PLATFORM_VAR", str(tmp_path))
    if request.param == "sqlite":
        file = databases.sqlite_template(request.getfixturevalue("shared"), template)
        yield from _using(databases.copied(file, tmp_path), monkeypatch)
    else:
        server = request.getfixturevalue("postgresql_server")
        with server.database(template) as url:
            yield from _using(url, monkeypatch)


@pytest.fixture
def sqlite(request, shared, tmp_path, monkeypatch):
    """The same in SQLite only, where the kind makes no difference."""
    monkeypatch.setenv("PLATFORM_VAR", str(tmp_path))
    file = databases.sqlite_template(shared, _template(request))
    yield from _using(databases.copied(file, tmp_path), monkeypatch)


@pytest.fixture
def postgresql(request, postgresql_server, tmp_path, monkeypatch):
    monkeypatch.setenv("PLATFORM_VAR", str(tmp_path))
    with postgresql_server.database(_template(request)) as url:
        yield from _using(url, monkeypatch)


@pytest.fixture
def small_town(database):
    """The small town of tests/town.py, on each kind of database."""


@pytest.fixture
def small_town_on_sqlite(sqlite):
    pass


@pytest.fixture(scope="session")
def original():
    """The process from which this worker's servers are copied."""
    if not forking.CAN_FORK:
        yield serving
        return
    waiting = forking.Original()
    yield waiting
    waiting.stop()


@pytest.fixture(scope="session")
def chromium():
    """The one browser of this worker; each test opens contexts of its own in it."""
    path = browser()
    if path is None:
        raise NoBrowser("No browser: run the suite by `python3 manage.py test`, which gets one.")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield started
        started.close()


@pytest.fixture
def lived_town(request, shared, tmp_path, monkeypatch):
    """`lived_town(seed, steps)`: the test's town as it is after that random history (tests/lives.py), whose last
    moment is returned."""
    with ExitStack() as opened:

        def put(seed: int, steps: int) -> datetime:
            template = lives.name(seed, steps), lives.living(shared, seed, steps)
            is_sqlite = engine.is_sqlite()
            engine.forget()
            if is_sqlite:
                url = databases.copied(databases.sqlite_template(shared, *template), tmp_path)
            else:
                server = request.getfixturevalue("postgresql_server")
                url = opened.enter_context(server.database(*template))
            monkeypatch.setenv("DATABASE_URL", url)
            engine.forget()
            return lives.ended(shared, seed, steps)

        yield put
        engine.forget()


def _template(request) -> str:
    """What the test's database is a copy of: the town is built once, not for each test."""
    has_town = {"small_town", "small_town_on_sqlite"} & set(request.fixturenames)
    return databases.TOWN if has_town else databases.EMPTY


def _using(url: str, monkeypatch):
    """Nothing waits for the disk: what a test has written need not survive a power cut."""
    monkeypatch.setattr(engine, "_waits_for_disk", False)
    monkeypatch.setenv("DATABASE_URL", url)
    engine.forget()
    yield url
    engine.forget()
