"""Who has booked a service hears by mail that its place, its link or who gives it has changed."""

import sqlalchemy as sa
from alembic import op

from db.vocabulary import MessageKind

revision = "0072"
down_revision = "0071"


def upgrade() -> None:
    kinds = tuple(each.value for each in MessageKind)
    with op.batch_alter_table("message") as batch:
        if op.get_bind().dialect.name == "postgresql":
            batch.drop_constraint("messagekind", type_="check")
        kind = sa.Enum(
            *kinds, name="messagekind", native_enum=False, create_constraint=True, length=32
        )
        batch.alter_column("kind", type_=kind, existing_nullable=False)
