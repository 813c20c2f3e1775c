"""Competitions: entries, judges, scoring sheets, results, and what came of the awarded."""

import sqlalchemy as sa
from alembic import op
from sqlmodel import UTCDateTime

from db.vocabulary import MessageKind

revision = "0044"
down_revision = "0043"

CONTESTSTAGE = ('registered', 'preliminary', 'final', 'awarded')
PROJECTPHASE = ('idea', 'prototype', 'pilot', 'market', 'growth')
ENTRYSTATE = ('submitted', 'incomplete', 'accepted', 'refused', 'withdrawn')
MEAN = ('plain', 'trimmed')
FOLLOWSTEP = ('mentor', 'investor', 'financing', 'transformed')
SCORESTATE = ('assigned', 'draft', 'handed_in')


def upgrade() -> None:
    _contest()
    _contest_entry()
    _contest_judge()
    _contest_round()
    _contest_conflict()
    _contest_file()
    _contest_follow()
    _contest_result()
    _contest_score()
    _contest_sheet()
    _contest_tie()
    _messages()


def _contest() -> None:
    op.create_table(
        "contest",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=True),
        sa.Column("activity_id", sa.Integer(), nullable=True),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("title_en", sa.String(length=160), nullable=False),
        sa.Column("summary", sa.String(length=4000), nullable=False),
        sa.Column("organiser_id", sa.Integer(), nullable=False),
        sa.Column("area_code", sa.String(), nullable=True),
        sa.Column("stage", _one_of("conteststage", CONTESTSTAGE), nullable=False),
        sa.Column("opens_at", UTCDateTime(), nullable=False),
        sa.Column("closes_at", UTCDateTime(), nullable=False),
        sa.Column("last_ticket", sa.Integer(), nullable=False),
        sa.Column("prizes", sa.JSON(), nullable=False),
        sa.Column("published_at", UTCDateTime(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"]),
        sa.ForeignKeyConstraint(["organiser_id"], ["organisation.id"]),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"]),
        sa.ForeignKeyConstraint(["area_code"], ["area.code"]),
        sa.ForeignKeyConstraint(["series_id"], ["activity_series.id"]),
        sa.CheckConstraint("(series_id IS NULL) <> (activity_id IS NULL)", name="hangs_on_one"),
        sa.UniqueConstraint("number"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_contest_activity_id", "contest", ["activity_id"])
    op.create_index("ix_contest_organiser_id", "contest", ["organiser_id"])
    op.create_index("ix_contest_series_id", "contest", ["series_id"])
    op.create_index("ix_contest_year", "contest", ["year", "id"])


def _contest_entry() -> None:
    op.create_table(
        "contest_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contest_id", sa.Integer(), nullable=False),
        sa.Column("ticket", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("summary", sa.String(length=4000), nullable=False),
        sa.Column("industry_code", sa.String(), nullable=True),
        sa.Column("phase", _one_of("projectphase", PROJECTPHASE), nullable=False),
        sa.Column("sought_yuan", sa.BigInteger(), nullable=True),
        sa.Column("team", sa.JSON(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("enterprise_name", sa.String(length=120), nullable=False),
        sa.Column("enterprise_key", sa.String(length=120), nullable=False),
        sa.Column("university_id", sa.Integer(), nullable=True),
        sa.Column("contact_name", sa.String(length=40), nullable=False),
        sa.Column("phone", sa.String(length=32), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("state", _one_of("entrystate", ENTRYSTATE), nullable=False),
        sa.Column("stage", _one_of("conteststage", CONTESTSTAGE), nullable=False),
        sa.Column("entered_at", UTCDateTime(), nullable=False),
        sa.Column("state_since", UTCDateTime(), nullable=False),
        sa.Column("because", sa.String(length=400), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("prize", sa.Integer(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("next_action", sa.String(length=200), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("reminded_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["industry_code"], ["industry.code"]),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"]),
        sa.ForeignKeyConstraint(["university_id"], ["organisation.id"]),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"]),
        sa.ForeignKeyConstraint(["owner_id"], ["user_account.id"]),
        sa.ForeignKeyConstraint(["contest_id"], ["contest.id"]),
        sa.UniqueConstraint("token_hash"),
        sa.UniqueConstraint("contest_id", "ticket"),
        sa.PrimaryKeyConstraint("id"),
    )
    for name in ("next_on", "organisation_id", "owner_id", "university_id", "user_id"):
        op.create_index(f"ix_contest_entry_{name}", "contest_entry", [name])
    op.create_index("ix_contest_entry_state", "contest_entry", ["contest_id", "state", "ticket"])
    where = sa.text("state IN ('submitted', 'incomplete', 'accepted')")
    op.create_index("ux_contest_entry_once", "contest_entry", ["contest_id", "enterprise_key", "title"], unique=True, sqlite_where=where, postgresql_where=where)


def _contest_judge() -> None:
    op.create_table(
        "contest_judge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contest_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("expert_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("link_turn", sa.Integer(), nullable=False),
        sa.Column("added_at", UTCDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"]),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"]),
        sa.ForeignKeyConstraint(["contest_id"], ["contest.id"]),
        sa.ForeignKeyConstraint(["expert_id"], ["expert.id"]),
        sa.UniqueConstraint("contest_id", "user_id"),
        sa.UniqueConstraint("contest_id", "expert_id"),
        sa.UniqueConstraint("token_hash"),
        sa.CheckConstraint("(user_id IS NULL) <> (expert_id IS NULL)", name="is_one_person"),
        sa.PrimaryKeyConstraint("id"),
    )
    for name in ("contest_id", "expert_id", "organisation_id", "user_id"):
        op.create_index(f"ix_contest_judge_{name}", "contest_judge", [name])


def _contest_round() -> None:
    op.create_table(
        "contest_round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contest_id", sa.Integer(), nullable=False),
        sa.Column("stage", _one_of("conteststage", CONTESTSTAGE), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("judges", sa.Integer(), nullable=False),
        sa.Column("mean", _one_of("mean", MEAN), nullable=False),
        sa.Column("ties", sa.JSON(), nullable=False),
        sa.Column("sheet", sa.Integer(), nullable=False),
        sa.Column("begun_at", UTCDateTime(), nullable=True),
        sa.Column("closed_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["contest_id"], ["contest.id"]),
        sa.UniqueConstraint("contest_id", "stage"),
        sa.PrimaryKeyConstraint("id"),
    )


def _contest_conflict() -> None:
    op.create_table(
        "contest_conflict",
        sa.Column("judge_id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("said_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["contest_entry.id"]),
        sa.ForeignKeyConstraint(["judge_id"], ["contest_judge.id"]),
        sa.PrimaryKeyConstraint("judge_id", "entry_id"),
    )
    op.create_index("ix_contest_conflict_entry_id", "contest_conflict", ["entry_id"])


def _contest_file() -> None:
    op.create_table(
        "contest_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("media_type", sa.String(length=80), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("added_at", UTCDateTime(), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["entry_id"], ["contest_entry.id"]),
        sa.ForeignKeyConstraint(["added_by_id"], ["user_account.id"]),
        sa.UniqueConstraint("key"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_contest_file_entry_id", "contest_file", ["entry_id"])


def _contest_follow() -> None:
    op.create_table(
        "contest_follow",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("step", _one_of("followstep", FOLLOWSTEP), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("amount_yuan", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("verified_by_id", sa.Integer(), nullable=True),
        sa.Column("verified_at", UTCDateTime(), nullable=True),
        sa.Column("withdrawn_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["entry_id"], ["contest_entry.id"]),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"]),
        sa.ForeignKeyConstraint(["verified_by_id"], ["user_account.id"]),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_contest_follow_entry", "contest_follow", ["entry_id", "step", "on"])
    op.create_index("ix_contest_follow_organisation_id", "contest_follow", ["organisation_id"])


def _contest_result() -> None:
    op.create_table(
        "contest_result",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("lowest", sa.Integer(), nullable=False),
        sa.Column("highest", sa.Integer(), nullable=False),
        sa.Column("sheets", sa.Integer(), nullable=False),
        sa.Column("goes_on", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["contest_round.id"]),
        sa.ForeignKeyConstraint(["entry_id"], ["contest_entry.id"]),
        sa.PrimaryKeyConstraint("round_id", "entry_id"),
    )
    op.create_index("ix_contest_result_entry_id", "contest_result", ["entry_id"])


def _contest_score() -> None:
    op.create_table(
        "contest_score",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("judge_id", sa.Integer(), nullable=False),
        sa.Column("state", _one_of("scorestate", SCORESTATE), nullable=False),
        sa.Column("points", sa.JSON(), nullable=False),
        sa.Column("comment", sa.String(length=1000), nullable=False),
        sa.Column("sheet", sa.Integer(), nullable=False),
        sa.Column("handed_in_at", UTCDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["judge_id"], ["contest_judge.id"]),
        sa.ForeignKeyConstraint(["entry_id"], ["contest_entry.id"]),
        sa.ForeignKeyConstraint(["round_id"], ["contest_round.id"]),
        sa.UniqueConstraint("round_id", "entry_id", "judge_id"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_contest_score_entry_id", "contest_score", ["entry_id"])
    op.create_index("ix_contest_score_judge", "contest_score", ["judge_id", "round_id"])


def _contest_sheet() -> None:
    op.create_table(
        "contest_sheet",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("criteria", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["contest_round.id"]),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"]),
        sa.PrimaryKeyConstraint("round_id", "version"),
    )


def _contest_tie() -> None:
    op.create_table(
        "contest_tie",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("judge_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"]),
        sa.ForeignKeyConstraint(["judge_id"], ["contest_judge.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_contest_tie_judge_id", "contest_tie", ["judge_id"])
    op.create_index("ix_contest_tie_organisation_id", "contest_tie", ["organisation_id"])


def _messages() -> None:
    """The list of kinds is the newest one, so that it holds wherever this stands among the others that widen it."""
    with op.batch_alter_table("message") as batch:
        if op.get_bind().dialect.name == "postgresql":
            batch.drop_constraint("messagekind", type_="check")
        kinds = _one_of("messagekind", tuple(each.value for each in MessageKind))
        batch.alter_column("kind", type_=kinds, existing_nullable=False)
        for table in ("contest_entry", "contest_judge"):
            batch.add_column(sa.Column(f"{table}_id", sa.Integer(), nullable=True))
            batch.create_foreign_key(f"message_{table}_id_fkey", table, [f"{table}_id"], ["id"])
    for table in ("contest_entry", "contest_judge"):
        op.create_index(f"ix_message_{table}_id", "message", [f"{table}_id"])


def _one_of(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)
