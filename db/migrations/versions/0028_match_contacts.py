"""Who looks after a match on the enterprise's side."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    with op.batch_alter_table("match") as batch:
        batch.add_column(sa.Column("contact_id", sa.Integer(), nullable=True))
        batch.create_foreign_key("match_contact_id_fkey", "user_account", ["contact_id"], ["id"])
        batch.create_index("ix_match_contact_id", ["contact_id"])
