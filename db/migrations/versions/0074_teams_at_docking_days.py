"""Docking days: an expert team comes as a whole, with no result of its own."""

import sqlalchemy as sa
from alembic import op
from sqlmodel import UTCDateTime

revision = "0074"
down_revision = "0073"

ANSWER = ("invited", "accepted", "declined", "offered")
MEETSNOBODY = (
    "no_partner",
    "away",
    "never_together",
    "no_table",
    "partners_taken",
    "people_taken",
)
MEETINGSTAGE = ("planned", "held", "missed")
VOICE = ("enterprise", "provider", "organiser")
ONE_PROVIDER = "(result_id IS NULL) <> (team_id IS NULL)"
ONE_SIDE = (
    "(CASE WHEN need_id IS NULL THEN 0 ELSE 1 END)"
    " + (CASE WHEN result_id IS NULL THEN 0 ELSE 1 END)"
    " + (CASE WHEN team_id IS NULL THEN 0 ELSE 1 END) = 1"
)


def upgrade() -> None:
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    with op.batch_alter_table("docking_participant") as batch:
        _team(batch, "docking_participant")
        batch.create_unique_constraint("docking_participant_team_key", ["day_id", "team_id"])
        if is_postgresql:
            batch.drop_constraint("one_side", type_="check")
        else:  # SQLite writes the table anew, and would forget its checks
            batch.alter_column("answer", type_=_one_of("answer", ANSWER), existing_nullable=False)
            kind = _one_of("meetsnobody", MEETSNOBODY)
            batch.alter_column("meets_nobody", type_=kind, existing_nullable=True)
        batch.create_check_constraint("one_side", ONE_SIDE)
    with op.batch_alter_table("docking_meeting") as batch:
        _team(batch, "docking_meeting")
        batch.alter_column("result_id", existing_type=sa.Integer(), nullable=True)
        batch.create_unique_constraint("docking_meeting_team_key", ["day_id", "team_id", "slot"])
        if not is_postgresql:
            kind = _one_of("meetingstage", MEETINGSTAGE)
            batch.alter_column("stage", type_=kind, existing_nullable=False)
        batch.create_check_constraint("one_provider", ONE_PROVIDER)
    _anew(
        "docking_wish",
        (
            sa.Column("voice", _one_of("voice", VOICE), nullable=False),
            sa.Column("is_veto", sa.Boolean(), nullable=False),
        ),
        ("voice",),
    )
    _anew(
        "docking_cancelled",
        (
            sa.Column("slot", sa.Integer(), nullable=False),
            sa.Column("table_number", sa.Integer(), nullable=False),
            sa.Column("sequence", sa.Integer(), nullable=False),
            sa.Column("is_by_hand", sa.Boolean(), nullable=False),
            sa.Column("reason", sa.String(length=400), nullable=False),
            sa.Column("at", UTCDateTime(), nullable=False),
        ),
    )


def _team(batch, table: str) -> None:
    batch.add_column(sa.Column("team_id", sa.Integer(), nullable=True))
    batch.create_foreign_key(f"{table}_team_id_fkey", "expert_team", ["team_id"], ["id"])


def _anew(name: str, columns: tuple[sa.Column, ...], also: tuple[str, ...] = ()) -> None:
    """The rows of a table that was known by need and result, in one where a team may stand in place of the result."""
    before = f"{name}_before"
    op.rename_table(name, before)
    op.create_table(
        name,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day_id", sa.Integer(), nullable=False),
        sa.Column("need_id", sa.Integer(), nullable=False),
        sa.Column("result_id", sa.Integer(), nullable=True),
        sa.Column("team_id", sa.Integer(), nullable=True),
        *columns,
        sa.CheckConstraint(ONE_PROVIDER, name="one_provider"),
        sa.ForeignKeyConstraint(["day_id"], ["docking_day.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["need_id"], ["technical_need.id"]),
        sa.ForeignKeyConstraint(["result_id"], ["research_result.id"]),
        sa.ForeignKeyConstraint(["team_id"], ["expert_team.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("day_id", "need_id", "result_id", *also),
        sa.UniqueConstraint("day_id", "need_id", "team_id", *also),
    )
    kept = ", ".join(("day_id", "need_id", "result_id", *(column.name for column in columns)))
    op.execute(f"INSERT INTO {name} ({kept}) SELECT {kept} FROM {before}")
    op.drop_table(before)


def _one_of(name: str, words: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)
