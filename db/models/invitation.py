"""Whom an activity invited, and why; and which enterprises want no such mails."""

from datetime import datetime

from sqlalchemy import JSON
from sqlmodel import Field, Index, SQLModel, UniqueConstraint


class ActivityInvitation(SQLModel, table=True):
    """活动邀请 — one enterprise that was invited to one activity, once."""

    __tablename__ = "activity_invitation"
    __table_args__ = (
        UniqueConstraint("activity_id", "organisation_id"),
        Index("ix_activity_invitation_organisation", "organisation_id", "invited_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    activity_id: int = Field(foreign_key="activity.id")
    organisation_id: int = Field(foreign_key="organisation.id")
    contact_name: str = Field(default="", max_length=40)  # to whom it is written; none: the office
    score: int
    reasons: list[dict] = Field(sa_type=JSON)  # see domain/invitation_rules.py
    by_id: int = Field(foreign_key="user_account.id")
    invited_at: datetime


class InvitationDeclined(SQLModel, table=True):
    """One enterprise that wants no invitations to activities."""

    __tablename__ = "invitation_declined"

    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id", unique=True)
    since: datetime
