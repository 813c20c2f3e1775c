"""Who says that two are to meet on a docking day, and why somebody meets nobody."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"

VOICE = ("enterprise", "provider", "organiser")
MEETSNOBODY = ("no_partner", "away", "never_together", "no_table", "partners_taken")


def upgrade() -> None:
    with op.batch_alter_table("docking_participant") as batch:
        batch.add_column(
            sa.Column("meets_nobody", _one_of("meetsnobody", MEETSNOBODY), nullable=True)
        )
    # Whose word an older wish was is not known: it stays as that of those who run the day.
    op.rename_table("docking_wish", "docking_wish_before")
    op.create_table(
        "docking_wish",
        sa.Column("day_id", sa.Integer(), nullable=False),
        sa.Column("need_id", sa.Integer(), nullable=False),
        sa.Column("result_id", sa.Integer(), nullable=False),
        sa.Column("voice", _one_of("voice", VOICE), nullable=False),
        sa.Column("is_veto", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["day_id"], ["docking_day.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["need_id"], ["technical_need.id"]),
        sa.ForeignKeyConstraint(["result_id"], ["research_result.id"]),
        sa.PrimaryKeyConstraint("day_id", "need_id", "result_id", "voice"),
    )
    columns = "day_id, need_id, result_id"
    op.execute(
        f"INSERT INTO docking_wish ({columns}, voice, is_veto)"
        f" SELECT {columns}, 'organiser', is_veto FROM docking_wish_before"
    )
    op.drop_table("docking_wish_before")


def _one_of(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)
