"""The database: how to reach it, how to change it, how to look at it."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from functools import cache
from pathlib import Path

from sqlalchemy import Engine, event, text
from sqlmodel import Session, create_engine

import db.models  # noqa: F401  (fills the metadata)
from db.queueing import turn
from db.settings import secret, settings

SQLITE = "sqlite"  # the one thing that its writers write

AFTERWARDS = "afterwards"  # in `session.info`: what is to be done when a look at the data is over

_waits_for_disk = True
_commits = itertools.count(1)
_last_commit = 0


@cache
def engine() -> Engine:
    url = settings().database_url
    if url.startswith("sqlite"):
        Path(url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
        made = create_engine(
            url,
            connect_args={"check_same_thread": False},
            pool_size=20,
            hide_parameters=True,  # what people wrote has no place in a log of faults
        )
        event.listen(made, "connect", _configure)
        event.listen(made, "begin", _begin)
        return made
    made = create_engine(
        url, pool_size=10, max_overflow=20, pool_pre_ping=True, hide_parameters=True
    )
    event.listen(made, "connect", _configure_postgresql)
    return made


def is_sqlite() -> bool:
    return engine().dialect.name == "sqlite"


@contextmanager
def transaction() -> Iterator[Session]:
    """One change: committed when the block ends, rolled back when it raises.

    SQLite has one writer at a time: those of one process take turns in the order they came.
    """
    writer = engine().execution_options(writes=True)
    with (
        turn(SQLITE) if is_sqlite() else nullcontext(),
        Session(writer, expire_on_commit=False) as session,
        session.begin(),
    ):
        yield session
    _note_commit()


def commits() -> int:
    """A number that is another one after each commit of this process."""
    return _last_commit


def queue_up(session: Session, name: str) -> None:
    """Let everybody who asks for the same name wait until this transaction ends; SQLite's writers queue by themselves.

    What is read afterwards is what those before have written.
    """
    if session.get_bind().dialect.name == "postgresql":
        lock = text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))")
        session.execute(lock, {"name": name})


@contextmanager
def in_turn(table: str, row_id: int | None) -> Iterator[None]:
    """Let those who change one and the same row wait before they take a connection each; SQLite's writers do anyway."""
    with nullcontext() if is_sqlite() or row_id is None else turn((table, row_id)):
        yield


@contextmanager
def snapshot() -> Iterator[Session]:
    """One look at the data, all of it as of the same moment; what was put down to be done after it is done then."""
    reader = engine()
    if reader.dialect.name == "postgresql":
        reader = reader.execution_options(isolation_level="REPEATABLE READ")
    with Session(reader, expire_on_commit=False) as session:
        yield session
    for each in session.info.get(AFTERWARDS, ()):
        each()


@contextmanager
def hurried() -> Iterator[None]:
    """Do not wait for the disk at each commit: only for filling a database that can be filled again."""
    global _waits_for_disk
    _waits_for_disk = False
    engine().dispose()
    try:
        yield
    finally:
        _waits_for_disk = True
        engine().dispose()


def forget() -> None:
    """Let go of the engine and what was read from the environment: the next use reads them afresh."""
    if engine.cache_info().currsize:
        engine().dispose()
    engine.cache_clear()
    settings.cache_clear()
    secret.cache_clear()


def _note_commit() -> None:
    global _last_commit
    _last_commit = next(_commits)


def _configure(connection, _record) -> None:
    connection.isolation_level = None  # SQLAlchemy says BEGIN, not the driver
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA journal_mode = WAL")
    # FULL: what was confirmed survives a power cut
    connection.execute(f"PRAGMA synchronous = {'FULL' if _waits_for_disk else 'OFF'}")
    connection.execute("PRAGMA busy_timeout = 10000")


def _configure_postgresql(connection, _record) -> None:
    if not _waits_for_disk:
        connection.execute("SET synchronous_commit = off")
        connection.commit()


def _begin(connection) -> None:
    """Writers queue from their first read, so no two act on the same stage of a demand."""
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
