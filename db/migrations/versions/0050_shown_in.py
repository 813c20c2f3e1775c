"""In which list a proposal was shown: of a need, of a result, of a house."""

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0049"

LISTS = ("need", "result", "house")


def upgrade() -> None:
    shown_in = sa.Enum(
        *LISTS, name="shownin", native_enum=False, create_constraint=True, length=32
    )
    with op.batch_alter_table("shown_match") as batch:
        batch.add_column(sa.Column("shown_in", shown_in, server_default="need", nullable=False))
    with op.batch_alter_table("shown_match") as batch:
        batch.alter_column("shown_in", server_default=None)
