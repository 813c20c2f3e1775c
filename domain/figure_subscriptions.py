"""Subscriptions to the key figures: a view with its filters, told by week, by month or when a threshold is crossed."""

from dataclasses import replace
from datetime import datetime

from sqlmodel import Session, col, func, select

from db.indicator_vocabulary import Indicator, KpiView
from db.models import (
    Area,
    Bot,
    FigureSending,
    FigureSubscription,
    Industry,
    Message,
    Organisation,
    User,
)
from db.subscription_vocabulary import Crossing, EndReason, Rhythm, SendingCause, Span
from db.vocabulary import Channel, Kind, MessageKind, ServiceField
from domain import bots, figure_rhythm, figure_thresholds, figure_wishes, limits, rations
from domain.choices import chosen
from domain.command import Act, command
from domain.errors import Missing, Refused, Unclear
from domain.figure_rhythm import Turns
from domain.figure_thresholds import BeginsAtZero, Threshold
from domain.figure_wishes import Wishes
from domain.indicators import allowed, metric
from domain.indicators.definitions import DEFINITIONS
from domain.indicators.reading import Scope
from domain.indicators.registered import NONE as NO_INDUSTRY
from domain.permissions import Person, subscribers, subscription_owners
from domain.written import line

MOST_OWN, MOST_INDICATORS = 20, 12
FIRST_HOUR, LAST_HOUR = 7, 20
MOST_ASKED, MINUTES = 10, 60


class TooManySubscriptions(Refused):
    message = "You have {most} subscriptions; end one before you begin another."


class TooManyFigures(Refused):
    message = "A subscription tells {most} figures at most."


class NotCounted(Refused):
    message = "One of these figures is not counted for this selection and period; take it out."


class NoAddress(Refused):
    message = "Your account has no e-mail address. An administrator can enter one; or choose a bot."


class SubscriptionEnded(Refused):
    message = "This subscription has ended; begin a new one."


class HourOutOfRange(Refused):
    message = "Subscriptions are sent between {least} and {most} o'clock."


class NothingAboutSubscription(Refused):
    message = "Nothing about the subscription was changed."


@command(FigureSubscription, by=subscribers, makes=True)
def subscribe(act: Act, *, wishes: Wishes) -> int:
    """Be told a view of the key figures by week, by month or when a threshold is crossed. Returns its id."""
    # Locked, so that of two at once the second one counts the first.
    act.session.get_one(User, act.actor.id, with_for_update=True)
    own = select(func.count()).where(
        FigureSubscription.user_id == act.actor.id, col(FigureSubscription.ended_at).is_(None)
    )
    if act.session.exec(own).one() >= MOST_OWN:
        raise TooManySubscriptions(most=MOST_OWN)
    row = FigureSubscription(user_id=act.actor.id, made_at=act.now, **_checked(act, wishes))
    act.add(_begun(act, row))
    act.record("figures_subscribed", row, **figure_wishes.told(row))
    return row.id


@command(FigureSubscription, by=subscription_owners)
def change(act: Act, row: FigureSubscription, *, wishes: Wishes) -> None:
    """Be told other figures, at other times or by another way."""
    _refuse_ended(row)
    before = figure_wishes.told(row)
    for name, value in _checked(act, wishes).items():
        setattr(row, name, value)
    if figure_wishes.told(row) == before:
        raise NothingAboutSubscription
    act.record("figures_changed", _begun(act, row), **figure_wishes.told(row))


@command(FigureSubscription, by=subscription_owners)
def pause(act: Act, row: FigureSubscription, *, paused: bool) -> None:
    """Be told nothing for a while, or be told again from the next turn on."""
    _refuse_ended(row)
    if paused == (row.paused_at is not None):
        raise NothingAboutSubscription
    row.paused_at = act.now if paused else None
    act.record("figures_paused" if paused else "figures_resumed", _begun(act, row))


@command(FigureSubscription, by=subscription_owners)
def end(act: Act, row: FigureSubscription, *, why: EndReason = EndReason.BY_HAND) -> None:
    """Be told no more; the platform ends it by itself for who may not see figures any more."""
    _refuse_ended(row)
    bots.end_row(act, row, why if act.actor.is_engine else EndReason.BY_HAND)


@command(FigureSubscription, by=subscription_owners)
def send_now(act: Act, row: FigureSubscription) -> None:
    """Be told the view at once, to see what comes; the next turn comes as always."""
    _refuse_ended(row)
    user, bot = way(act.session, row)
    if user.email is None and bot is None:
        raise NoAddress
    by = f"user:{row.user_id}"
    rations.check(act.session, "figures_now", by, most=MOST_ASKED, minutes=MINUTES)
    rations.note(act.session, "figures_now", by)
    put(act.session, row, user, bot, SendingCause.ASKED, due_at=act.now, now=act.now)
    act.record("figures_asked", row)


def way(session: Session, row: FigureSubscription) -> tuple[User, Bot | None]:
    """Whose it is, and the bot that it leaves by; none for mail."""
    bot = session.get_one(Bot, row.bot_id) if row.bot_id else None
    return session.get_one(User, row.user_id), bot


def turns(row: FigureSubscription) -> Turns:
    return Turns(row.rhythm, row.weekday, row.hour)


def put(
    session: Session,
    row: FigureSubscription,
    user: User,
    bot: Bot | None,
    cause: SendingCause,
    *,
    due_at: datetime,
    now: datetime,
    value: float | None = None,
) -> None:
    """One message into the outbox: what it says is composed when it is sent."""
    message = Message(
        kind=MessageKind.FIGURES,
        user_id=user.id,
        bot_id=bot.id if bot else None,
        recipient=bot.name if bot else user.email,
        language=user.language or "zh",
        created_at=now,
        due_at=now,
    )
    session.add(message)
    session.flush()
    session.add(
        FigureSending(
            subscription_id=row.id, message_id=message.id, cause=cause, due_at=due_at, value=value
        )
    )


def reader(person: Person, bot: Bot | None) -> Person:
    """As whom a view is read: what goes to the group of a sub-platform tells what a sub-platform may know."""
    if bot is None or bot.area_code is None:
        return person
    return replace(person, kind=Kind.SUB_PLATFORM, area_code=bot.area_code)


def scope_of(row: FigureSubscription, told: figure_rhythm.Period) -> Scope:
    return Scope(
        told.first, told.last, row.area_code, row.unit_id, row.field, row.channel, row.industry
    )


def _begun(act: Act, row: FigureSubscription) -> FigureSubscription:
    """From now on: what has come before is not told, and the threshold is armed."""
    row.is_armed, row.judged_for, row.judged_at = True, None, None
    row.told_for = None
    if row.rhythm is not Rhythm.THRESHOLD:
        row.told_for = turns(row).over(act.now, limits.calendar(act.session))
    return row


def _checked(act: Act, wishes: Wishes) -> dict[str, object]:
    """The columns of a subscription. Raises Refused."""
    if not FIRST_HOUR <= wishes.hour <= LAST_HOUR:
        raise HourOutOfRange(least=FIRST_HOUR, most=LAST_HOUR)
    if wishes.weekday not in range(7):
        raise Unclear(field="Weekday")
    found = {
        "name": line(wishes.name, name="Name of the subscription"),
        "span": chosen(Span, wishes.span, "Period"),
        "rhythm": chosen(Rhythm, wishes.rhythm, "How often"),
        "weekday": int(wishes.weekday),
        "hour": int(wishes.hour),
        **_place(act, wishes),
        **_watching(wishes),
        "bot_id": _bot(act, wishes.bot_id),
        "view": chosen(KpiView, wishes.view, "Picture") if wishes.view else None,
    }
    figures = tuple(chosen(Indicator, each, "Figures") for each in dict.fromkeys(wishes.indicators))
    if not figures:
        raise Missing(field="Figures")
    if len(figures) > MOST_INDICATORS:
        raise TooManyFigures(most=MOST_INDICATORS)
    every = {*figures, *filter(None, [found["watched"]])}
    if not every <= set(countable(act.actor, replace(wishes, span=found["span"]), act.now)):
        raise NotCounted
    return found | {"indicators": [each.value for each in figures]}


def countable(person: Person, wishes: Wishes, now: datetime) -> tuple[Indicator, ...]:
    """The figures that can be told of a selection and period. Raises Forbidden for those who may see none."""
    told = figure_rhythm.period(wishes.span, now.date())
    place = (wishes.area, wishes.unit_id, wishes.field, wishes.channel, wishes.industry)
    scope = allowed.narrowed(person, Scope(told.first, told.last, *place))
    return tuple(each for each in Indicator if metric.is_told(DEFINITIONS[each], scope))


def _place(act: Act, wishes: Wishes) -> dict[str, object]:
    if wishes.area and act.session.get(Area, wishes.area) is None:
        raise Unclear(field="Area")
    if wishes.unit_id and act.session.get(Organisation, wishes.unit_id) is None:
        raise Unclear(field="Unit")
    industry = wishes.industry or None
    if industry not in (None, NO_INDUSTRY) and act.session.get(Industry, industry) is None:
        raise Unclear(field="Industry")
    return {
        "industry": industry,
        "area_code": wishes.area or None,
        "unit_id": wishes.unit_id or None,
        "field": chosen(ServiceField, wishes.field, "Field") if wishes.field else None,
        "channel": chosen(Channel, wishes.channel, "Channel") if wishes.channel else None,
    }


def _watching(wishes: Wishes) -> dict[str, object]:
    if wishes.rhythm != Rhythm.THRESHOLD:
        return dict.fromkeys(("watched", "crossing", "bound", "margin"))
    threshold = figure_thresholds.checked(
        Threshold(
            chosen(Indicator, wishes.watched, "Figure"),
            chosen(Crossing, wishes.crossing, "Side"),
            wishes.bound,
            wishes.margin or 0.0,
        )
    )
    if threshold.crossing not in figure_thresholds.sides(threshold.indicator, wishes.span):
        raise BeginsAtZero
    return {
        "watched": threshold.indicator,
        "crossing": threshold.crossing,
        "bound": float(threshold.bound),
        "margin": float(threshold.margin),
    }


def _bot(act: Act, bot_id: int | None) -> int | None:
    if not bot_id:
        if act.session.get_one(User, act.actor.id).email is None:
            raise NoAddress
        return None
    usable = select(Bot.id).where(Bot.id == bot_id, bots.usable(act.actor))
    if act.session.exec(usable).first() is None:
        raise Unclear(field="Sent by")
    return bot_id


def _refuse_ended(row: FigureSubscription) -> None:
    if row.ended_at is not None:
        raise SubscriptionEnded
