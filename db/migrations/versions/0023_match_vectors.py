"""Vectors of a language model, where one is set up."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"

MATCHKIND = ("need", "result", "team", "expert", "product")


def upgrade() -> None:
    kinds = sa.Enum(
        *MATCHKIND, name="matchkind", native_enum=False, create_constraint=True, length=32
    )
    op.create_table(
        "match_vector",
        sa.Column("kind", kinds, nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("model", sa.String(length=120), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "record_id", "model"),
    )
