"""Keeping the platform safe: everything in one file, read as of one moment while the platform runs, and put back whole.

The archive is a compressed tar: a manifest, each table as JSON lines in an order that respects foreign keys, and the
attachments. It says nothing of the kind of database, so an archive of SQLite can be put back into PostgreSQL and the
reverse.
"""

import hashlib
import io
import json
import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import Column, Connection, Date, Integer, Table, text
from sqlmodel import Session, SQLModel, UTCDateTime

from db.engine import snapshot, transaction
from db.migrations import head
from db.search import ddl, ddl_drop
from db.settings import settings

FORMAT = 1
BATCH = 500
SEARCHED = ("directory_entry", "demand")


class Unfit(Exception):
    """The archive cannot be put back here; says why in one sentence."""


@dataclass(frozen=True)
class Told:
    """What was stored or put back."""

    path: Path
    rows: int
    files: int


def backup(path: Path) -> Told:
    """Store everything as of this moment; the file appears only when it is complete."""
    path = path.resolve()
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".backup-") as folder:
        growing = Path(folder) / "archive"
        with tarfile.open(growing, "w:gz", compresslevel=5) as archive, snapshot() as session:
            counted = {table.name: _store(session, table, archive) for table in _tables()}
            files = _store_files(archive)
            _add(archive, "manifest.json", json.dumps(_manifest(counted, files)).encode())
        os.replace(growing, path)
    return Told(path, sum(each["rows"] for each in counted.values()), len(files))


def restore(path: Path) -> Told:
    """Put back what an archive holds in place of everything here, or change nothing. Raises Unfit."""
    settings().files.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=settings().files.parent, prefix=".restore-") as folder:
        unpacked = Path(folder)
        manifest = _unpacked(path, unpacked)
        with transaction() as session:
            _empty(session)
            rows = sum(_put_back(session, table, unpacked) for table in _tables())
            _count_on(session)
            _guard(session)
            _exchange_files(unpacked / "files")
    return Told(path, rows, len(manifest["files"]))


def _tables() -> list[Table]:
    return SQLModel.metadata.sorted_tables


def _store(session: Session, table: Table, archive: tarfile.TarFile) -> dict:
    """One table as JSON lines; returns how many rows and their digest."""
    digest, rows = hashlib.sha256(), 0
    with tempfile.TemporaryFile() as lines:
        found = session.connection().execute(
            table.select().order_by(*table.primary_key.columns),
            execution_options={"yield_per": BATCH},
        )
        for row in found:
            line = json.dumps([_plain(value) for value in row], ensure_ascii=False).encode() + b"\n"
            digest.update(line)
            lines.write(line)
            rows += 1
        entry = tarfile.TarInfo(f"tables/{table.name}.jsonl")
        entry.size = lines.tell()
        lines.seek(0)
        archive.addfile(entry, lines)
    return {"rows": rows, "sha256": digest.hexdigest(), "columns": [c.name for c in table.columns]}


def _store_files(archive: tarfile.TarFile) -> dict[str, str]:
    """The attachments by name, with their digests."""
    stored = {}
    root = settings().files
    for path in sorted(root.rglob("*")) if root.exists() else []:
        if path.is_file() and not path.name.startswith("."):
            name = path.relative_to(root).as_posix()
            stored[name] = _digest(path)
            archive.add(path, f"files/{name}", recursive=False)
    return stored


def _manifest(tables: dict, files: dict) -> dict:
    return {
        "format": FORMAT,
        "schema": head(),
        "at": datetime.now(UTC).isoformat(),
        "tables": tables,
        "files": files,
    }


def _unpacked(path: Path, folder: Path) -> dict:
    """Unpack an archive and check every digest in it; returns its manifest."""
    try:
        with tarfile.open(path, "r:gz") as archive:
            archive.extractall(folder, filter="data")
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise Unfit(f"There is no file {path}, or it is not a backup of this platform.") from None
    except (tarfile.TarError, OSError, EOFError, ValueError) as fault:
        raise Unfit(f"{path} is damaged or is not a backup of this platform ({fault}).") from None
    if manifest["schema"] != head():
        raise Unfit(
            f"{path} was made by another release (schema {manifest['schema']}, here {head()}): "
            "restore it with that release, then migrate."
        )
    for name, table in manifest["tables"].items():
        if _digest(folder / "tables" / f"{name}.jsonl") != table["sha256"]:
            raise Unfit(f"{path} is damaged: table {name} is not what was stored.")
    for name, digest in manifest["files"].items():
        if _digest(folder / "files" / name) != digest:
            raise Unfit(f"{path} is damaged: attachment {name} is not what was stored.")
    return manifest


def _empty(session: Session) -> None:
    """Remove every row; the guard of the events and the search stand aside for this transaction."""
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        names = ", ".join(table.name for table in _tables())
        connection.execute(text(f"TRUNCATE {names}"))  # does not fire the guard, which is per row
        return
    connection.execute(text("PRAGMA defer_foreign_keys = ON"))
    for name in _triggers(connection):
        connection.execute(text(f"DROP TRIGGER {name}"))
    for table in SEARCHED:
        for statement in ddl_drop("sqlite", table):
            connection.execute(text(statement))
    for table in reversed(_tables()):
        connection.execute(table.delete())


def _put_back(session: Session, table: Table, folder: Path) -> int:
    """Insert the rows of one table, some hundred at a time; then what refers to other rows of the same table."""
    own = [c.name for c in table.columns if any(k.column.table is table for k in c.foreign_keys)]
    referring: list[dict] = []
    rows = 0
    connection = session.connection()
    for batch in _batches(folder / "tables" / f"{table.name}.jsonl"):
        records = [
            {c.name: _read(c, value) for c, value in zip(table.columns, row, strict=True)}
            for row in batch
        ]
        for record in records:
            kept = {name: record[name] for name in own if record[name] is not None}
            if kept:
                referring.append({"of": record["id"], "to": kept})
                record.update(dict.fromkeys(kept))
        connection.execute(table.insert(), records)
        rows += len(batch)
    for each in referring:
        connection.execute(table.update().where(table.c.id == each["of"]).values(each["to"]))
    return rows


def _batches(path: Path) -> Iterator[list]:
    batch = []
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            batch.append(json.loads(line))
            if len(batch) == BATCH:
                yield batch
                batch = []
    if batch:
        yield batch


def _count_on(session: Session) -> None:
    """PostgreSQL's counters go on after the largest id."""
    connection = session.connection()
    if connection.dialect.name != "postgresql":
        return
    for table in _tables():
        if "id" in table.columns and isinstance(table.c.id.type, Integer):
            found = text(
                f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'),"
                f" COALESCE((SELECT max(id) FROM {table.name}), 0) + 1, false)"
            )
            connection.execute(found)


def _guard(session: Session) -> None:
    """Put the guard of the events and the search of SQLite back in place."""
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        return
    for table in SEARCHED:
        for statement in ddl("sqlite", table):
            connection.execute(text(statement))
    for verb in ("UPDATE", "DELETE"):
        connection.execute(
            text(
                f"CREATE TRIGGER event_no_{verb.lower()} BEFORE {verb} ON event "
                "BEGIN SELECT RAISE(ABORT, 'events are append-only'); END"
            )
        )


def _triggers(connection: Connection) -> list[str]:
    found = text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'event'")
    return list(connection.execute(found).scalars())


def _exchange_files(new: Path) -> None:
    """Put the attachments of the archive in place of those that are there."""
    here, old = settings().files, settings().files.with_name(".files-before")
    shutil.rmtree(old, ignore_errors=True)
    new.mkdir(exist_ok=True)
    if here.exists():
        here.rename(old)
    new.rename(here)
    shutil.rmtree(old, ignore_errors=True)


def _plain(value):
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return value


def _read(column: Column, value):
    if value is None:
        return None
    if isinstance(column.type, UTCDateTime):
        return datetime.fromisoformat(value)
    if isinstance(column.type, Date):
        return date.fromisoformat(value)
    return value


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _add(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = len(content)
    archive.addfile(entry, io.BytesIO(content))
