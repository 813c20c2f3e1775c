"""The orders in which a long list of demands is read."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_index("ix_demand_due", "demand", [sa.text("(due_at IS NULL)"), "due_at", "id"])
    op.create_index("ix_demand_enterprise_name", "demand", ["enterprise_name", "id"])
