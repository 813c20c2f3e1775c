"""Mails of matchmaking: what each organisation was told of a week, who does not want that, or no news of matches."""

from datetime import date, datetime

from sqlalchemy import JSON
from sqlmodel import Field, SQLModel

from db.columns import one_of
from db.research_vocabulary import MatchKind


class Digest(SQLModel, table=True):
    """每周摘要 — what was found for one organisation in one week; also where nothing was, so that it is asked once."""

    organisation_id: int = Field(foreign_key="organisation.id", primary_key=True)
    week: date = Field(primary_key=True)  # its Monday
    kind: MatchKind = Field(
        sa_type=one_of(MatchKind)
    )  # what it tells of: new needs, or new results
    made_at: datetime
    found: list[dict] = Field(default_factory=list, sa_type=JSON)  # see domain/digests.py


class DigestDeclined(SQLModel, table=True):
    """One person who does not want the weekly digest."""

    __tablename__ = "digest_declined"

    user_id: int = Field(foreign_key="user_account.id", primary_key=True)
    since: datetime


class MatchNewsDeclined(SQLModel, table=True):
    """One person who does not want mails about the turns of their matches."""

    __tablename__ = "match_news_declined"

    user_id: int = Field(foreign_key="user_account.id", primary_key=True)
    since: datetime
