"""Copies of a PostgreSQL database that are used again: to make one takes half a second, to clear one hundredths.

A copy is given to the next test only when it is in every respect as its template is: no table, index, function or
trigger made, changed or emptied otherwise than by deleting rows. Else it is thrown away.
"""

import contextlib
import uuid
from collections.abc import Callable

import psycopg
from psycopg import sql

# Whatever is made anew, changed in its shape, or emptied at one stroke has another number here.
SHAPE = """
SELECT md5(string_agg(told, ';' ORDER BY told)) FROM (
    SELECT concat_ws(' ', oid, relname, relfilenode, relnatts, relchecks, relhastriggers) AS told
    FROM pg_class WHERE relnamespace = 'public'::regnamespace
    UNION ALL SELECT concat_ws(' ', oid, proname, md5(prosrc)) FROM pg_proc
    WHERE pronamespace = 'public'::regnamespace
    UNION ALL SELECT concat_ws(' ', oid, tgname, tgenabled) FROM pg_trigger
    UNION ALL SELECT concat_ws(' ', attrelid, attname, atttypid, attnotnull) FROM pg_attribute
    WHERE attnum > 0 AND attrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace)
    UNION ALL SELECT concat_ws(' ', oid, conname) FROM pg_constraint
) AS everything
"""
TABLES = """
SELECT relname, pg_relation_size(oid) > 0 FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY relname
"""
COUNTERS = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public'"
OTHERS = """
SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


class Copy:
    """One database; `fresh` it is as its template, and so it becomes again by `clear`."""

    def __init__(self, do: Callable[[str], None], url: Callable[[str], str], template: str):
        self.name, self._do, self._url = f"test_{uuid.uuid4().hex[:12]}", do, url
        do(f"CREATE DATABASE {self.name} TEMPLATE {template} STRATEGY FILE_COPY")
        self.connection = psycopg.connect(self.plain_url, autocommit=True)
        self.shape = self._one(SHAPE)
        self.counters = dict(self._all(COUNTERS))
        self.rows = {name: self._copied(name) for name, has_pages in self._all(TABLES) if has_pages}

    @property
    def plain_url(self) -> str:
        return self._url(self.name).replace("postgresql+psycopg://", "postgresql://")

    def url(self) -> str:
        """Another one each time: what a test remembers by the address of its database is of that test alone."""
        return f"{self._url(self.name)}&application_name={uuid.uuid4().hex[:12]}"

    def is_cleared(self) -> bool:
        """Bring every row back to what it was; False when that would not make it as it was."""
        with contextlib.suppress(psycopg.Error):
            self._all(OTHERS)
            if self._one(SHAPE) != self.shape:
                return False
            self._clear([name for name, has_pages in self._all(TABLES) if has_pages])
            return True
        return False

    def drop(self) -> None:
        self.connection.close()
        self._do(f"DROP DATABASE {self.name} WITH (FORCE)")

    def _clear(self, written: list[str]) -> None:
        changed = [name for name in self.rows if self._copied(name) != self.rows[name]]
        changed += [name for name in written if name not in self.rows]
        if changed:
            with self.connection.transaction():
                # neither foreign keys nor the guard of the events stand in the way
                self.connection.execute("SET LOCAL session_replication_role = replica")
                for name in changed:
                    self.connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(name)))
                for name in changed:
                    self._put_back(name)
            names = sql.SQL(", ").join(map(sql.Identifier, changed))
            self.connection.execute(sql.SQL("VACUUM {}").format(names))
        for name, last in self._all(COUNTERS):
            if last != self.counters[name]:
                value = (name, self.counters[name] or 1, self.counters[name] is not None)
                self.connection.execute("SELECT setval(%s::regclass, %s, %s)", value)

    def _put_back(self, name: str) -> None:
        if rows := self.rows.get(name):
            asked = sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(name))
            with self.connection.cursor() as cursor, cursor.copy(asked) as copy:
                copy.write(rows)

    def _copied(self, name: str) -> bytes:
        asked = sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(name))
        with self.connection.cursor() as cursor, cursor.copy(asked) as copy:
            return b"".join(copy)

    def _all(self, asked: str) -> list[tuple]:
        return self.connection.execute(asked).fetchall()

    def _one(self, asked: str):
        return self._all(asked)[0][0]
