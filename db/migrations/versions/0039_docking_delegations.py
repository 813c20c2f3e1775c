"""Docking days: delegations, answers to invitations, cancelled meetings, what both sides say, letters about them."""

import sqlalchemy as sa
from alembic import op
from sqlmodel import UTCDateTime

revision = "0039"
down_revision = "0038"

ANSWER = ("invited", "accepted", "declined")
VOICE = ("enterprise", "provider", "organiser")
OUTCOME = ("goes_on", "perhaps", "no", "not_met")
NOTTHIS = (
    "other_subject",
    "other_industry",
    "not_ready",
    "targets_missed",
    "too_expensive",
    "too_far",
    "no_capacity",
    "known_already",
)
MEETSNOBODY = (
    "no_partner",
    "away",
    "never_together",
    "no_table",
    "partners_taken",
    "people_taken",
)
MESSAGES = (
    "received",
    "question",
    "survey",
    "survey_reminder",
    "answered",
    "invitation",
    "weekly_digest",
    "bulletin",
    "figures",
    "bot_test",
    "registration_confirmed",
    "registration_waiting",
    "registration_awaiting",
    "registration_promoted",
    "registration_refused",
    "registration_withdrawn",
    "activity_reminder",
    "activity_changed",
    "activity_cancelled",
    "docking_invitation",
    "docking_timetable",
    "docking_change",
    "docking_tomorrow",
)


def upgrade() -> None:
    _delegations()
    _answers()
    _meetings()
    with op.batch_alter_table("message") as batch:
        _widen(batch, "kind", "messagekind", MESSAGES, is_nullable=False)
        batch.add_column(sa.Column("docking_day_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(
            "message_docking_day_id_fkey",
            "docking_day",
            ["docking_day_id"],
            ["id"],
            ondelete="CASCADE",
        )


def _delegations() -> None:
    op.create_table(
        "docking_delegation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.CheckConstraint("people >= 1", name="some_people"),
        sa.ForeignKeyConstraint(["day_id"], ["docking_day.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"]),
        sa.ForeignKeyConstraint(["team_id"], ["expert_team.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_docking_delegation_day_id", "docking_delegation", ["day_id"])


def _answers() -> None:
    """Whoever was invited before was asked by hand: they stay as those who come."""
    with op.batch_alter_table("docking_participant") as batch:
        _widen(batch, "meets_nobody", "meetsnobody", MEETSNOBODY, is_nullable=True)
        batch.add_column(sa.Column("delegation_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(
            "docking_participant_delegation_id_fkey",
            "docking_delegation",
            ["delegation_id"],
            ["id"],
            ondelete="SET NULL",
        )
        batch.add_column(
            sa.Column(
                "answer", _one_of("answer", ANSWER), server_default="accepted", nullable=False
            )
        )
        batch.add_column(
            sa.Column("answer_note", sa.String(length=400), server_default="", nullable=False)
        )
    with op.batch_alter_table("docking_participant") as batch:
        batch.alter_column("answer", server_default=None)
        batch.alter_column("answer_note", server_default=None)
    op.create_index("ix_docking_participant_delegation_id", "docking_participant", ["delegation_id"])


def _meetings() -> None:
    with op.batch_alter_table("docking_meeting") as batch:
        batch.add_column(sa.Column("sequence", sa.Integer(), server_default="0", nullable=False))
    with op.batch_alter_table("docking_meeting") as batch:
        batch.alter_column("sequence", server_default=None)
    op.create_table(
        "docking_cancelled",
        sa.Column("day_id", sa.Integer(), nullable=False),
        sa.Column("need_id", sa.Integer(), nullable=False),
        sa.Column("result_id", sa.Integer(), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("table_number", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("is_by_hand", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["day_id"], ["docking_day.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["need_id"], ["technical_need.id"]),
        sa.ForeignKeyConstraint(["result_id"], ["research_result.id"]),
        sa.PrimaryKeyConstraint("day_id", "need_id", "result_id"),
    )
    op.create_table(
        "docking_feedback",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("voice", _one_of("voice", VOICE), nullable=False),
        sa.Column("outcome", _one_of("meetingoutcome", OUTCOME), nullable=False),
        sa.Column("reason", _one_of("notthis", NOTTHIS), nullable=True),
        sa.Column("rating", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.Column("next_action", sa.String(length=200), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["docking_meeting.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"]),
        sa.PrimaryKeyConstraint("meeting_id", "voice"),
    )


def _widen(batch, column: str, name: str, words: tuple[str, ...], *, is_nullable: bool) -> None:
    """A closed list with more words than before."""
    if op.get_bind().dialect.name == "postgresql":
        batch.drop_constraint(name, type_="check")
    batch.alter_column(column, type_=_one_of(name, words), existing_nullable=is_nullable)


def _one_of(name: str, words: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)
