"""Service menus: offers, their times, and who has booked which."""

import sqlalchemy as sa
from alembic import op
from sqlmodel import UTCDateTime

from db.vocabulary import MessageKind

revision = "0052"
down_revision = "0051"

SERVICEFIELD = ('policy_delivery', 'financing', 'talent', 'land_and_premises', 'technology', 'digital', 'market', 'law_and_rights', 'environment_and_safety', 'permits', 'training', 'logistics_and_utilities', 'other')
BOOKINGSTATE = ('booked', 'withdrawn', 'called_off', 'attended', 'missed')


def upgrade() -> None:
    _service_menu()
    _service_offer()
    _service_slot()
    _service_booking()
    _messages()


def _service_menu() -> None:
    op.create_table(
        "service_menu",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("organiser_id", sa.Integer(), nullable=False),
        sa.Column("area_code", sa.String(length=None), nullable=True),
        sa.Column("per_enterprise", sa.Integer(), nullable=False),
        sa.Column("last_ticket", sa.Integer(), nullable=False),
        sa.Column("published_at", UTCDateTime(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["organiser_id"], ["organisation.id"]),
        sa.ForeignKeyConstraint(["area_code"], ["area.code"]),
        sa.ForeignKeyConstraint(["series_id"], ["activity_series.id"]),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"]),
        sa.UniqueConstraint("series_id", "month"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_service_menu_month", "service_menu", ["month", "id"])
    op.create_index("ix_service_menu_organiser_id", "service_menu", ["organiser_id"])


def _service_offer() -> None:
    op.create_table(
        "service_offer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("menu_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("title_en", sa.String(length=160), nullable=False),
        sa.Column("summary", sa.String(length=1000), nullable=False),
        sa.Column("field", _one_of("servicefield", SERVICEFIELD), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("expert_id", sa.Integer(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("link", sa.String(length=300), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["expert_id"], ["expert.id"]),
        sa.ForeignKeyConstraint(["provider_id"], ["organisation.id"]),
        sa.ForeignKeyConstraint(["menu_id"], ["service_menu.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_service_offer_expert_id", "service_offer", ["expert_id"])
    op.create_index("ix_service_offer_menu_id", "service_offer", ["menu_id"])
    op.create_index("ix_service_offer_provider_id", "service_offer", ["provider_id"])


def _service_slot() -> None:
    op.create_table(
        "service_slot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("offer_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", UTCDateTime(), nullable=False),
        sa.Column("ends_at", UTCDateTime(), nullable=False),
        sa.Column("gone_because", sa.String(length=400), nullable=False),
        sa.ForeignKeyConstraint(["offer_id"], ["service_offer.id"]),
        sa.UniqueConstraint("offer_id", "starts_at"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_service_slot_starts", "service_slot", ["starts_at"])


def _service_booking() -> None:
    op.create_table(
        "service_booking",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("menu_id", sa.Integer(), nullable=False),
        sa.Column("slot_id", sa.Integer(), nullable=False),
        sa.Column("ticket", sa.Integer(), nullable=False),
        sa.Column("person_name", sa.String(length=40), nullable=False),
        sa.Column("phone", sa.String(length=32), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("enterprise_name", sa.String(length=120), nullable=False),
        sa.Column("enterprise_key", sa.String(length=120), nullable=False),
        sa.Column("subject", sa.String(length=400), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("state", _one_of("bookingstate", BOOKINGSTATE), nullable=False),
        sa.Column("booked_at", UTCDateTime(), nullable=False),
        sa.Column("state_since", UTCDateTime(), nullable=False),
        sa.Column("reminded_at", UTCDateTime(), nullable=True),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("demand_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["slot_id"], ["service_slot.id"]),
        sa.ForeignKeyConstraint(["menu_id"], ["service_menu.id"]),
        sa.ForeignKeyConstraint(["demand_id"], ["demand.id"]),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"]),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"]),
        sa.UniqueConstraint("token_hash"),
        sa.UniqueConstraint("menu_id", "ticket"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_service_booking_demand_id", "service_booking", ["demand_id"])
    op.create_index("ix_service_booking_enterprise", "service_booking", ["menu_id", "enterprise_key"])
    op.create_index("ix_service_booking_organisation_id", "service_booking", ["organisation_id"])
    op.create_index("ix_service_booking_slot_id", "service_booking", ["slot_id"])
    op.create_index("ix_service_booking_user_id", "service_booking", ["user_id"])
    where = sa.text("state IN ('booked', 'attended', 'missed')")
    op.create_index("ux_service_booking_slot", "service_booking", ["slot_id"], unique=True, sqlite_where=where, postgresql_where=where)


def _messages() -> None:
    """The list of kinds is the newest one, so that it holds wherever this stands among the others that widen it."""
    with op.batch_alter_table("message") as batch:
        if op.get_bind().dialect.name == "postgresql":
            batch.drop_constraint("messagekind", type_="check")
        kinds = _one_of("messagekind", tuple(each.value for each in MessageKind))
        batch.alter_column("kind", type_=kinds, existing_nullable=False)
        batch.add_column(sa.Column("booking_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(
            "message_booking_id_fkey", "service_booking", ["booking_id"], ["id"]
        )
    op.create_index("ix_message_booking_id", "message", ["booking_id"])


def _one_of(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)
