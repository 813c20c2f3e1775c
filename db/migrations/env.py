"""How Alembic reaches our database: always through the connection that migrate() hands it."""

import warnings

from alembic import context
from sqlmodel import SQLModel

import db.models  # noqa: F401  (fills the metadata)

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=SQLModel.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
)
with warnings.catch_warnings():
    # Alembic reads a table before it changes it, and cannot read an index over an expression.
    warnings.filterwarnings("ignore", "Skipped unsupported reflection of expression-based index")
    context.run_migrations()
