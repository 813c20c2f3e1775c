"""What the migrations have made is what the rows declare: tables, columns, indexes, foreign keys."""

import warnings

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Integer
from sqlmodel import SQLModel

import db.models  # noqa: F401  (fills the metadata)
from db.engine import engine


def test_the_migrations_make_what_the_models_declare(database):
    options = {
        "compare_type": _is_another_type,
        "include_name": _is_declared,
        "include_object": _is_told_alike,
    }
    with engine().connect() as connection, warnings.catch_warnings():
        # SQLite cannot read an index over an expression.
        warnings.filterwarnings("ignore", ".*expression-based index")
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, SQLModel.metadata) == []


def _is_another_type(_context, _found, _declared, found, declared) -> bool | None:
    """Sums have room for more than a row declares; of all others Alembic knows."""
    return False if isinstance(found, Integer) and isinstance(declared, Integer) else None


def _is_declared(name: str | None, kind: str, _parents) -> bool:
    """The full-text index of SQLite keeps tables and PostgreSQL an index of its own, which `db/search.py` makes."""
    return not (kind == "table" and "_fts" in name) and not (
        kind == "index" and name.endswith("_search")
    )


def _is_told_alike(_object, name: str | None, _kind: str, *_found) -> bool:
    """PostgreSQL tells the expression of one index in words of its own; test_listing.py has it used."""
    return name != "ix_demand_told_due"
