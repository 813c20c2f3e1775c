"""Of one kind of records, those written last are found without looking at the others."""

from alembic import op

revision = "0090"
down_revision = "0089"


def upgrade() -> None:
    op.drop_index("ix_match_text_position", "match_text")
    op.create_index("ix_match_text_written", "match_text", ["kind", "position", "record_id"])


def downgrade() -> None:
    op.drop_index("ix_match_text_written", "match_text")
    op.create_index("ix_match_text_position", "match_text", ["position"])
