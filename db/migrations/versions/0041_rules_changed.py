"""When the rules changed and when enterprises answered, found by indexes of their own."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"

RULE_CHANGED = sa.text("action IN ('limit_changed', 'day_entered', 'year_entered', 'undone')")


def upgrade() -> None:
    op.create_index(
        "ix_event_rule_changed",
        "event",
        ["at"],
        sqlite_where=RULE_CHANGED,
        postgresql_where=RULE_CHANGED,
    )
    op.create_index("ix_survey_answered_at", "survey", ["answered_at"])
    op.create_index("ix_return_visit_verified_at", "return_visit", ["verified_at"])
