"""What a merge has moved, so that it can be undone; and up to where a record was compared with others."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

UNSWEPT = sa.text("swept_version <> version")


def upgrade() -> None:
    op.create_table(
        "moved_row",
        sa.Column("merged_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=60), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["merged_id"], ["organisation_merge.merged_id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("merged_id", "place", "row_id"),
    )
    op.add_column(
        "organisation",
        sa.Column("swept_version", sa.Integer(), nullable=False, server_default="-1"),
    )
    op.drop_index("ix_organisation_name_key", "organisation")  # names are compared within a kind
    op.create_index("ix_organisation_kind_key", "organisation", ["kind", "name_key"])
    op.create_index(
        "ix_organisation_unswept",
        "organisation",
        ["id"],
        sqlite_where=UNSWEPT,
        postgresql_where=UNSWEPT,
    )
