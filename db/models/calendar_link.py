"""The secret addresses of calendar feeds: each is one person's, and can be called back."""

from datetime import datetime

from sqlalchemy import text
from sqlmodel import Field, Index, SQLModel

from db.activity_vocabulary import CalendarScope
from db.columns import one_of

IN_FORCE = text("revoked_at IS NULL")


class CalendarLink(SQLModel, table=True):
    """日历地址 — a feed that shows what its owner may see; only its token's hash is kept."""

    __tablename__ = "calendar_link"
    __table_args__ = (
        Index(
            "ux_calendar_link_in_force",
            "user_id",
            "scope",
            unique=True,
            sqlite_where=IN_FORCE,
            postgresql_where=IN_FORCE,
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    token_hash: str = Field(unique=True, max_length=64)
    scope: CalendarScope = Field(sa_type=one_of(CalendarScope))
    user_id: int = Field(foreign_key="user_account.id")
    language: str = Field(max_length=2)
    made_at: datetime
    revoked_at: datetime | None = None
    last_read_at: datetime | None = None  # by a calendar, to the hour
    version: int = 0
