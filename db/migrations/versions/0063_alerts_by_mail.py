"""Alerts leave by mail, and by the bot that a rule names."""

import sqlalchemy as sa
from alembic import op

from db.indicator_vocabulary import Indicator
from db.vocabulary import MessageKind

revision = "0063"
down_revision = "0062"


def upgrade() -> None:
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    with op.batch_alter_table("message") as batch:
        if is_postgresql:
            batch.drop_constraint("messagekind", type_="check")
        kinds = _one_of("messagekind", *(each.value for each in MessageKind))
        batch.alter_column("kind", type_=kinds, existing_nullable=False)
    with op.batch_alter_table("alert_rule") as batch:
        batch.add_column(sa.Column("bot_id", sa.Integer(), nullable=True))
        batch.create_foreign_key("alert_rule_bot_id_fkey", "bot", ["bot_id"], ["id"])
        if not is_postgresql:  # which writes the table anew, and would forget its checks
            for name, kind in (
                ("indicator", _one_of("indicator", *(each.value for each in Indicator))),
                ("watched", _one_of("watched", "area", "unit")),
                ("crossing", _one_of("crossing", "below", "above")),
            ):
                batch.alter_column(name, type_=kind, existing_nullable=False)


def _one_of(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)
