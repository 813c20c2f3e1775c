"""Who typed what is to be done next with a match: before names are known it is for their own side."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"


def upgrade() -> None:
    with op.batch_alter_table("match") as batch:
        batch.add_column(sa.Column("next_by_id", sa.Integer(), nullable=True))
        batch.create_foreign_key("fk_match_next_by", "user_account", ["next_by_id"], ["id"])
