"""Who was shown a hidden name, by need or result and day, wherever it stood; before only on the pages of a match."""

import sqlalchemy as sa
from alembic import op
from sqlmodel import UTCDateTime

revision = "0048"
down_revision = "0047"

KINDS = ("need", "result", "team", "expert", "product")
KEPT = """
SELECT seen.side, match.need_id, match.result_id, seen.by_id, MIN(seen.at) AS at
FROM name_seen AS seen JOIN match ON match.id = seen.match_id
GROUP BY seen.side, match.need_id, match.result_id, seen.by_id
"""


def upgrade() -> None:
    times = {"at": UTCDateTime()}
    kept = op.get_bind().execute(sa.text(KEPT).columns(**times)).all()
    op.drop_table("name_seen")
    kind = sa.Enum(
        *KINDS, name="matchkind", native_enum=False, create_constraint=True, length=32
    )
    made = op.create_table(
        "name_seen",
        sa.Column("kind", kind, nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"]),
        sa.PrimaryKeyConstraint("kind", "record_id", "by_id", "on"),
    )
    first: dict[tuple, dict] = {}
    for row in sorted(kept, key=lambda each: each.at):
        is_need = row.side == "enterprise"
        record_id = row.need_id if is_need else row.result_id
        if record_id is None:  # a team: the directory names it to everybody
            continue
        key = ("need" if is_need else "result", record_id, row.by_id, row.at.date())
        names = ("kind", "record_id", "by_id", "on", "at")
        first.setdefault(key, dict(zip(names, (*key, row.at), strict=True)))
    if first:
        op.bulk_insert(made, list(first.values()))
