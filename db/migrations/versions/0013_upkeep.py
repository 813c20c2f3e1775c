"""How the directory is kept true: visits, proposals, checks, merges, imports."""

import sqlalchemy as sa
from alembic import op
from sqlmodel import UTCDateTime

revision = "0013"
down_revision = "0012"

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
PAIRSTATE = (
    "open",
    "merged",
    "different",
)
IMPORTSTAGE = (
    "reading",
    "checking",
    "faulty",
    "checked",
    "writing",
    "done",
    "cancelled",
)
DECISION = (
    "accepted",
    "rejected",
)


def upgrade() -> None:
    _visit()
    _visit_finding()
    _change_proposal()
    _proposed_field()
    _record_check()
    _organisation_merge()
    _duplicate_pair()
    _import_batch()
    _import_row()


def _visit() -> None:
    op.create_table(
        "visit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("with_whom", sa.String(length=200), nullable=False),
        sa.Column("summary", sa.String(length=2000), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"]),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_visit_by_id", "visit", ["by_id"])
    op.create_index("ix_visit_organisation_on", "visit", ["organisation_id", "on"])


def _visit_finding() -> None:
    op.create_table(
        "visit_finding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=1000), nullable=False),
        sa.Column("demand_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["demand_id"], ["demand.id"]),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_visit_finding_demand_id", "visit_finding", ["demand_id"])
    op.create_index("ix_visit_finding_visit_id", "visit_finding", ["visit_id"])



def _change_proposal() -> None:
    op.create_table(
        "change_proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("note", sa.String(length=400), nullable=False),
        sa.Column("decided_at", UTCDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"]),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_change_proposal_decided_at", "change_proposal", ["decided_at"])
    op.create_index("ix_change_proposal_organisation_id", "change_proposal", ["organisation_id"])


def _proposed_field() -> None:
    op.create_table(
        "proposed_field",
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=30), nullable=False),
        sa.Column("was", sa.String(length=2000), nullable=False),
        sa.Column("wanted", sa.String(length=2000), nullable=False),
        sa.Column("decision", _one_of("decision", DECISION), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["decided_by_id"], ["user_account.id"]),
        sa.ForeignKeyConstraint(["proposal_id"], ["change_proposal.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("proposal_id", "name"),
    )


def _record_check() -> None:
    op.create_table(
        "record_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("how", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"]),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_record_check_organisation_at", "record_check", ["organisation_id", "at"])


def _organisation_merge() -> None:
    op.create_table(
        "organisation_merge",
        sa.Column("merged_id", sa.Integer(), nullable=False),
        sa.Column("into_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["into_id"], ["organisation.id"]),
        sa.ForeignKeyConstraint(["merged_id"], ["organisation.id"]),
        sa.PrimaryKeyConstraint("merged_id"),
    )
    op.create_index("ix_organisation_merge_into_id", "organisation_merge", ["into_id"])


def _duplicate_pair() -> None:
    op.create_table(
        "duplicate_pair",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("one_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("found_at", UTCDateTime(), nullable=False),
        sa.Column("state", _one_of("pairstate", PAIRSTATE), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["one_id"], ["organisation.id"]),
        sa.ForeignKeyConstraint(["other_id"], ["organisation.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("one_id", "other_id"),
    )
    op.create_index("ix_duplicate_pair_other_id", "duplicate_pair", ["other_id"])
    op.create_index("ix_duplicate_pair_state", "duplicate_pair", ["state"])


def _import_batch() -> None:
    op.create_table(
        "import_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", _one_of("entrykind", ENTRYKIND), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("mapping", sa.JSON(), nullable=False),
        sa.Column("stage", _one_of("importstage", IMPORTSTAGE), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("checked", sa.Integer(), nullable=False),
        sa.Column("written", sa.Integer(), nullable=False),
        sa.Column("faults", sa.Integer(), nullable=False),
        sa.Column("known", sa.Integer(), nullable=False),
        sa.Column("finished_at", UTCDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_import_batch_by_id", "import_batch", ["by_id"])
    op.create_index("ix_import_batch_stage", "import_batch", ["stage"])


def _import_row() -> None:
    op.create_table(
        "import_row",
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("cells", sa.JSON(), nullable=False),
        sa.Column("fault", sa.String(length=200), nullable=True),
        sa.Column("fault_field", sa.String(length=30), nullable=True),
        sa.Column("particulars", sa.JSON(), nullable=False),
        sa.Column("known_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["import_id"], ["import_batch.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["known_id"], ["organisation.id"]),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"]),
        sa.PrimaryKeyConstraint("import_id", "number"),
    )


def _one_of(name: str, words: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)
