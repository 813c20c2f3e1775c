"""What became of a booked service is noted, and who came is asked how it was, as after an activity."""

import sqlalchemy as sa
from alembic import op

revision = "0069"
down_revision = "0068"

OUTCOMES = ("settled", "goes_on", "referred", "unsettled")
STATES = ("booked", "withdrawn", "called_off", "attended", "missed")
MARKS = ("usefulness", "organisation", "speakers", "venue")
GOES_ON = sa.text("outcome = 'goes_on'")


def upgrade() -> None:
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    _bookings(is_postgresql)
    _links()
    _answers(is_postgresql)


def _bookings(is_postgresql: bool) -> None:
    with op.batch_alter_table("service_booking") as batch:
        batch.add_column(
            sa.Column("outcome", _one_of("bookingoutcome", OUTCOMES), nullable=True)
        )
        batch.add_column(
            sa.Column("outcome_note", sa.String(400), nullable=False, server_default="")
        )
        batch.add_column(sa.Column("outcome_by_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("next_on", sa.Date(), nullable=True))
        batch.add_column(sa.Column("told_due_on", sa.Date(), nullable=True))
        batch.create_foreign_key(
            "service_booking_outcome_by_id_fkey", "user_account", ["outcome_by_id"], ["id"]
        )
        if not is_postgresql:  # which writes the table anew, and would forget its check
            batch.alter_column("state", type_=_one_of("bookingstate", STATES), existing_nullable=False)
    op.create_index(
        "ix_service_booking_follow",
        "service_booking",
        ["next_on"],
        sqlite_where=GOES_ON,
        postgresql_where=GOES_ON,
    )


def _links() -> None:
    with op.batch_alter_table("feedback_link") as batch:
        batch.alter_column("registration_id", existing_type=sa.Integer(), nullable=True)
        batch.alter_column("activity_id", existing_type=sa.Integer(), nullable=True)
        batch.add_column(sa.Column("booking_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("menu_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(
            "feedback_link_booking_id_fkey", "service_booking", ["booking_id"], ["id"]
        )
        batch.create_foreign_key("feedback_link_menu_id_fkey", "service_menu", ["menu_id"], ["id"])
        batch.create_unique_constraint("feedback_link_booking_id_key", ["booking_id"])
        batch.create_check_constraint("asked_of_one", "(activity_id IS NULL) <> (menu_id IS NULL)")
        batch.create_check_constraint(
            "asks_one", "(registration_id IS NULL) <> (booking_id IS NULL)"
        )
    op.create_index("ix_feedback_link_menu_id", "feedback_link", ["menu_id"])


def _answers(is_postgresql: bool) -> None:
    with op.batch_alter_table("activity_feedback") as batch:
        batch.alter_column("activity_id", existing_type=sa.Integer(), nullable=True)
        batch.add_column(sa.Column("menu_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(
            "activity_feedback_menu_id_fkey", "service_menu", ["menu_id"], ["id"]
        )
        batch.create_check_constraint("said_of_one", "(activity_id IS NULL) <> (menu_id IS NULL)")
        if not is_postgresql:
            for each in MARKS:
                batch.create_check_constraint(f"{each}_is_a_mark", f"{each} BETWEEN 1 AND 5")
    op.create_index("ix_activity_feedback_menu_id", "activity_feedback", ["menu_id"])


def _one_of(name: str, words: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)
