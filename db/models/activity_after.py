"""What follows an activity: what those who came say of it, what was raised there, what is to be done."""

from datetime import date, datetime

from sqlalchemy import JSON
from sqlmodel import CheckConstraint, Field, Index, SQLModel

from db.activity_vocabulary import FollowUpState, OriginWay
from db.columns import one_of

MARKS = ("usefulness", "organisation", "speakers", "venue")


class FeedbackLink(SQLModel, table=True):
    """评价邀请 — one person who came to an activity or a service is asked how it was, by a link that answers once.

    That it was used is all that is kept here: what was said stands in `activity_feedback` and names nobody.
    """

    __tablename__ = "feedback_link"
    __table_args__ = (
        CheckConstraint("(activity_id IS NULL) <> (menu_id IS NULL)", name="asked_of_one"),
        CheckConstraint("(registration_id IS NULL) <> (booking_id IS NULL)", name="asks_one"),
    )

    token_hash: str = Field(max_length=64, primary_key=True)
    registration_id: int | None = Field(default=None, foreign_key="registration.id", unique=True)
    activity_id: int | None = Field(default=None, foreign_key="activity.id", index=True)
    booking_id: int | None = Field(default=None, foreign_key="service_booking.id", unique=True)
    menu_id: int | None = Field(default=None, foreign_key="service_menu.id", index=True)
    asked_at: datetime
    closes_at: datetime
    is_used: bool = False
    reminded_at: datetime | None = None  # once, where it was not used by then


class ActivityFeedback(SQLModel, table=True):
    """活动评价 — what one person said of an activity, or of a booked service, without who, and without when."""

    __tablename__ = "activity_feedback"
    __table_args__ = (
        CheckConstraint("(activity_id IS NULL) <> (menu_id IS NULL)", name="said_of_one"),
        *(CheckConstraint(f"{mark} BETWEEN 1 AND 5", name=f"{mark}_is_a_mark") for mark in MARKS),
    )

    # Drawn by lot, so that the order of the rows does not tell the order of the answers.
    id: str = Field(max_length=22, primary_key=True)
    activity_id: int | None = Field(default=None, foreign_key="activity.id", index=True)
    menu_id: int | None = Field(default=None, foreign_key="service_menu.id", index=True)
    usefulness: int
    organisation: int | None = None
    speakers: int | None = None
    venue: int | None = None
    wanted: str = Field(default="", max_length=1000)  # what they would like next time
    words: str = Field(default="", max_length=1000)
    came_up: bool = False  # a wish or a problem that the platform could look after


class ActivityOrigin(SQLModel, table=True):
    """活动来源 — a demand or a technical need that was raised at an activity, or at a service that was booked."""

    __tablename__ = "activity_origin"
    __table_args__ = (
        CheckConstraint("(demand_id IS NULL) <> (need_id IS NULL)", name="one_of_both"),
        CheckConstraint("(activity_id IS NULL) <> (menu_id IS NULL)", name="raised_at_one"),
        Index("ix_activity_origin_activity", "activity_id", "raised_at"),
        Index("ix_activity_origin_raised", "raised_at"),
        Index("ix_activity_origin_menu", "menu_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    activity_id: int | None = Field(default=None, foreign_key="activity.id")
    menu_id: int | None = Field(default=None, foreign_key="service_menu.id")  # of the booking
    demand_id: int | None = Field(default=None, foreign_key="demand.id", unique=True)
    need_id: int | None = Field(default=None, foreign_key="technical_need.id", unique=True)
    way: OriginWay = Field(sa_type=one_of(OriginWay))
    raised_at: datetime


class FollowUp(SQLModel, table=True):
    """后续事项 — what somebody is to do after an activity, and by when."""

    __tablename__ = "follow_up"
    __table_args__ = (
        Index("ix_follow_up_user", "user_id", "state", "due_on"),
        Index("ix_follow_up_due", "state", "due_on"),
        Index("ix_follow_up_activity", "activity_id", "due_on"),
    )

    id: int | None = Field(default=None, primary_key=True)
    activity_id: int = Field(foreign_key="activity.id")
    what: str = Field(max_length=200)
    registration_id: int | None = Field(default=None, foreign_key="registration.id", index=True)
    organisation_id: int | None = Field(default=None, foreign_key="organisation.id", index=True)
    user_id: int = Field(foreign_key="user_account.id")  # whose it is
    due_on: date
    state: FollowUpState = Field(default=FollowUpState.OPEN, sa_type=one_of(FollowUpState))
    note: str = Field(default="", max_length=400)  # what came of it, or why it is not done
    given_by_id: int = Field(foreign_key="user_account.id")
    given_at: datetime
    ended_at: datetime | None = None
    told_due_on: date | None = None  # the day for which it was said that it is due,
    told_late_on: date | None = None  # and that it is late
    version: int = 0


class ActivityOutcome(SQLModel, table=True):
    """活动成效 — what had come of an activity so many days after its end, as it stood then: never written again."""

    __tablename__ = "activity_outcome"

    activity_id: int = Field(foreign_key="activity.id", primary_key=True)
    days: int = Field(primary_key=True)  # 30, 90, 180
    taken_at: datetime
    numbers: dict[str, int] = Field(sa_type=JSON)  # see domain/activity_numbers.py
