"""An activity's room is compared by a key of its own, whichever width, case and spaces its name was written with."""

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0065"
down_revision = "0064"


def upgrade() -> None:
    op.add_column(
        "activity",
        sa.Column("place_key", sa.String(length=240), nullable=False, server_default=""),
    )
    activity = sa.table("activity", sa.column("place"), sa.column("place_key"))
    here = op.get_bind()
    for (place,) in here.execute(sa.select(activity.c.place).distinct()).all():
        same = activity.c.place == place
        here.execute(activity.update().where(same).values(place_key=_key(place)))
    with op.batch_alter_table("activity") as batch:
        batch.alter_column("place_key", server_default=None)
    op.drop_index("ix_activity_place_starts", "activity")
    op.create_index("ix_activity_place_key", "activity", ["place_key", "starts_at"])


def _key(place: str) -> str:
    return "".join(unicodedata.normalize("NFKC", place).casefold().split())[:240]
