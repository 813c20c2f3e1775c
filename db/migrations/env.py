"""How Alembic reaches our database: always through the connection that migrate() hands it."""

from alembic import context
from sqlmodel import SQLModel

import db.models  # noqa: F401  (fills the metadata)

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=SQLModel.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
)
context.run_migrations()
