"""A record says when it came into the directory and whether it was merged away: new ones are counted by one index."""

import sqlalchemy as sa
from alembic import op

revision = "0064"
down_revision = "0063"

LOCAL_DAY = {
    "sqlite": "date(event.at, '+8 hours')",
    "postgresql": "CAST(event.at AT TIME ZONE 'Asia/Shanghai' AS date)",
}


def upgrade() -> None:
    op.add_column("organisation", sa.Column("registered_on", sa.Date(), nullable=True))
    op.add_column(
        "organisation",
        sa.Column("is_merged", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.execute(
        f"UPDATE organisation SET registered_on = (SELECT {LOCAL_DAY[op.get_bind().dialect.name]}"
        " FROM event WHERE event.subject_kind = 'organisation'"
        " AND event.subject_id = organisation.id AND event.position = 1"
        " AND event.action IN ('registered', 'record_added', 'imported'))"
    )
    op.execute(
        "UPDATE organisation SET is_merged = true"
        " WHERE id IN (SELECT merged_id FROM organisation_merge)"
    )
    op.create_index(
        "ix_organisation_registered",
        "organisation",
        ["kind", "is_merged", "registered_on", "area_code", "industry_code"],
    )
    op.drop_index("ix_event_first_of_organisation", "event")
