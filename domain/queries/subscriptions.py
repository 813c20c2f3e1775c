"""One's own subscriptions to key figures, and the bots that one may use or keeps; of a bot's address only its end."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, and_, col, func, select

from db.indicator_vocabulary import Indicator, KpiView
from db.models import (
    Area,
    Bot,
    FigureSending,
    FigureSubscription,
    Message,
    MessageAttempt,
    Organisation,
    User,
)
from db.subscription_vocabulary import Carrier, Crossing, EndReason, Rhythm, Span
from db.vocabulary import Channel, Kind, MessageKind, ServiceField
from domain import bots, clock, limits
from domain.figure_subscriptions import turns
from domain.figure_wishes import Wishes
from domain.permissions import Person, allows, bot_makers
from domain.queries.named import Named

MOST_ENDED = 20


@dataclass(frozen=True)
class LastSent:
    """The newest message of a subscription or bot: when it was written, and what came of it."""

    at: datetime
    is_sent: bool
    is_given_up: bool
    answer: str  # the last one


@dataclass(frozen=True)
class SubscriptionShown:
    """One subscription with everything it is narrowed to."""

    id: int
    wishes: Wishes
    area: tuple[str, str] | None
    unit: Named | None
    bot: str  # empty: by mail
    carrier: Carrier
    is_armed: bool
    next_at: datetime | None  # none for a threshold, and while it rests
    is_paused: bool
    ended_at: datetime | None
    ended_because: EndReason | None
    last: LastSent | None


@dataclass(frozen=True)
class BotShown:
    """One bot of a group."""

    id: int
    name: str
    carrier: Carrier
    area: str | None
    area_name: tuple[str, str] | None
    host: str
    address_end: str
    is_signed: bool
    made_by: str
    made_at: datetime
    closed_at: datetime | None
    many: int  # subscriptions that leave by it
    last: LastSent | None


@dataclass(frozen=True)
class Mine:
    """What somebody may be told by: their own address, and these bots."""

    email: str
    bots: tuple[BotShown, ...]


def mine(session: Session, person: Person) -> tuple[SubscriptionShown, ...]:
    """One's own subscriptions: those that run, the newest first, then the last that ended."""
    asked = (
        select(FigureSubscription, Area, Organisation, Bot)
        .outerjoin(Area, Area.code == FigureSubscription.area_code)
        .outerjoin(Organisation, Organisation.id == FigureSubscription.unit_id)
        .outerjoin(Bot, Bot.id == FigureSubscription.bot_id)
        .where(FigureSubscription.user_id == person.id)
        .order_by(
            col(FigureSubscription.ended_at).is_not(None),
            col(FigureSubscription.ended_at).desc(),
            col(FigureSubscription.id).desc(),
        )
    )
    is_running = col(FigureSubscription.ended_at).is_(None)
    running = session.exec(asked.where(is_running)).all()
    over = session.exec(asked.where(~is_running).limit(MOST_ENDED)).all()
    found = [*running, *over]
    last = _last_told(session, [each[0].id for each in found])
    calendar = limits.calendar(session)
    return tuple(_shown(*each, last.get(each[0].id), calendar) for each in found)


def ways(session: Session, person: Person) -> Mine:
    """By what somebody may be told."""
    user = session.get_one(User, person.id)
    return Mine(user.email or "", _bots(session, bots.usable(person)))


def kept(session: Session, person: Person) -> tuple[BotShown, ...]:
    """The bots that somebody keeps, those in use first; none for others."""
    if not allows(bot_makers, person, None):
        return ()
    if person.kind is Kind.CITY:
        return _bots(session, col(Bot.id).is_not(None))
    if person.kind is Kind.SUB_PLATFORM and person.area_code:
        return _bots(session, Bot.area_code == person.area_code)
    return ()


mine.by_minute = kept.by_minute = True


def _shown(
    row: FigureSubscription,
    area: Area | None,
    unit: Organisation | None,
    bot: Bot | None,
    last: LastSent | None,
    calendar,
) -> SubscriptionShown:
    rests = row.paused_at is not None or row.ended_at is not None
    next_at = None
    if row.rhythm is not Rhythm.THRESHOLD and not rests:
        next_at = turns(row).next(row.told_for, clock.now(), calendar)
    return SubscriptionShown(
        id=row.id,
        wishes=_wishes(row),
        area=(area.name, area.name_en) if area else None,
        unit=Named(unit.id, unit.name, unit.name_en) if unit else None,
        bot=bot.name if bot else "",
        carrier=bot.carrier if bot else Carrier.MAIL,
        is_armed=row.is_armed,
        next_at=next_at,
        is_paused=row.paused_at is not None,
        ended_at=row.ended_at,
        ended_because=row.ended_because,
        last=last,
    )


def _wishes(row: FigureSubscription) -> Wishes:
    return Wishes(
        name=row.name,
        indicators=tuple(map(Indicator, row.indicators)),
        span=Span(row.span),
        area=row.area_code,
        unit_id=row.unit_id,
        field=ServiceField(row.field) if row.field else None,
        channel=Channel(row.channel) if row.channel else None,
        rhythm=Rhythm(row.rhythm),
        weekday=row.weekday,
        hour=row.hour,
        watched=Indicator(row.watched) if row.watched else None,
        crossing=Crossing(row.crossing) if row.crossing else None,
        bound=row.bound,
        margin=row.margin,
        bot_id=row.bot_id,
        view=KpiView(row.view) if row.view else None,
        industry=row.industry,
    )


def _bots(session: Session, which) -> tuple[BotShown, ...]:
    uses = (
        select(func.count())
        .where(FigureSubscription.bot_id == Bot.id, col(FigureSubscription.ended_at).is_(None))
        .correlate(Bot)
        .scalar_subquery()
    )
    asked = (
        select(Bot, Area, User.name, uses)
        .join(User, User.id == Bot.made_by_id)
        .outerjoin(Area, Area.code == Bot.area_code)
        .where(which)
        .order_by(col(Bot.closed_at).is_not(None), col(Bot.id).desc())
    )
    found = session.exec(asked).all()
    last = _last_by(session, [each[0].id for each in found])
    return tuple(
        BotShown(
            id=bot.id,
            name=bot.name,
            carrier=bot.carrier,
            area=bot.area_code,
            area_name=(area.name, area.name_en) if area else None,
            host=bot.host,
            address_end=bot.address_end,
            is_signed=bot.is_signed,
            made_by=maker,
            made_at=bot.made_at,
            closed_at=bot.closed_at,
            many=many,
            last=last.get(bot.id),
        )
        for bot, area, maker, many in found
    )


def _last_told(session: Session, ids: list[int]) -> dict[int, LastSent]:
    """The newest message of each subscription."""
    newest = (
        select(FigureSending.subscription_id, func.max(FigureSending.message_id))
        .where(col(FigureSending.subscription_id).in_(ids))
        .group_by(col(FigureSending.subscription_id))
    )
    return _sent(session, dict(session.exec(newest).all()))


def _last_by(session: Session, ids: list[int]) -> dict[int, LastSent]:
    """The newest message of each bot."""
    of_bots = col(Message.kind).in_((MessageKind.FIGURES, MessageKind.BOT_TEST, MessageKind.ALERTS))
    newest = (
        select(Message.bot_id, func.max(Message.id))
        .where(col(Message.bot_id).in_(ids), of_bots)
        .group_by(col(Message.bot_id))
    )
    return _sent(session, dict(session.exec(newest).all()))


def _sent(session: Session, messages: dict[int, int]) -> dict[int, LastSent]:
    """What came of these messages, by what they are of."""
    last = (
        select(func.max(col(MessageAttempt.id)))
        .where(MessageAttempt.message_id == Message.id)
        .correlate(Message)
        .scalar_subquery()
    )
    asked = (
        select(Message, MessageAttempt.answer)
        .outerjoin(MessageAttempt, and_(MessageAttempt.id == last))
        .where(col(Message.id).in_(messages.values()))
    )
    found = {
        message.id: LastSent(
            message.sent_at or message.given_up_at or message.created_at,
            message.sent_at is not None,
            message.given_up_at is not None,
            answer or "",
        )
        for message, answer in session.exec(asked)
    }
    return {of: found[message_id] for of, message_id in messages.items()}
