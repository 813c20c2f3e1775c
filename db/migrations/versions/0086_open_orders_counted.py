"""What is open at this moment, and with whom, is counted from an index alone."""

from alembic import op

revision = "0086"
down_revision = "0085"


def upgrade() -> None:
    op.drop_index("ix_demand_stage_due", "demand")
    op.create_index("ix_demand_stage_due", "demand", ["stage", "due_at", "handler_id"])


def downgrade() -> None:
    op.drop_index("ix_demand_stage_due", "demand")
    op.create_index("ix_demand_stage_due", "demand", ["stage", "due_at"])
