"""Matches: what was shown and said, how each went on, and what came of it."""

import sqlalchemy as sa
from alembic import op
from sqlmodel import UTCDateTime

revision = "0018"
down_revision = "0017"

MATCHSTAGE = (
    "proposed",
    "contacted",
    "meeting",
    "assessment",
    "contract",
    "transformed",
    "declined",
)
MATCHDECLINE = (
    "not_relevant",
    "not_ready",
    "targets_missed",
    "price",
    "conditions",
    "no_capacity",
    "need_gone",
    "other_partner",
    "no_answer",
)
VERDICT = ("fits", "partly", "not_this")
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
SIDE = ("enterprise", "provider")


def upgrade() -> None:
    _match()
    _match_judgement()
    _shown_match()
    _match_outcome()
    _name_seen()


def _match() -> None:
    op.create_table(
        "match",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("need_id", sa.Integer(), nullable=False),
        sa.Column("result_id", sa.Integer(), nullable=True),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("enterprise_id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("area_code", sa.String(), nullable=True),
        sa.Column("stage", _one_of("matchstage", MATCHSTAGE), nullable=False),
        sa.Column("declined_as", _one_of("matchdecline", MATCHDECLINE), nullable=True),
        sa.Column("declined_from", _one_of("declinedfrom", MATCHSTAGE), nullable=True),
        sa.Column("broker_id", sa.Integer(), nullable=True),
        sa.Column("liaison_id", sa.Integer(), nullable=True),
        sa.Column("next_action", sa.String(length=200), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("enterprise_agreed_at", UTCDateTime(), nullable=True),
        sa.Column("provider_agreed_at", UTCDateTime(), nullable=True),
        sa.Column("score", sa.Float(), nullable=True),
        sa.Column("why", sa.JSON(), nullable=False),
        sa.Column("agreement_value", sa.Integer(), nullable=True),
        sa.Column("agreement_on", sa.Date(), nullable=True),
        sa.Column("proposed_at", UTCDateTime(), nullable=False),
        sa.Column("contacted_at", UTCDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(result_id IS NULL) <> (team_id IS NULL)", name="one_provider"),
        sa.ForeignKeyConstraint(["area_code"], ["area.code"]),
        sa.ForeignKeyConstraint(["broker_id"], ["user_account.id"]),
        sa.ForeignKeyConstraint(["enterprise_id"], ["organisation.id"]),
        sa.ForeignKeyConstraint(["liaison_id"], ["user_account.id"]),
        sa.ForeignKeyConstraint(["need_id"], ["technical_need.id"]),
        sa.ForeignKeyConstraint(["provider_id"], ["organisation.id"]),
        sa.ForeignKeyConstraint(["result_id"], ["research_result.id"]),
        sa.ForeignKeyConstraint(["team_id"], ["expert_team.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("need_id", "result_id"),
        sa.UniqueConstraint("need_id", "team_id"),
        sa.UniqueConstraint("number"),
    )
    op.create_index("ix_match_area_code", "match", ["area_code"])
    op.create_index("ix_match_broker_id", "match", ["broker_id"])
    op.create_index("ix_match_enterprise_id", "match", ["enterprise_id"])
    op.create_index("ix_match_liaison_id", "match", ["liaison_id"])
    op.create_index("ix_match_provider_stage", "match", ["provider_id", "stage"])
    op.create_index("ix_match_result_id", "match", ["result_id"])
    op.create_index("ix_match_stage_next", "match", ["stage", "next_on"])
    op.create_index("ix_match_team_id", "match", ["team_id"])


def _match_judgement() -> None:
    op.create_table(
        "match_judgement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("need_id", sa.Integer(), nullable=False),
        sa.Column("result_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("verdict", _one_of("verdict", VERDICT), nullable=False),
        sa.Column("reason", _one_of("notthis", NOTTHIS), nullable=True),
        sa.Column("note", sa.String(length=400), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"]),
        sa.ForeignKeyConstraint(["need_id"], ["technical_need.id"]),
        sa.ForeignKeyConstraint(["result_id"], ["research_result.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("need_id", "result_id", "by_id"),
    )
    op.create_index("ix_match_judgement_need_id", "match_judgement", ["need_id"])
    op.create_index("ix_match_judgement_result_id", "match_judgement", ["result_id"])


def _shown_match() -> None:
    op.create_table(
        "shown_match",
        sa.Column("need_id", sa.Integer(), nullable=False),
        sa.Column("result_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("is_exploratory", sa.Boolean(), nullable=False),
        sa.Column("engine", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["need_id"], ["technical_need.id"]),
        sa.ForeignKeyConstraint(["result_id"], ["research_result.id"]),
        sa.PrimaryKeyConstraint("need_id", "result_id", "on"),
    )


def _match_outcome() -> None:
    op.create_table(
        "match_outcome",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("match_id", sa.Integer(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("revenue", sa.Integer(), nullable=True),
        sa.Column("jobs", sa.Integer(), nullable=True),
        sa.Column("patents", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.Column("told_at", UTCDateTime(), nullable=True),
        sa.Column("told_by_id", sa.Integer(), nullable=True),
        sa.Column("verified_at", UTCDateTime(), nullable=True),
        sa.Column("verified_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["match_id"], ["match.id"]),
        sa.ForeignKeyConstraint(["told_by_id"], ["user_account.id"]),
        sa.ForeignKeyConstraint(["verified_by_id"], ["user_account.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("match_id", "months"),
    )
    op.create_index("ix_match_outcome_due", "match_outcome", ["due_on"])


def _name_seen() -> None:
    op.create_table(
        "name_seen",
        sa.Column("match_id", sa.Integer(), nullable=False),
        sa.Column("side", _one_of("side", SIDE), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"]),
        sa.ForeignKeyConstraint(["match_id"], ["match.id"]),
        sa.PrimaryKeyConstraint("match_id", "side", "by_id"),
    )


def _one_of(name: str, words: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)
