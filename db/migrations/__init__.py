"""Bringing a database of any earlier release up to this one."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from db.engine import engine


def migrate() -> None:
    """Run every migration that this database has not seen."""
    with engine().execution_options(writes=True).begin() as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def is_current() -> bool:
    """Whether the database stands at the newest migration."""
    with engine().connect() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
    return found == head()


def head() -> str | None:
    return ScriptDirectory.from_config(_config()).get_current_head()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    return config
