"""The monthly bulletin: drawn up from the figures, edited and approved by people, sent, and read."""

from datetime import date, datetime

from sqlalchemy import JSON, Text
from sqlmodel import Field, SQLModel

from db.bulletin_vocabulary import BulletinStage
from db.columns import one_of


class Bulletin(SQLModel, table=True):
    """月度通报 — one month's bulletin; what it tells in figures is kept as it was drawn up."""

    id: int | None = Field(default=None, primary_key=True)
    month: date = Field(unique=True)  # its first day
    stage: BulletinStage = Field(default=BulletinStage.DRAFT, sa_type=one_of(BulletinStage))
    facts: dict = Field(sa_type=JSON)  # see domain/bulletin/facts.py
    title: str = Field(max_length=80)
    foreword: str = Field(default="", sa_type=Text)
    closing: str = Field(default="", sa_type=Text)
    cases: list[dict] = Field(default_factory=list, sa_type=JSON)  # {title, text}: typical cases
    drawn_at: datetime
    approved_at: datetime | None = None
    approved_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    version: int = 0


class BulletinReading(SQLModel, table=True):
    """Who has read a bulletin, and when for the first time."""

    __tablename__ = "bulletin_reading"

    bulletin_id: int = Field(foreign_key="bulletin.id", primary_key=True)
    user_id: int = Field(foreign_key="user_account.id", primary_key=True)
    at: datetime


class BulletinTemplate(SQLModel, table=True):
    """通报模板 — a Word template that the platform's people have made; the newest one that is not put aside is used."""

    __tablename__ = "bulletin_template"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=80)
    key: str = Field(unique=True, max_length=32)  # where its bytes lie
    size: int
    by_id: int = Field(foreign_key="user_account.id")
    at: datetime
    withdrawn_at: datetime | None = None
    version: int = 0
