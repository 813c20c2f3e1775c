"""Handling times that are kept of several places together."""

import sqlalchemy as sa
from alembic import op

revision = "0079"
down_revision = "0078"


def upgrade() -> None:
    where = sa.text("channel = ''")
    columns = ["starts_on", "area_code", "unit_id"]
    op.create_index(
        "ix_rollup_time_together",
        "rollup_time",
        columns,
        sqlite_where=where,
        postgresql_where=where,
    )
