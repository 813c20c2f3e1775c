"""Messages that gather what happens until they are sent: who has one waiting that will tell this too."""

from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, or_, select

from db.models import Message
from db.vocabulary import MessageKind


def waiting(
    session: Session, kind: MessageKind, whose: ColumnElement, ids: set[int], now: datetime
) -> set[int]:
    """For whom of these a message waits that nobody is sending at this moment; none begins to until this is committed.

    `whose` is the column of `message` that names them: a user or a bot.
    """
    found = select(whose).where(
        Message.kind == kind,
        col(whose).in_(ids),
        col(Message.sent_at).is_(None),
        col(Message.given_up_at).is_(None),
        or_(col(Message.claimed_until).is_(None), col(Message.claimed_until) < now),
    )
    return set(session.exec(found.with_for_update()))
