"""What happened: the one trail from which everything else can be told, and what it is the cause of."""

from datetime import date, datetime

from sqlalchemy import JSON
from sqlmodel import Field, Index, SQLModel, UniqueConstraint, text

from db.columns import one_of
from db.vocabulary import MessageKind

RULE_CHANGED = text("action IN ('limit_changed', 'day_entered', 'year_entered', 'undone')")


class Event(SQLModel, table=True):
    """事件 — append-only; the events of one subject form a chain, each carrying the hash of the one before."""

    __table_args__ = (
        UniqueConstraint("subject_kind", "subject_id", "position"),
        Index("ix_event_at", "at"),
        Index(
            "ix_event_rule_changed",
            "at",
            sqlite_where=RULE_CHANGED,
            postgresql_where=RULE_CHANGED,
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    at: datetime
    actor_id: int | None = Field(default=None, foreign_key="user_account.id", index=True)
    action: str = Field(max_length=40)
    subject_kind: str = Field(max_length=24)
    subject_id: int
    position: int  # 1, 2, 3 … along the chain of its subject
    particulars: dict = Field(default_factory=dict, sa_type=JSON)
    nonce: str | None = Field(
        default=None, unique=True, max_length=40
    )  # a form sent twice acts once
    previous_hash: str = Field(max_length=64)
    hash: str = Field(max_length=64)


class ChainAnchor(SQLModel, table=True):
    """The seal on one day's events: a chain cut off at its end shows against it."""

    __tablename__ = "chain_anchor"

    day: date = Field(primary_key=True)
    events: int
    digest: str = Field(max_length=64)


class Topic(SQLModel, table=True):
    """How often a topic has changed: raised in the transaction of the change, so it never stands still."""

    name: str = Field(primary_key=True, max_length=40)
    version: int = 0


class Notice(SQLModel, table=True):
    """提醒 — one person is told of one event; the event names its subject: a demand, a match, a need, a result."""

    __table_args__ = (Index("ix_notice_user_read", "user_id", "read_at", "id"),)

    id: int | None = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="user_account.id")
    event_id: int = Field(foreign_key="event.id")
    demand_id: int | None = Field(default=None, foreign_key="demand.id", index=True)
    created_at: datetime
    read_at: datetime | None = None


class Message(SQLModel, table=True):
    """发件箱 — something to be told outside the platform: written with its cause, sent later by a job."""

    __table_args__ = (
        Index(
            "ix_message_unsent",
            "due_at",
            sqlite_where=text("sent_at IS NULL"),
            postgresql_where=text("sent_at IS NULL"),
        ),
        Index("ix_message_user", "user_id", "kind"),
    )

    id: int | None = Field(default=None, primary_key=True)
    kind: MessageKind = Field(sa_type=one_of(MessageKind))
    demand_id: int | None = Field(default=None, foreign_key="demand.id", index=True)
    user_id: int | None = Field(default=None, foreign_key="user_account.id")
    registration_id: int | None = Field(default=None, foreign_key="registration.id", index=True)
    invitation_id: int | None = Field(
        default=None, foreign_key="activity_invitation.id", index=True
    )
    bulletin_id: int | None = Field(default=None, foreign_key="bulletin.id")
    docking_day_id: int | None = Field(
        default=None, foreign_key="docking_day.id", ondelete="CASCADE"
    )
    contest_entry_id: int | None = Field(default=None, foreign_key="contest_entry.id", index=True)
    booking_id: int | None = Field(default=None, foreign_key="service_booking.id", index=True)
    contest_judge_id: int | None = Field(default=None, foreign_key="contest_judge.id", index=True)
    # At which the expert speaks.
    activity_id: int | None = Field(default=None, foreign_key="activity.id")
    expert_id: int | None = Field(default=None, foreign_key="expert.id", index=True)
    bot_id: int | None = Field(default=None, foreign_key="bot.id")  # it leaves by; none: by mail
    recipient: str = Field(max_length=120)  # an address, or the name of the bot
    language: str = Field(default="zh", max_length=5)
    created_at: datetime
    due_at: datetime = Field(index=True)  # not before; moved on after a failed attempt
    claimed_until: datetime | None = None
    sent_at: datetime | None = None
    given_up_at: datetime | None = None


class MessageAttempt(SQLModel, table=True):
    """One try at sending a message, with the provider's own answer."""

    __tablename__ = "message_attempt"

    id: int | None = Field(default=None, primary_key=True)
    message_id: int = Field(foreign_key="message.id", index=True)
    at: datetime
    succeeded: bool
    answer: str = Field(max_length=500)
