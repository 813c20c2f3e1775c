"""Needs and results may be paused: not offered for a while, without losing their last day."""

import sqlalchemy as sa
from alembic import op

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
    for table in ("technical_need", "research_result"):
        with op.batch_alter_table(table) as batch:
            if op.get_bind().dialect.name == "postgresql":
                batch.drop_constraint("recordstage", type_="check")
            batch.alter_column("stage", type_=stages, existing_nullable=False)
