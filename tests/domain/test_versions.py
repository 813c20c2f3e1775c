"""Versions are asked of the database rarely, and are never older than what this process itself has changed."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import create_engine, text

from db.engine import transaction
from db.settings import settings
from domain import topics, versions
from tests.infrastructure.statements import statements

NAMES = ("figures", "matches")


@pytest.fixture(autouse=True)
def a_long_while(database, monkeypatch):
    monkeypatch.setattr(versions, "LATELY", 3600)


def raise_it():
    with transaction() as session:
        topics.bump(session, [topics.FIGURES])


def elsewhere():
    """As another process does it."""
    other = create_engine(settings().database_url)
    with other.begin() as connection:
        connection.execute(text("UPDATE topic SET version = version + 1 WHERE name = 'figures'"))
    other.dispose()


def test_what_this_process_changes_is_seen_at_once():
    before = versions.version(NAMES)
    raise_it()
    assert versions.known(NAMES) is None
    assert versions.version(NAMES) == before + 1 == versions.known(NAMES)


def test_what_another_process_changes_is_seen_after_a_while(monkeypatch):
    raise_it()
    before = versions.version(NAMES)
    elsewhere()
    assert versions.version(NAMES) == before
    monkeypatch.setattr(versions, "LATELY", 0)
    assert versions.known(NAMES) is None and versions.version(NAMES) == before + 1


def test_of_many_who_want_to_know_one_asks():
    raise_it()
    many = 8
    barrier = Barrier(many)

    def ask():
        barrier.wait()
        return versions.version(NAMES)

    with statements() as found, ThreadPoolExecutor(many) as pool:
        told = {future.result() for future in [pool.submit(ask) for _ in range(many)]}
    assert len(told) == 1 and len([each for each in found if "topic" in each]) == 1


def test_of_no_topics_the_version_stands_still():
    assert versions.version(()) == 0
