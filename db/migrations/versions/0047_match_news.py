"""Mails about the turns of a match, and who does not want them."""

import sqlalchemy as sa
from alembic import op
from sqlmodel import UTCDateTime

from db.vocabulary import MessageKind

revision = "0047"
down_revision = "0046"


def upgrade() -> None:
    op.create_table(
        "match_news_declined",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("since", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"]),
        sa.PrimaryKeyConstraint("user_id"),
    )
    # The newest list, so that it holds wherever this stands among the others that widen it.
    kinds = sa.Enum(
        *(each.value for each in MessageKind),
        name="messagekind",
        native_enum=False,
        create_constraint=True,
        length=32,
    )
    with op.batch_alter_table("message") as batch:
        if op.get_bind().dialect.name == "postgresql":
            batch.drop_constraint("messagekind", type_="check")
        batch.alter_column("kind", type_=kinds, existing_nullable=False)
    op.create_index("ix_message_user", "message", ["user_id", "kind"])
