"""What every test can ask for: a database of either kind, the small town in it, and the clock."""

import os
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import sync_playwright

from db import engine
from launch.browser import FLAGS, NoBrowser, browser
from tests import town
from tests.infrastructure import databases

settings.register_profile("platform", deadline=None, database=None)
settings.load_profile("platform")


RUN = "PLATFORM_TEST_RUN"


def pytest_configure(config):
    """Make the folder that all workers of this run have in common; they inherit its name."""
    if not hasattr(config, "workerinput"):
        os.environ[RUN] = tempfile.mkdtemp(prefix="platform-tests-")
        Path(os.environ[RUN]).chmod(0o755)  # PostgreSQL runs as a user of its own


def pytest_unconfigure(config):
    if not hasattr(config, "workerinput"):
        shutil.rmtree(os.environ.pop(RUN), ignore_errors=True)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder that all workers of this run have in common."""
    return Path(os.environ[RUN])


@pytest.fixture(scope="session")
def sqlite_template(shared) -> Path:
    return databases.sqlite_template(shared)


@pytest.fixture(scope="session")
def postgresql_server(shared):
    server = databases.PostgreSQL(shared)
    yield server
    server.stop()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request, tmp_path, monkeypatch):
    """A migrated, empty database; the test runs once on each kind."""
    monkeypatch.setenv("PLATFORM_VAR", str(tmp_path))
    if request.param == "sqlite":
        template = request.getfixturevalue("sqlite_template")
        yield from _using(databases.copied(template, tmp_path), monkeypatch)
    else:
        server = request.getfixturevalue("postgresql_server")
        with server.database() as url:
            yield from _using(url, monkeypatch)


@pytest.fixture
def sqlite(sqlite_template, tmp_path, monkeypatch):
    """A migrated, empty SQLite database, where the kind makes no difference."""
    monkeypatch.setenv("PLATFORM_VAR", str(tmp_path))
    yield from _using(databases.copied(sqlite_template, tmp_path), monkeypatch)


@pytest.fixture
def postgresql(postgresql_server, tmp_path, monkeypatch):
    monkeypatch.setenv("PLATFORM_VAR", str(tmp_path))
    with postgresql_server.database() as url:
        yield from _using(url, monkeypatch)


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
def small_town(database):
    """The small town of tests/town.py, on each kind of database."""
    town.build()


@pytest.fixture
def small_town_on_sqlite(sqlite):
    town.build()


def _using(url: str, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", url)
    engine.forget()
    yield url
    engine.forget()
