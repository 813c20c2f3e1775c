"""Work that one process at a time does; of what was learnt at most one is in use."""

import sqlalchemy as sa
from alembic import op
from sqlmodel import UTCDateTime

revision = "0033"
down_revision = "0032"

KEEP_THE_NEWEST = """
UPDATE learned_weights SET is_in_use = :no
WHERE is_in_use = :yes AND id < (SELECT MAX(id) FROM learned_weights WHERE is_in_use = :yes)
"""


def upgrade() -> None:
    op.create_table(
        "job_claim",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("until", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    truth = [sa.bindparam("yes", True, sa.Boolean()), sa.bindparam("no", False, sa.Boolean())]
    op.execute(sa.text(KEEP_THE_NEWEST).bindparams(*truth))
    op.create_index(
        "ix_learned_weights_in_use",
        "learned_weights",
        ["is_in_use"],
        unique=True,
        sqlite_where=sa.text("is_in_use"),
        postgresql_where=sa.text("is_in_use"),
    )
