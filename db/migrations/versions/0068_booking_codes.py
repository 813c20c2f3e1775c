"""Whoever has booked a service shows a code at the door, as whoever has registered for an activity does."""

import sqlalchemy as sa
from alembic import op

revision = "0068"
down_revision = "0067"


def upgrade() -> None:
    # Of what was booked before there is none; the reminder gives it one.
    op.add_column("service_booking", sa.Column("code_hash", sa.String(64), nullable=True))
    op.create_index("ux_service_booking_code", "service_booking", ["code_hash"], unique=True)
