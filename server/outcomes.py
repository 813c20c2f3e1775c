"""What became of one try to send a message: kept in the outbox, and written down where it failed."""

import logging
from dataclasses import dataclass

from db.engine import transaction
from db.models import Message
from domain import clock, messages

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Outcome:
    """What the other side said; `is_final` means that trying again is of no use."""

    succeeded: bool
    answer: str
    is_final: bool = False


def note(message: Message, outcome: Outcome) -> None:
    with transaction() as session:
        messages.note_attempt(
            session,
            message,
            now=clock.now(),
            succeeded=outcome.succeeded,
            answer=outcome.answer,
            is_final=outcome.is_final,
        )
    if not outcome.succeeded:
        log.warning("message %s (%s) was not sent: %s", message.id, message.kind, outcome.answer)
