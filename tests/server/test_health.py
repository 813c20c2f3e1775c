"""Readiness says what does not hold, and nothing that helps a stranger."""

import pytest

from db import engine
from server import health


@pytest.fixture(autouse=True)
def here(sqlite):
    """A migrated database of its own."""


def test_everything_holds():
    assert all(health.check().values())


def test_a_database_that_does_not_answer_is_named(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql+psycopg://nobody:secret@127.0.0.1:1/none")
    engine.forget()

    found = health.check()
    assert (found["database"], found["migrations"], found["disk_writable"]) == (False, False, True)


def test_a_database_of_an_earlier_release_is_named(tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/empty.db")
    engine.forget()

    found = health.check()
    assert (found["database"], found["migrations"]) == (True, False)


def test_a_folder_that_cannot_be_written_is_named(tmp_path, monkeypatch):
    monkeypatch.setenv("PLATFORM_VAR", str(tmp_path / "gone"))
    engine.forget()

    assert health.check()["disk_writable"] is False


def test_a_full_disk_is_named(monkeypatch):
    monkeypatch.setattr(health, "LEAST_FREE", 2**60)

    assert health.check()["disk_space"] is False
