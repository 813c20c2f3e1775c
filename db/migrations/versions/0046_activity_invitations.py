"""Invitations to activities, and who wants none."""

import sqlalchemy as sa
from alembic import op
from sqlmodel import UTCDateTime

from db.vocabulary import MessageKind

revision = "0046"
down_revision = "0045"


def upgrade() -> None:
    op.create_table(
        "activity_invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("contact_name", sa.String(length=40), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("invited_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"]),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"]),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("activity_id", "organisation_id"),
    )
    op.create_index(
        "ix_activity_invitation_organisation",
        "activity_invitation",
        ["organisation_id", "invited_at"],
    )
    op.create_table(
        "invitation_declined",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("since", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("organisation_id"),
    )
    with op.batch_alter_table("message") as batch:
        if op.get_bind().dialect.name == "postgresql":
            batch.drop_constraint("messagekind", type_="check")
        # The newest list, so that it holds wherever this stands among the others that widen it.
        kinds = _one_of("messagekind", tuple(each.value for each in MessageKind))
        batch.alter_column("kind", type_=kinds, existing_nullable=False)
        batch.add_column(sa.Column("invitation_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(
            "message_invitation_id_fkey", "activity_invitation", ["invitation_id"], ["id"]
        )
    op.create_index("ix_message_invitation_id", "message", ["invitation_id"])


def _one_of(name: str, words: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)
