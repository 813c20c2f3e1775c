"""More kinds of organisations and more said of each; they are found by their entries in the directory."""

import sqlalchemy as sa
from alembic import op

from db.search import ddl, ddl_drop

revision = "0014"
down_revision = "0013"

KINDS = (
    "city",
    "sub_platform",
    "department",
    "service_organisation",
    "university",
    "institute",
    "research_centre",
    "investor",
    "enterprise",
)
SIZES = ("large", "medium", "small", "micro")


def upgrade() -> None:
    dialect = op.get_bind().dialect.name
    for statement in ddl_drop(dialect, "organisation"):
        op.execute(statement)
    op.execute(
        "INSERT INTO industry (code, name, name_en)"
        " SELECT DISTINCT industry, industry, industry FROM organisation"
        " WHERE length(industry) BETWEEN 2 AND 4"
    )
    with op.batch_alter_table("organisation") as batch:
        if dialect == "postgresql":
            batch.drop_constraint("kind", type_="check")
        batch.alter_column("kind", type_=_one_of("kind", KINDS), existing_nullable=False)
        batch.add_column(sa.Column("industry_code", sa.String(length=4)))
        batch.add_column(sa.Column("size_class", _one_of("sizeclass", SIZES)))
        batch.add_column(sa.Column("founded_on", sa.Date()))
        batch.add_column(sa.Column("products", sa.String(length=400)))
        batch.add_column(sa.Column("summary", sa.String(length=2000)))
        batch.add_column(sa.Column("summary_en", sa.String(length=2000)))
        batch.add_column(sa.Column("website", sa.String(length=200)))
        batch.add_column(sa.Column("opening_hours", sa.String(length=200)))
        batch.add_column(sa.Column("recheck_on", sa.Date()))
        for count in ("rating_n", "rating_good", "version"):
            batch.add_column(sa.Column(count, sa.Integer(), nullable=False, server_default="0"))
        batch.drop_column("search_text")
        batch.create_foreign_key("industry", "industry", ["industry_code"], ["code"])
    op.execute("UPDATE organisation SET industry_code = industry WHERE length(industry) <= 4")
    op.drop_column("organisation", "industry")
    op.create_index("ix_organisation_recheck_on", "organisation", ["recheck_on"])
    for count in ("tile_column", "tile_row"):
        op.add_column(
            "area", sa.Column(count, sa.Integer(), nullable=False, server_default="0")
        )
    for statement in ddl(dialect, "directory_entry"):
        op.execute(statement)


def _one_of(name: str, words: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)
