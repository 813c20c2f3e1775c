"""What was written and never read: who decided about a proposed field, when a link to a survey was made; events tell both."""

import sqlalchemy as sa
from alembic import op

revision = "0076"
down_revision = "0075"

DECISION = ("accepted", "rejected")


def upgrade() -> None:
    op.drop_column("survey_link", "issued_at")
    with op.batch_alter_table("proposed_field") as batch:
        batch.drop_column("decided_by_id")
        if op.get_bind().dialect.name == "sqlite":  # writes the table anew, and would forget it
            decision = sa.Enum(
                *DECISION, name="decision", native_enum=False, create_constraint=True, length=32
            )
            batch.alter_column("decision", type_=decision, existing_nullable=True)
