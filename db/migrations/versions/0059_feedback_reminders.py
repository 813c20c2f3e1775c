"""Who has not said how an activity was is reminded once; the invited hear of a move or a cancelling."""

import sqlalchemy as sa
from alembic import op
from sqlmodel import UTCDateTime

from db.vocabulary import MessageKind

revision = "0059"
down_revision = "0058"


def upgrade() -> None:
    op.add_column("feedback_link", sa.Column("reminded_at", UTCDateTime(), nullable=True))
    with op.batch_alter_table("message") as batch:
        if op.get_bind().dialect.name == "postgresql":
            batch.drop_constraint("messagekind", type_="check")
        kinds = _one_of("messagekind", tuple(each.value for each in MessageKind))
        batch.alter_column("kind", type_=kinds, existing_nullable=False)


def _one_of(name: str, words: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)
