"""Enterprises by what the audience of an activity is told by."""

from alembic import op

revision = "0080"
down_revision = "0079"


def upgrade() -> None:
    columns = ["kind", "is_active", "area_code", "industry_code", "size_class"]
    op.create_index("ix_organisation_audience", "organisation", columns)
