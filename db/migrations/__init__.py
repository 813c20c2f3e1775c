"""Bringing a database of any earlier release up to this one."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from db.engine import engine


def migrate() -> None:
    """Run every migration that this database has not seen, or none.

    SQLite changes a table by making it anew, which it lets pass only while it does not follow foreign keys: they are
    checked before the commit instead.
    """
    with engine().execution_options(writes=True).connect() as connection:
        _follow_keys(connection, False)
        try:
            with connection.begin():
                config = _config()
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
                _check_keys(connection)
        finally:
            _follow_keys(connection, True)


def is_current() -> bool:
    """Whether the database stands at the newest migration."""
    with engine().connect() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
    return found == head()


def head() -> str | None:
    return ScriptDirectory.from_config(_config()).get_current_head()


def _follow_keys(connection: Connection, is_on: bool) -> None:
    """Only outside a transaction does SQLite listen to this; hence past SQLAlchemy, which would begin one."""
    if connection.dialect.name == "sqlite":
        driver = connection.connection.driver_connection
        driver.execute(f"PRAGMA foreign_keys = {'ON' if is_on else 'OFF'}")


def _check_keys(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        if broken:
            raise RuntimeError(f"A row of {broken[0]} points to nothing in {broken[2]}.")


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    return config
