"""Mails about the turns of matches: one mail for everything that is new to a person, and at most one in an hour.

A mail names nothing itself: it is composed when it is sent, from the notices that its reader has not read by then
(domain/queries/match_news.py), so that it tells what they may know at that moment.
"""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlmodel import Session, col, func, select

from db.models import Event, MatchNewsDeclined, Message, User
from db.vocabulary import MessageKind
from domain import match_notices
from domain.gathered_mails import waiting

if TYPE_CHECKING:
    from domain.command import Act

GATHER = timedelta(minutes=2)  # so that what is done in one go is told in one mail
APART = timedelta(hours=1)  # between two mails to the same person


def tell(act: "Act", event: Event) -> None:
    """Have everybody told by mail whom an event of a match concerns; what waits unsent already tells this too."""
    if event.action not in match_notices.BY_MAIL:
        return
    told = match_notices.recipients(act.session, event) - {act.actor.id}
    waits = waiting(act.session, MessageKind.MATCH_NEWS, Message.user_id, told, act.now)
    readers = act.session.exec(_readers(told - waits)).all()
    last = _last(act.session, {user.id for user in readers})
    for user in readers:
        due = act.now + GATHER
        if user.id in last:
            due = max(due, last[user.id] + APART)
        act.session.add(
            Message(
                kind=MessageKind.MATCH_NEWS,
                user_id=user.id,
                recipient=user.email,
                language=user.language or "zh",
                created_at=act.now,
                due_at=due,
            )
        )


def _readers(users: set[int]):
    """Those with an address who have not said no."""
    return select(User).where(
        col(User.id).in_(users),
        col(User.email).is_not(None),
        col(User.id).not_in(select(MatchNewsDeclined.user_id)),
    )


def _last(session: Session, users: set[int]) -> dict[int, datetime]:
    """When each was written to last, or is to be."""
    at = func.max(func.coalesce(Message.sent_at, Message.due_at))
    found = select(Message.user_id, at).where(
        Message.kind == MessageKind.MATCH_NEWS, col(Message.user_id).in_(users)
    )
    return dict(session.exec(found.group_by(col(Message.user_id))).all())
