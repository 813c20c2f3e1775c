"""What the engine reads of every need, result, team, expert and service."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"

MATCHKIND = ("need", "result", "team", "expert", "product")


def upgrade() -> None:
    op.create_table(
        "match_text",
        sa.Column(
            "kind",
            sa.Enum(
                *MATCHKIND, name="matchkind", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("area_code", sa.String(length=6), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("industry_codes", sa.JSON(), nullable=False),
        sa.Column("targets", sa.JSON(), nullable=False),
        sa.Column("readiness", sa.Integer(), nullable=True),
        sa.Column("money", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("kind", "record_id"),
    )
    op.create_index(op.f("ix_match_text_position"), "match_text", ["position"])
