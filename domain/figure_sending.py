"""Telling subscribers: whose turn has come, and whose figure has crossed its threshold; each moment once.

What a message says is composed when it is sent (domain/queries/figure_views.py). Here it is only found out that there
is something to tell, and the message is written in the transaction that marks it as told.
"""

import logging
from collections.abc import Callable
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, false
from sqlmodel import Session, and_, col, or_, select

from db.engine import snapshot, transaction
from db.models import Bot, FigureSubscription
from db.subscription_vocabulary import EndReason, Rhythm, SendingCause
from domain import bots, clock, figure_rhythm, limits, topics
from domain import figure_subscriptions as subscriptions
from domain.clock import LOCAL
from domain.command import perform
from domain.errors import Forbidden
from domain.figure_rhythm import Turns
from domain.figure_thresholds import Threshold, judged, sides
from domain.indicators import allowed, metric
from domain.indicators.definitions import DEFINITIONS
from domain.office_calendar import Calendar
from domain.permissions import ENGINE, Person, person
from domain.queries.indicators import TOPICS

log = logging.getLogger(__name__)
MOST = 100  # in one tick
AT_LEAST_EVERY = timedelta(
    minutes=10
)  # a threshold is looked at: limits pass without anybody acting


def send() -> int:
    """One tick: returns how many were told."""
    now = clock.now()
    with snapshot() as session:
        calendar = limits.calendar(session)
        due = list(session.exec(_due(now, calendar)))
        version = topics.version(session, TOPICS)
        watching = list(session.exec(_watching(now, version)))
    told = sum(_tried(_tell_turn, each, now, calendar) for each in due)
    return told + sum(_tried(_judge, each, now, version) for each in watching)


def _tried(step: Callable[..., bool], id: int, *more) -> bool:
    """A fault of one subscription does not hold up the others."""
    try:
        return step(id, *more)
    except Exception:
        log.exception("subscription %s failed", id)
        return False


def _tell_turn(id: int, now: datetime, calendar: Calendar) -> bool:
    """Tell what a week or month is to be told, unless another process has."""
    if not _may_be_told(id):
        return False
    with transaction() as session:
        row = session.get_one(FigureSubscription, id, with_for_update=True)
        turns = subscriptions.turns(row)
        turn = turns.over(now, calendar)
        if not _is_running(row) or row.told_for is None or row.told_for >= turn:
            return False
        row.told_for = turn
        user, bot = subscriptions.way(session, row)
        due_at = turns.moment(turn, calendar)
        subscriptions.put(session, row, user, bot, SendingCause.TURN, due_at=due_at, now=now)
        topics.bump(session, [topics.of_subscriptions(row.user_id)])
    return True


def _judge(id: int, now: datetime, version: int) -> bool:
    """Look at a watched figure, and tell of it if it crossed its threshold or came back."""
    if not _may_be_told(id):
        return False
    with snapshot() as session:
        seen = session.get_one(FigureSubscription, id)
        user, bot = subscriptions.way(session, seen)
        who = subscriptions.reader(person(session, user.id), bot)
        period = figure_rhythm.period(seen.span, now.astimezone(LOCAL).date())
        scope = allowed.narrowed(who, subscriptions.scope_of(seen, period))
        found = metric.table(session, who, (seen.watched,), scope)[None].get(seen.watched)
    with transaction() as session:
        row = session.get_one(FigureSubscription, id, with_for_update=True)
        if not _is_running(row) or (row.version, row.judged_at) != (seen.version, seen.judged_at):
            return False
        if row.judged_for != period.first:  # a new figure, but for what is so at this moment
            row.is_armed = row.is_armed or not DEFINITIONS[row.watched].is_now
            row.judged_for = period.first
        row.judged_at, row.judged_version = now, version
        threshold = Threshold(row.watched, row.crossing, row.bound, row.margin)
        if row.crossing not in sides(row.watched, row.span):  # asked for before it was refused
            return False
        cause = judged(found, threshold, is_armed=row.is_armed) if found else None
        if cause is None:
            return False
        row.is_armed = cause is SendingCause.RECOVERED
        subscriptions.put(session, row, user, bot, cause, due_at=now, now=now, value=found.value)
        topics.bump(session, [topics.of_subscriptions(row.user_id)])
    return True


def _may_be_told(id: int) -> bool:
    """Whether its owner may still be told by this way; where not, it ends, and the owner hears why."""
    with snapshot() as session:
        row = session.get(FigureSubscription, id)
        if row is None or not _is_running(row):
            return False
        why = hindrance(session, row)
    if why:
        perform(ENGINE, subscriptions.end, id, why=why)
    return why is None


def hindrance(session: Session, row: FigureSubscription) -> EndReason | None:
    """Why nothing may be told of a subscription any more."""
    try:
        who = person(session, row.user_id)
    except Forbidden:
        return EndReason.NO_RIGHT
    if not allowed.may_see(who):
        return EndReason.NO_RIGHT
    if row.bot_id is None:
        return None if subscriptions.way(session, row)[0].email else EndReason.NO_ADDRESS
    return None if _may_use(session, who, row.bot_id) else EndReason.NO_BOT


def _may_use(session: Session, who: Person, bot_id: int) -> bool:
    asked = select(Bot.id).where(Bot.id == bot_id, bots.usable(who))
    return session.exec(asked).first() is not None


def _is_running(row: FigureSubscription) -> bool:
    return row.ended_at is None and row.paused_at is None


_RUNNING = and_(
    col(FigureSubscription.ended_at).is_(None), col(FigureSubscription.paused_at).is_(None)
)


def _due(now: datetime, calendar: Calendar):
    """Those whose turn of this week or month has come and was not told."""
    local = now.astimezone(LOCAL)
    row, today = FigureSubscription, local.date()
    week, month = (Turns(each, 0, 0).begin(today) for each in (Rhythm.WEEKLY, Rhythm.MONTHLY))
    is_weekly = and_(
        row.rhythm == Rhythm.WEEKLY,
        col(row.told_for) < week,
        or_(
            row.weekday < today.weekday(),
            and_(row.weekday == today.weekday(), row.hour <= local.hour),
        ),
    )
    is_monthly = and_(
        row.rhythm == Rhythm.MONTHLY,
        col(row.told_for) < month,
        _is_month_begun(today, local.hour, calendar),
    )
    asked = select(row.id).where(_RUNNING, or_(is_weekly, is_monthly))
    return asked.order_by(col(row.told_for), col(row.id)).limit(MOST)


def _is_month_begun(today: date, hour: int, calendar: Calendar) -> ColumnElement[bool]:
    first = figure_rhythm.first_working_day(today.replace(day=1), calendar)
    if today < first:
        return false()
    return col(FigureSubscription.hour) <= (hour if today == first else 24)


def _watching(now: datetime, version: int):
    """Those with a threshold whose figures may have changed since they were looked at."""
    row = FigureSubscription
    is_old = or_(
        col(row.judged_at).is_(None),
        row.judged_version != version,
        col(row.judged_at) < now - AT_LEAST_EVERY,
    )
    asked = select(row.id).where(_RUNNING, row.rhythm == Rhythm.THRESHOLD, is_old)
    return asked.order_by(col(row.judged_at).is_not(None), col(row.judged_at)).limit(MOST)
