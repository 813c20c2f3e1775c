"""Who is told of which figures, when and by which way; the bots of groups, and what was sent."""

from datetime import date, datetime

from sqlalchemy import JSON
from sqlmodel import Field, SQLModel, UniqueConstraint

from db.columns import one_of
from db.indicator_vocabulary import Indicator, KpiView
from db.subscription_vocabulary import Carrier, Crossing, EndReason, Rhythm, SendingCause, Span
from db.vocabulary import Channel, ServiceField


class Bot(SQLModel, table=True):
    """群机器人 — a group's bot, of the city (no code) or of one sub-platform; its address stands in BotSecret."""

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=80)
    carrier: Carrier = Field(sa_type=one_of(Carrier))  # never mail
    area_code: str | None = Field(default=None, foreign_key="area.code", max_length=6)
    host: str = Field(max_length=120)
    address_end: str = Field(max_length=4)  # all of the address that is ever shown again
    is_signed: bool = False
    made_by_id: int = Field(foreign_key="user_account.id")
    made_at: datetime
    closed_at: datetime | None = None
    version: int = 0


class BotSecret(SQLModel, table=True):
    """What lets one speak as a bot, sealed with the installation's own key; read by nobody but who sends."""

    __tablename__ = "bot_secret"

    bot_id: int = Field(foreign_key="bot.id", primary_key=True)
    address: str = Field(max_length=2000)
    signing: str | None = Field(default=None, max_length=2000)


class FigureSubscription(SQLModel, table=True):
    """指标订阅 — one view of the key figures that one person wants to be told."""

    __tablename__ = "figure_subscription"

    id: int | None = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="user_account.id", index=True)
    name: str = Field(max_length=80)
    span: Span = Field(sa_type=one_of(Span))
    area_code: str | None = Field(default=None, foreign_key="area.code", max_length=6)
    unit_id: int | None = Field(default=None, foreign_key="organisation.id")
    field: ServiceField | None = Field(default=None, sa_type=one_of(ServiceField))
    channel: Channel | None = Field(default=None, sa_type=one_of(Channel))
    industry: str | None = Field(default=None, max_length=4)  # a code, or "none"
    indicators: list[str] = Field(
        sa_type=JSON
    )  # words of Indicator, in the order in which they are told
    view: KpiView | None = Field(default=None, sa_type=one_of(KpiView))  # told beside the figures
    rhythm: Rhythm = Field(sa_type=one_of(Rhythm))
    weekday: int = 0  # of a weekly one; 0 is Monday
    hour: int = 8  # on the clocks of Wenzhou
    watched: Indicator | None = Field(default=None, sa_type=one_of(Indicator))  # by its threshold
    crossing: Crossing | None = Field(default=None, sa_type=one_of(Crossing))
    bound: float | None = None
    margin: float | None = None  # back by so much, it is armed again
    is_armed: bool = True
    judged_for: date | None = (
        None  # the first day of the period last looked at; another one arms it
    )
    judged_at: datetime | None = Field(default=None, index=True)
    judged_version: int = 0  # of the figures then
    bot_id: int | None = Field(default=None, foreign_key="bot.id", index=True)  # none: by mail
    told_for: date | None = None  # the first day of the week or month that was told last
    made_at: datetime
    paused_at: datetime | None = None
    ended_at: datetime | None = None
    ended_because: EndReason | None = Field(default=None, sa_type=one_of(EndReason))
    version: int = 0


class FigureSending(SQLModel, table=True):
    """One time that a subscription was told, with its message; the same moment is told once, whoever ticks."""

    __tablename__ = "figure_sending"
    __table_args__ = (UniqueConstraint("subscription_id", "cause", "due_at"),)

    id: int | None = Field(default=None, primary_key=True)
    subscription_id: int = Field(foreign_key="figure_subscription.id")
    message_id: int = Field(foreign_key="message.id", unique=True)
    cause: SendingCause = Field(sa_type=one_of(SendingCause))
    due_at: datetime
    value: float | None = None  # of the watched figure, when it crossed
