"""The state of the outbox, for the administrator: what waits, what was given up, and whether mail is set up at all."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select

from db.models import Message, MessageAttempt
from db.settings import settings
from db.vocabulary import Role
from domain.permissions import Person

MOST_ANSWERS = 10


@dataclass(frozen=True)
class Failure:
    """One message that was given up, with what the mail server said last."""

    message_id: int
    recipient: str
    at: datetime
    answer: str


@dataclass(frozen=True)
class Outbox:
    is_set_up: bool  # without SMTP_URL messages wait
    waiting: int
    oldest_at: datetime | None
    given_up: tuple[Failure, ...]  # the newest first


def outbox(session: Session, person: Person) -> Outbox | None:
    """How it stands with the mail; none for others than administrators."""
    if not person.has(Role.ADMINISTRATOR):
        return None
    waits = (col(Message.sent_at).is_(None), col(Message.given_up_at).is_(None))
    counted = select(func.count(), func.min(Message.created_at)).where(*waits)
    tried = aliased(MessageAttempt)
    waiting, oldest = session.exec(counted).one()
    last = (
        select(func.max(col(tried.id)))
        .where(tried.message_id == Message.id)
        .correlate(Message)
        .scalar_subquery()
    )
    given_up = (
        select(Message, MessageAttempt)
        .join(MessageAttempt, MessageAttempt.id == last)
        .where(col(Message.given_up_at).is_not(None))
        .order_by(col(Message.given_up_at).desc())
        .limit(MOST_ANSWERS)
    )
    failures = (
        Failure(message.id, message.recipient, attempt.at, attempt.answer)
        for message, attempt in session.exec(given_up)
    )
    return Outbox(bool(settings().smtp_url), waiting, oldest, tuple(failures))
