"""Matchmaking's records: technical needs, research results with their patents, equipment, terms."""

import sqlalchemy as sa
from alembic import op
from sqlmodel import UTCDateTime

from db.search import ddl

revision = "0017"
down_revision = "0016"

RESULTSOURCE = ("entered", "sheet", "ris", "bibtex")
CONFIDENTIALITY = ("open", "name_hidden", "brokers_only")
RECORDSTAGE = ("draft", "in_review", "returned", "published", "expired", "solved", "withdrawn")
PATENTKIND = ("invention", "utility_model", "design", "software")
PATENTSTATE = ("pending", "granted", "lapsed")


def upgrade() -> None:
    _equipment()
    _glossary_term()
    _research_result()
    _patent()
    _technical_need()
    for name in ("technical_need", "research_result"):
        for statement in ddl(op.get_bind().dialect.name, name):
            op.execute(statement)


def _equipment() -> None:
    op.create_table(
        "equipment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("name_en", sa.String(length=160), nullable=True),
        sa.Column("summary", sa.String(length=2000), nullable=False),
        sa.Column("terms", sa.String(length=400), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_equipment_organisation_id", "equipment", ["organisation_id"])


def _glossary_term() -> None:
    op.create_table(
        "glossary_term",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("chinese", sa.String(length=60), nullable=False),
        sa.Column("english", sa.String(length=120), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("chinese", "english"),
    )


def _research_result() -> None:
    op.create_table(
        "research_result",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("area_code", sa.String(), nullable=True),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("title_en", sa.String(length=300), nullable=True),
        sa.Column("abstract", sa.String(length=6000), nullable=False),
        sa.Column("abstract_en", sa.String(length=6000), nullable=True),
        sa.Column("keywords", sa.JSON(), nullable=False),
        sa.Column("industry_codes", sa.JSON(), nullable=False),
        sa.Column("targets", sa.JSON(), nullable=False),
        sa.Column("readiness", sa.Integer(), nullable=True),
        sa.Column("transfer_kinds", sa.JSON(), nullable=False),
        sa.Column("conditions", sa.String(length=1000), nullable=False),
        sa.Column("price", sa.Integer(), nullable=True),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("inventors", sa.String(length=400), nullable=False),
        sa.Column("source", _one_of("resultsource", RESULTSOURCE), nullable=False),
        sa.Column("source_key", sa.String(length=120), nullable=False),
        sa.Column("confidentiality", _one_of("confidentiality", CONFIDENTIALITY), nullable=False),
        sa.Column("stage", _one_of("recordstage", RECORDSTAGE), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("published_at", UTCDateTime(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("returned_because", sa.String(length=400), nullable=False),
        sa.Column("search_text", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["area_code"], ["area.code"]),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"]),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"]),
        sa.ForeignKeyConstraint(["team_id"], ["expert_team.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("number"),
    )
    op.create_index("ix_research_result_ends", "research_result", ["stage", "expires_on"])
    op.create_index(
        "ix_research_result_source", "research_result", ["organisation_id", "source_key"]
    )
    op.create_index(
        "ix_research_result_stage_at", "research_result", ["stage", "published_at", "id"]
    )
    op.create_index("ix_research_result_team_id", "research_result", ["team_id"])


def _patent() -> None:
    op.create_table(
        "patent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("result_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", _one_of("patentkind", PATENTKIND), nullable=False),
        sa.Column("state", _one_of("patentstate", PATENTSTATE), nullable=False),
        sa.Column("filed_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["result_id"], ["research_result.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("result_id", "number"),
    )


def _technical_need() -> None:
    op.create_table(
        "technical_need",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("enterprise_id", sa.Integer(), nullable=False),
        sa.Column("demand_id", sa.Integer(), nullable=True),
        sa.Column("area_code", sa.String(), nullable=True),
        sa.Column("industry_code", sa.String(length=4), nullable=True),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("title_en", sa.String(length=200), nullable=True),
        sa.Column("problem", sa.String(length=4000), nullable=False),
        sa.Column("problem_en", sa.String(length=4000), nullable=True),
        sa.Column("tried", sa.String(length=2000), nullable=False),
        sa.Column("targets", sa.JSON(), nullable=False),
        sa.Column("keywords", sa.JSON(), nullable=False),
        sa.Column("least_readiness", sa.Integer(), nullable=True),
        sa.Column("budget", sa.Integer(), nullable=True),
        sa.Column("wanted_by", sa.Date(), nullable=True),
        sa.Column("confidentiality", _one_of("confidentiality", CONFIDENTIALITY), nullable=False),
        sa.Column("stage", _one_of("recordstage", RECORDSTAGE), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("broker_id", sa.Integer(), nullable=True),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("published_at", UTCDateTime(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("returned_because", sa.String(length=400), nullable=False),
        sa.Column("search_text", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["area_code"], ["area.code"]),
        sa.ForeignKeyConstraint(["broker_id"], ["user_account.id"]),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"]),
        sa.ForeignKeyConstraint(["demand_id"], ["demand.id"]),
        sa.ForeignKeyConstraint(["enterprise_id"], ["organisation.id"]),
        sa.ForeignKeyConstraint(["industry_code"], ["industry.code"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("number"),
    )
    op.create_index("ix_technical_need_area_code", "technical_need", ["area_code"])
    op.create_index("ix_technical_need_broker_id", "technical_need", ["broker_id"])
    op.create_index("ix_technical_need_demand_id", "technical_need", ["demand_id"])
    op.create_index("ix_technical_need_ends", "technical_need", ["stage", "expires_on"])
    op.create_index("ix_technical_need_enterprise_id", "technical_need", ["enterprise_id"])
    op.create_index("ix_technical_need_stage_at", "technical_need", ["stage", "published_at", "id"])


def _one_of(name: str, words: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)
