"""Alerts on the figures of every unit, beside those of every sub-platform."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"

WATCHED = ("area", "unit")
NOT_ENDED = sa.text("ended_at IS NULL")


def upgrade() -> None:
    with op.batch_alter_table("alert_rule") as batch:
        batch.add_column(
            sa.Column("watched", _one_of("watched", WATCHED), server_default="area", nullable=False)
        )
    with op.batch_alter_table("alert_rule") as batch:
        batch.alter_column("watched", server_default=None)
    with op.batch_alter_table("figure_alert") as batch:
        batch.alter_column("area_code", existing_type=sa.String(length=6), nullable=True)
        batch.add_column(sa.Column("unit_id", sa.Integer(), nullable=True))
        batch.create_foreign_key("fk_figure_alert_unit", "organisation", ["unit_id"], ["id"])
        batch.create_check_constraint(
            "ck_figure_alert_place", "(area_code IS NULL) <> (unit_id IS NULL)"
        )
    op.create_index(
        "ux_figure_alert_open_unit",
        "figure_alert",
        ["rule_id", "unit_id"],
        unique=True,
        sqlite_where=NOT_ENDED,
        postgresql_where=NOT_ENDED,
    )


def _one_of(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)
