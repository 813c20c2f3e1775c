"""Alerts leave the platform: by mail to whoever is told of them, and by the bot that their rule names.

One message tells everything that began or was over until it is sent, so that a bad morning is one mail. What it says is
composed then (domain/queries/alert_news.py), of what its reader has not read on the platform by that moment.
"""

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlmodel import col, select

from db.models import AlertRule, Bot, Event, FigureAlert, Message, User
from db.vocabulary import MessageKind
from domain import supervision_notices
from domain.gathered_mails import waiting

if TYPE_CHECKING:
    from domain.command import Act

GATHER = timedelta(minutes=2)


def tell(act: "Act", event: Event) -> None:
    """Have everybody written to who is told of an alert; what waits unsent already tells this too."""
    if event.action not in supervision_notices.OF_ALERT:
        return
    told = supervision_notices.of_alert(act.session, event)
    waits = waiting(act.session, MessageKind.ALERTS, Message.user_id, told, act.now)
    wanted = (col(User.id).in_(told - waits), col(User.email).is_not(None))
    for user in act.session.exec(select(User).where(*wanted).order_by(User.id)):
        _put(act, user.email, user.language, user_id=user.id)
    of_rule = (
        select(Bot)
        .join(AlertRule, AlertRule.bot_id == Bot.id)
        .join(FigureAlert, FigureAlert.rule_id == AlertRule.id)
        .where(FigureAlert.id == event.subject_id, col(Bot.closed_at).is_(None))
    )
    bot = act.session.exec(of_rule).first()
    if bot and not waiting(act.session, MessageKind.ALERTS, Message.bot_id, {bot.id}, act.now):
        _put(act, bot.name, None, bot_id=bot.id)


def _put(act: "Act", recipient: str, language: str | None, **whose: int) -> None:
    act.session.add(
        Message(
            kind=MessageKind.ALERTS,
            recipient=recipient,
            language=language or "zh",
            created_at=act.now,
            due_at=act.now + GATHER,
            **whose,
        )
    )
