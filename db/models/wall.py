"""The screens of command centres: links that show figures and nothing else, without signing in."""

from datetime import datetime

from sqlalchemy import JSON
from sqlmodel import Field, SQLModel

from db.columns import one_of
from db.indicator_vocabulary import Indicator, WallTheme


class WallLink(SQLModel, table=True):
    """大屏链接 — one link to the wall that was given out; only its token's hash is kept."""

    __tablename__ = "wall_link"

    id: int | None = Field(default=None, primary_key=True)
    token_hash: str = Field(unique=True, max_length=64)
    name: str = Field(max_length=80)
    language: str = Field(max_length=2)
    theme: WallTheme = Field(sa_type=one_of(WallTheme))
    views: list[str] = Field(sa_type=JSON)  # words of WallView, in the order in which they come
    seconds: int  # for which each view is shown
    indicator: Indicator = Field(sa_type=one_of(Indicator))  # of the map and the ranking
    area_code: str | None = Field(default=None, foreign_key="area.code", max_length=6)
    made_by_id: int = Field(foreign_key="user_account.id")
    made_at: datetime
    revoked_at: datetime | None = None
    last_seen_at: datetime | None = None  # asked for figures, to the minute
    version: int = 0
