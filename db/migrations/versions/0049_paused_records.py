"""Needs and results may be paused: not offered for a while, without losing their last day."""

import sqlalchemy as sa
from alembic import op

from db.search import ddl, ddl_drop

revision = "0049"
down_revision = "0048"

STAGES = (
    "draft",
    "in_review",
    "returned",
    "published",
    "paused",
    "expired",
    "solved",
    "withdrawn",
)


def upgrade() -> None:
    stages = sa.Enum(
        *STAGES, name="recordstage", native_enum=False, create_constraint=True, length=32
    )
    dialect = op.get_bind().dialect.name
    for table in ("technical_need", "research_result"):
        for statement in ddl_drop(dialect, table):  # SQLite makes the table anew, without triggers
            op.execute(statement)
        with op.batch_alter_table(table) as batch:
            if dialect == "postgresql":
                batch.drop_constraint("recordstage", type_="check")
            batch.alter_column("stage", type_=stages, existing_nullable=False)
        for statement in ddl(dialect, table):
            op.execute(statement)
