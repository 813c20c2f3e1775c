"""Orders that are open, found and counted by an index of their own."""

import sqlalchemy as sa
from alembic import op

revision = "0058"
down_revision = "0057"

STILL_OPEN = sa.text(
    "stage IN ('submitted', 'accepted', 'redo', 'dispatched', 'returned', 'in_progress', 'waiting',"
    " 'in_review', 'answered', 'surveyed', 'return_visit')"
)


def upgrade() -> None:
    op.create_index(
        "ix_demand_still_open",
        "demand",
        ["area_code", "unit_id", "field", "channel", "stage", "due_at", "handler_id", "id"],
        sqlite_where=STILL_OPEN,
        postgresql_where=STILL_OPEN,
    )
