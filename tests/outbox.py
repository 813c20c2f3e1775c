"""What the outbox of the test's platform holds, and how every attempt ended."""

from sqlmodel import col, select

from db.engine import snapshot
from db.models import Message, MessageAttempt


def messages() -> list[Message]:
    """All that was ever to be sent, the oldest first."""
    with snapshot() as session:
        return list(session.exec(select(Message).order_by(col(Message.id))).all())


def answers() -> list[tuple[bool, str]]:
    """Every attempt: whether it succeeded, and what the server said."""
    with snapshot() as session:
        found = session.exec(select(MessageAttempt).order_by(col(MessageAttempt.id))).all()
        return [(each.succeeded, each.answer) for each in found]
