"""What an upheld appeal changes: a grade given anew, orders left out of the count."""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"

GRADES = ("excellent", "good", "fair", "poor")


def upgrade() -> None:
    grade = sa.Enum(*GRADES, name="markgrade", native_enum=False, create_constraint=True, length=32)
    with op.batch_alter_table("assessment_appeal") as batch:
        batch.add_column(sa.Column("grade", grade, nullable=True))
    op.create_table(
        "order_left_out",
        sa.Column("appeal_id", sa.Integer(), nullable=False),
        sa.Column("demand_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["appeal_id"], ["assessment_appeal.id"]),
        sa.ForeignKeyConstraint(["demand_id"], ["demand.id"]),
        sa.PrimaryKeyConstraint("appeal_id", "demand_id"),
    )
