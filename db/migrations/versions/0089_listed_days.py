"""Lists of needs and results are in the order of days: what came in together does not stand together by its hour."""

import sqlalchemy as sa
from alembic import op

revision = "0089"
down_revision = "0088"

TABLES = ("technical_need", "research_result")
DAY = {
    "sqlite": "date(COALESCE(published_at, created_at), '+8 hours')",
    "postgresql": "CAST(COALESCE(published_at, created_at) AT TIME ZONE 'Asia/Shanghai' AS date)",
}


def upgrade() -> None:
    day = DAY[op.get_bind().dialect.name]
    for table in TABLES:
        # With a day of its own for the moment: SQLite would write the table anew, and lose its triggers.
        column = sa.Column("listed_on", sa.Date(), nullable=False, server_default="1970-01-01")
        op.add_column(table, column)
        op.execute(f"UPDATE {table} SET listed_on = {day}")
        op.create_index(f"ix_{table}_listed", table, ["listed_on", "id"])
        op.create_index(f"ix_{table}_stage_listed", table, ["stage", "listed_on", "id"])


def downgrade() -> None:
    for table in TABLES:
        op.drop_index(f"ix_{table}_stage_listed", table)
        op.drop_index(f"ix_{table}_listed", table)
        op.drop_column(table, "listed_on")
