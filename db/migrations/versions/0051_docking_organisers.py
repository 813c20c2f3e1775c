"""Docking days that a house runs itself, that change, that are called off, and to which somebody offers more."""

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0050"

STAGE = ("planning", "published", "over", "called_off")
ANSWER = ("invited", "accepted", "declined", "offered")


def upgrade() -> None:
    with op.batch_alter_table("docking_day") as batch:
        _widen(batch, "stage", "dockingstage", STAGE)
        batch.add_column(sa.Column("organiser_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(
            "docking_day_organiser_id_fkey", "organisation", ["organiser_id"], ["id"]
        )
        batch.add_column(sa.Column("activity_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(
            "docking_day_activity_id_fkey",
            "activity",
            ["activity_id"],
            ["id"],
            ondelete="SET NULL",
        )
        batch.add_column(
            sa.Column(
                "called_off_because", sa.String(length=400), server_default="", nullable=False
            )
        )
        batch.add_column(sa.Column("sequence", sa.Integer(), server_default="0", nullable=False))
    with op.batch_alter_table("docking_day") as batch:
        batch.alter_column("called_off_because", server_default=None)
        batch.alter_column("sequence", server_default=None)
    op.create_index("ix_docking_day_organiser_id", "docking_day", ["organiser_id"])
    op.create_index("ix_docking_day_activity_id", "docking_day", ["activity_id"])
    op.create_index("ix_docking_meeting_pair", "docking_meeting", ["need_id", "result_id"])
    with op.batch_alter_table("docking_participant") as batch:
        _widen(batch, "answer", "answer", ANSWER)


def _widen(batch, column: str, name: str, words: tuple[str, ...]) -> None:
    """A closed list with more words than before."""
    if op.get_bind().dialect.name == "postgresql":
        batch.drop_constraint(name, type_="check")
    kind = sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)
    batch.alter_column(column, type_=kind, existing_nullable=False)
