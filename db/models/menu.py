"""Service menus: what is offered in a month of a series, at which times, and who has booked which."""

from datetime import date, datetime

from sqlalchemy import text
from sqlmodel import Field, Index, SQLModel, UniqueConstraint

from db.columns import one_of
from db.service_vocabulary import BookingOutcome, BookingState
from db.vocabulary import ServiceField

HOLDS_ITS_SLOT = text("state IN ('booked', 'attended', 'missed')")
GOES_ON = text("outcome = 'goes_on'")


class ServiceMenu(SQLModel, table=True):
    """服务菜单 — what is offered in one month of a series, such as the Legal Service Month."""

    __tablename__ = "service_menu"
    __table_args__ = (
        UniqueConstraint("series_id", "month"),
        Index("ix_service_menu_month", "month", "id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    series_id: int = Field(foreign_key="activity_series.id")
    month: date  # its first day
    organiser_id: int = Field(foreign_key="organisation.id", index=True)
    area_code: str | None = Field(default=None, foreign_key="area.code")  # none: the whole city
    per_enterprise: int  # slots that one enterprise may hold
    last_ticket: int = 0  # how many have booked so far
    published_at: datetime | None = None
    by_id: int = Field(foreign_key="user_account.id")
    created_at: datetime
    version: int = 0


class ServiceOffer(SQLModel, table=True):
    """服务项目 — one service of a menu: who gives it, how long, where."""

    __tablename__ = "service_offer"

    id: int | None = Field(default=None, primary_key=True)
    menu_id: int = Field(foreign_key="service_menu.id", index=True)
    title: str = Field(max_length=80)
    title_en: str = Field(default="", max_length=160)
    summary: str = Field(default="", max_length=1000)
    field: ServiceField = Field(sa_type=one_of(ServiceField))
    provider_id: int = Field(foreign_key="organisation.id", index=True)
    expert_id: int | None = Field(default=None, foreign_key="expert.id", index=True)
    minutes: int
    place: str = Field(default="", max_length=120)
    link: str = Field(default="", max_length=300)  # where it is given online
    is_active: bool = True


class ServiceSlot(SQLModel, table=True):
    """服务时段 — one time of an offer, for one enterprise."""

    __tablename__ = "service_slot"
    __table_args__ = (
        UniqueConstraint("offer_id", "starts_at"),
        Index("ix_service_slot_starts", "starts_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    offer_id: int = Field(foreign_key="service_offer.id")
    starts_at: datetime
    ends_at: datetime
    gone_because: str = Field(default="", max_length=400)  # not offered any more


class ServiceBooking(SQLModel, table=True):
    """服务预约 — an enterprise has booked a slot; the database gives no slot twice."""

    __tablename__ = "service_booking"
    __table_args__ = (
        UniqueConstraint("menu_id", "ticket"),
        Index(
            "ux_service_booking_slot",
            "slot_id",
            unique=True,
            sqlite_where=HOLDS_ITS_SLOT,
            postgresql_where=HOLDS_ITS_SLOT,
        ),
        Index("ux_service_booking_code", "code_hash", unique=True),
        Index(
            "ix_service_booking_follow", "next_on", sqlite_where=GOES_ON, postgresql_where=GOES_ON
        ),
        Index("ix_service_booking_enterprise", "menu_id", "enterprise_key"),
        Index("ix_service_booking_booked", "booked_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    menu_id: int = Field(foreign_key="service_menu.id")
    slot_id: int = Field(foreign_key="service_slot.id", index=True)
    ticket: int
    person_name: str = Field(max_length=40)
    phone: str | None = Field(default=None, max_length=32)
    email: str | None = Field(default=None, max_length=254)
    organisation_id: int | None = Field(default=None, foreign_key="organisation.id", index=True)
    enterprise_name: str = Field(max_length=120)
    enterprise_key: str = Field(max_length=120)  # its name without legal form
    subject: str = Field(default="", max_length=400)  # what they wish to talk about
    user_id: int | None = Field(default=None, foreign_key="user_account.id", index=True)
    language: str = Field(default="zh", max_length=5)
    state: BookingState = Field(default=BookingState.BOOKED, sa_type=one_of(BookingState))
    booked_at: datetime
    state_since: datetime
    reminded_at: datetime | None = None
    token_hash: str = Field(max_length=64, unique=True)  # of the link by which it is looked after
    code_hash: str | None = Field(default=None, max_length=64)  # of what is shown at the door
    demand_id: int | None = Field(default=None, foreign_key="demand.id", index=True)
    outcome: BookingOutcome | None = Field(default=None, sa_type=one_of(BookingOutcome))
    outcome_note: str = Field(default="", max_length=400)
    outcome_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    next_on: date | None = None  # by when it is followed up, while it goes on
    told_due_on: date | None = None  # the day for which it was said that it is due
    version: int = 0
