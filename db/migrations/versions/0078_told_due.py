"""Demands in the order in which they are due, as it is told to those who could have handled them."""

import sqlalchemy as sa
from alembic import op

revision = "0078"
down_revision = "0077"

DUE = "CASE WHEN stage IN ('answered', 'surveyed', 'return_visit') THEN NULL ELSE due_at END"


def upgrade() -> None:
    columns = [sa.text(f"(({DUE}) IS NULL)"), sa.text(f"({DUE})"), "id"]
    op.create_index("ix_demand_told_due", "demand", columns)
