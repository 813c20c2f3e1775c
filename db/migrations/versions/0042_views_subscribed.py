"""Which view of the key figures a subscription tells beside its figures, and of which industry."""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"

VIEWS = ("places", "month", "trend", "loop", "load", "arrivals", "times")


def upgrade() -> None:
    with op.batch_alter_table("figure_subscription") as batch:
        batch.add_column(sa.Column("view", _one_of("kpiview", VIEWS), nullable=True))
        batch.add_column(sa.Column("industry", sa.String(length=4), nullable=True))


def _one_of(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)
