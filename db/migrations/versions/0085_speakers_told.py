"""Experts who speak at an activity hear by mail that they are named, of changes, and that they need not come."""

import sqlalchemy as sa
from alembic import op

from db.vocabulary import MessageKind

revision = "0085"
down_revision = "0084"


def upgrade() -> None:
    kinds = tuple(each.value for each in MessageKind)
    with op.batch_alter_table("message") as batch:
        batch.add_column(sa.Column("activity_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("expert_id", sa.Integer(), nullable=True))
        batch.create_foreign_key("message_activity_id_fkey", "activity", ["activity_id"], ["id"])
        batch.create_foreign_key("message_expert_id_fkey", "expert", ["expert_id"], ["id"])
        if op.get_bind().dialect.name == "postgresql":
            batch.drop_constraint("messagekind", type_="check")
        kind = sa.Enum(
            *kinds, name="messagekind", native_enum=False, create_constraint=True, length=32
        )
        batch.alter_column("kind", type_=kind, existing_nullable=False)
    op.create_index("ix_message_expert_id", "message", ["expert_id"])
