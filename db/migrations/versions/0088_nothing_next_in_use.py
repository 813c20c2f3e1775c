"""Of a match that is in use nothing is to be done next; those from before go on being overdue no more."""

from alembic import op

revision = "0088"
down_revision = "0087"


def upgrade() -> None:
    op.execute(
        'UPDATE "match" SET next_on = NULL, next_by_id = NULL, '
        "next_action = '' WHERE stage = 'transformed'"
    )


def downgrade() -> None:
    pass  # what was planned then is told by the events alone
