"""What is new of alerts, for one message: those that began, became worse or are back, one after the other."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, literal, select, union_all

from db.models import AlertRule, Event, FigureAlert, Message, Notice
from db.supervision_vocabulary import AlertEnd
from db.vocabulary import MessageKind
from domain.permissions import person
from domain.queries.figure_alerts import Alert, alerts_of, alerts_visible_to
from domain.supervision_notices import OF_ALERT

MOST = 50


@dataclass(frozen=True)
class Turn:
    """An alert began, its figure has become worse, or is back: as the event says it (`OF_ALERT`)."""

    alert: Alert
    action: str


@dataclass(frozen=True)
class News:
    """What one message tells, and how many turns it leaves out."""

    turns: tuple[Turn, ...]
    more: int = 0


def told(session: Session, message: Message) -> News:
    """Everything since the message was written that its reader has not read yet and may know; of a bot, everything that
    was found by its rules. Raises Forbidden for an account that is disabled."""
    rows = session.execute(
        _of_bot(session, message) if message.bot_id else _of_reader(session, message)
    ).all()
    found = {each.id: each for each in alerts_of(session, {id for id, _, _ in rows[:MOST]})}
    turns = tuple(Turn(found[id], action) for id, action, _ in rows[:MOST])
    return News(turns, max(len(rows) - MOST, 0))


def _of_reader(session: Session, message: Message):
    who = person(session, message.user_id)
    until = _until(session, message, Message.user_id == message.user_id)
    asked = (
        select(FigureAlert.id, Event.action, Event.id)
        .select_from(Notice)
        .join(Event, Event.id == Notice.event_id)
        .join(FigureAlert, FigureAlert.id == Event.subject_id)
        .join(AlertRule, AlertRule.id == FigureAlert.rule_id)
        .where(
            Notice.user_id == who.id,
            col(Notice.read_at).is_(None),
            Notice.created_at >= message.created_at,
            Event.subject_kind == FigureAlert.__tablename__,
            col(Event.action).in_(OF_ALERT),
            alerts_visible_to(who),
        )
        .order_by(Event.id)
    )
    return asked.where(Notice.created_at < until) if until else asked


def _of_bot(session: Session, message: Message):
    until = _until(session, message, Message.bot_id == message.bot_id)

    def turns(at, action: str, *more):
        asked = (
            select(FigureAlert.id, literal(action), at)
            .join(AlertRule, AlertRule.id == FigureAlert.rule_id)
            .where(AlertRule.bot_id == message.bot_id, at >= message.created_at, *more)
        )
        return asked.where(at < until) if until else asked

    is_over = FigureAlert.ended_as == AlertEnd.RECOVERED
    moments = (col(FigureAlert.began_at), col(FigureAlert.worse_at), col(FigureAlert.ended_at))
    began, worse, over = zip(moments, OF_ALERT, strict=True)
    every = union_all(turns(*began), turns(*worse), turns(*over, is_over)).subquery()
    return select(*every.c).order_by(every.c[2], every.c[0])


def _until(session: Session, message: Message, whose) -> datetime | None:
    """Up to which moment a message tells: where the next one to the same reader begins."""
    later = select(func.min(Message.created_at)).where(
        Message.kind == MessageKind.ALERTS, whose, Message.id > message.id
    )
    return session.exec(later).one()
