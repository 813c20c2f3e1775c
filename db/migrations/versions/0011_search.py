"""The directory's search: entries, synonyms, words; industries, tags and zones."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

ENTRYKIND = (
    "city",
    "sub_platform",
    "department",
    "service_organisation",
    "university",
    "institute",
    "research_centre",
    "investor",
    "enterprise",
    "service_product",
    "expert_team",
    "expert",
)
SERVICEFIELD = (
    "policy_delivery",
    "financing",
    "talent",
    "land_and_premises",
    "technology",
    "digital",
    "market",
    "law_and_rights",
    "environment_and_safety",
    "permits",
    "training",
    "logistics_and_utilities",
    "other",
)


def upgrade() -> None:
    _industry()
    _search_word()
    _synonym()
    _area_industry()
    _brand_project()
    _directory_entry()
    _organisation_tag()


def _industry() -> None:
    op.create_table(
        "industry",
        sa.Column("code", sa.String(length=4), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("name_en", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("code"),
    )


def _search_word() -> None:
    op.create_table(
        "search_word",
        sa.Column("word", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("word"),
    )


def _synonym() -> None:
    op.create_table(
        "synonym",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("concept", sa.String(length=40), nullable=False),
        sa.Column("word", sa.String(length=60), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("concept", "word"),
    )
    op.create_index("ix_synonym_word", "synonym", ["word"])


def _area_industry() -> None:
    op.create_table(
        "area_industry",
        sa.Column("area_code", sa.String(), nullable=False),
        sa.Column("industry_code", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["area_code"], ["area.code"]),
        sa.ForeignKeyConstraint(["industry_code"], ["industry.code"]),
        sa.PrimaryKeyConstraint("area_code", "industry_code"),
    )


def _brand_project() -> None:
    op.create_table(
        "brand_project",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("area_code", sa.String(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("name_en", sa.String(length=120), nullable=True),
        sa.Column("summary", sa.String(length=1000), nullable=False),
        sa.Column("summary_en", sa.String(length=1000), nullable=True),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["area_code"], ["area.code"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_brand_project_area_code", "brand_project", ["area_code"])


def _directory_entry() -> None:
    op.create_table(
        "directory_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", _one_of("entrykind", ENTRYKIND), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("name_en", sa.String(length=160), nullable=True),
        sa.Column("area_code", sa.String(length=6), nullable=True),
        sa.Column("industry_code", sa.String(length=4), nullable=True),
        sa.Column("field", _one_of("servicefield", SERVICEFIELD), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("search_text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("kind", "subject_id"),
    )
    op.create_index(
        "ix_directory_entry_browse", "directory_entry", ["kind", "is_active", "area_code", "name"]
    )
    op.create_index("ix_directory_entry_organisation", "directory_entry", ["organisation_id"])


def _organisation_tag() -> None:
    op.create_table(
        "organisation_tag",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("tag", sa.String(length=30), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("organisation_id", "tag"),
    )
    op.create_index("ix_organisation_tag_tag", "organisation_tag", ["tag"])


def _one_of(name: str, words: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)
