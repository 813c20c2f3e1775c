"""What organisations offer: service products, qualifications, experts."""

import sqlalchemy as sa
from alembic import op
from sqlmodel import UTCDateTime

revision = "0012"
down_revision = "0011"

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
QUALIFICATIONTYPE = (
    "practising_licence",
    "testing_accreditation",
    "management_certificate",
    "financial_licence",
    "patent_agency",
    "training_licence",
    "demonstration_platform",
    "other",
)
PRICEKIND = (
    "public_benefit",
    "free_first",
    "priced",
    "negotiable",
)


def upgrade() -> None:
    _service_product()
    _product_area()
    _qualification()
    _expert_team()
    _expert()


def _service_product() -> None:
    op.create_table(
        "service_product",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("name_en", sa.String(length=160), nullable=True),
        sa.Column("field", _one_of("servicefield", SERVICEFIELD), nullable=False),
        sa.Column("summary", sa.String(length=2000), nullable=False),
        sa.Column("summary_en", sa.String(length=2000), nullable=True),
        sa.Column("eligibility", sa.String(length=1000), nullable=False),
        sa.Column("for_industries", sa.JSON(), nullable=False),
        sa.Column("for_sizes", sa.JSON(), nullable=False),
        sa.Column("for_tags", sa.JSON(), nullable=False),
        sa.Column("price_kind", _one_of("pricekind", PRICEKIND), nullable=False),
        sa.Column("price", sa.String(length=120), nullable=False),
        sa.Column("how_to_apply", sa.String(length=1000), nullable=False),
        sa.Column("documents", sa.String(length=1000), nullable=False),
        sa.Column("opening_times", sa.String(length=200), nullable=False),
        sa.Column("needs", _one_of("qualificationtype", QUALIFICATIONTYPE), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("checked_at", UTCDateTime(), nullable=True),
        sa.Column("checked_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["checked_by_id"], ["user_account.id"]),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_service_product_field", "service_product", ["field"])
    op.create_index("ix_service_product_organisation_id", "service_product", ["organisation_id"])


def _product_area() -> None:
    op.create_table(
        "product_area",
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("area_code", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["area_code"], ["area.code"]),
        sa.ForeignKeyConstraint(["product_id"], ["service_product.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("product_id", "area_code"),
    )


def _qualification() -> None:
    op.create_table(
        "qualification",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("type", _one_of("qualificationtype", QUALIFICATIONTYPE), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("issuer", sa.String(length=120), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("checked_at", UTCDateTime(), nullable=True),
        sa.Column("checked_by_id", sa.Integer(), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["checked_by_id"], ["user_account.id"]),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_qualification_organisation_id", "qualification", ["organisation_id"])
    op.create_index("ix_qualification_valid_until", "qualification", ["valid_until"])


def _expert_team() -> None:
    op.create_table(
        "expert_team",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("name_en", sa.String(length=160), nullable=True),
        sa.Column("topics", sa.String(length=400), nullable=False),
        sa.Column("topics_en", sa.String(length=400), nullable=True),
        sa.Column("summary", sa.String(length=2000), nullable=False),
        sa.Column("yearly_capacity", sa.Integer(), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_expert_team_organisation_id", "expert_team", ["organisation_id"])


def _expert() -> None:
    op.create_table(
        "expert",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("name_en", sa.String(length=80), nullable=True),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("title_en", sa.String(length=80), nullable=True),
        sa.Column("field", _one_of("servicefield", SERVICEFIELD), nullable=True),
        sa.Column("topics", sa.String(length=400), nullable=False),
        sa.Column("topics_en", sa.String(length=400), nullable=True),
        sa.Column("phone", sa.String(length=32), nullable=True),
        sa.Column("email", sa.String(length=120), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"]),
        sa.ForeignKeyConstraint(["team_id"], ["expert_team.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_expert_organisation_id", "expert", ["organisation_id"])
    op.create_index("ix_expert_team_id", "expert", ["team_id"])


def _one_of(name: str, words: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)
