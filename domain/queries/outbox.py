"""The outbox, for the administrator: whether mail is set up, what waits, what went out, what was given up and why.

Addresses are shown masked, also where the mail server repeats them; one is shown whole only when it is asked for.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, exists, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select

from db.models import (
    Activity,
    ActivityInvitation,
    Contest,
    ContestEntry,
    ContestJudge,
    Demand,
    Message,
    MessageAttempt,
    Registration,
    ServiceBooking,
    ServiceOffer,
    ServiceSlot,
    User,
)
from db.settings import settings
from db.vocabulary import MessageKind
from domain import paging
from domain.permissions import Person, administrators, allows

MOST_ANSWERS = 10
MOST_COUNTED = 10_000  # counting on would cost more than it tells
PAGE = 25


# To whom these go is not shown, not even on asking: it would tell who has answered, and that is nobody's to know.
UNNAMED = (MessageKind.FEEDBACK_ASKED, MessageKind.FEEDBACK_REMINDER)


class MessageState(StrEnum):
    """How far a message has come."""

    WAITING = "waiting"  # not tried yet
    RETRYING = "retrying"  # tried, and to be tried again
    SENT = "sent"
    GIVEN_UP = "given_up"


@dataclass(frozen=True)
class AttemptShown:
    """One try, with the mail server's own answer."""

    at: datetime
    succeeded: bool
    answer: str


@dataclass(frozen=True)
class MessageShown:
    """One line of the outbox, or with `attempts` one message."""

    id: int
    kind: MessageKind
    state: MessageState
    recipient: str  # masked; of a message that leaves by a group's bot, the bot's name
    about: str  # the number of the demand or activity, or the name of who is invited
    demand: str  # the demand's number, if it is about one
    language: str
    created_at: datetime
    due_at: datetime  # of the next try, while there is one
    ended_at: datetime | None  # when it was sent or given up
    tries: int = 0
    answer: str = ""  # the last one
    attempts: tuple[AttemptShown, ...] = ()  # the newest first
    is_by_bot: bool = False


@dataclass(frozen=True)
class Count:
    """How many messages there are: up to ten thousand exactly, beyond that `is_more`."""

    many: int
    is_more: bool = False

    @property
    def pages(self) -> int:
        return paging.pages(self.many, PAGE)


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
    if not allows(administrators, person, None):
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
        Failure(
            message.id,
            _recipient(message),
            attempt.at,
            _without(attempt.answer, message, _recipient(message)),
        )
        for message, attempt in session.exec(given_up)
    )
    return Outbox(bool(settings().smtp_url), waiting, oldest, tuple(failures))


def count(
    session: Session,
    person: Person,
    state: MessageState | None = None,
    kind: MessageKind | None = None,
) -> Count:
    """How many messages all the pages show; for administrators."""
    if not allows(administrators, person, None):
        return Count(0)
    bounded = select(Message.id).where(*_fits(state, kind)).limit(MOST_COUNTED + 1).subquery()
    found = session.exec(select(func.count()).select_from(bounded)).one()
    return Count(min(found, MOST_COUNTED), found > MOST_COUNTED)


def messages(
    session: Session,
    person: Person,
    state: MessageState | None = None,
    kind: MessageKind | None = None,
    page: int = 1,
) -> tuple[MessageShown, ...]:
    """One page of the messages that fit, the newest first; for administrators."""
    if not allows(administrators, person, None):
        return ()
    start = (min(max(page, 1), MOST_COUNTED // PAGE) - 1) * PAGE
    asked = _rows().where(*_fits(state, kind)).order_by(col(Message.id).desc())
    found = session.exec(asked.offset(start).limit(PAGE)).all()
    tried = _attempts(session, [row[0].id for row in found])
    return tuple(_shown(*row, tried.get(row[0].id, [])) for row in found)


def message(session: Session, person: Person, message_id: int) -> MessageShown | None:
    """One message with every attempt; for administrators."""
    if not allows(administrators, person, None):
        return None
    found = session.exec(_rows().where(Message.id == message_id)).first()
    if found is None:
        return None
    return _shown(*found, _attempts(session, [message_id]).get(message_id, []))


def address(session: Session, person: Person, message_id: int) -> str:
    """The address of one message in full, for the administrator who looks for the mistake in it."""
    if not allows(administrators, person, None):
        return ""
    row = session.get(Message, message_id)
    return row.recipient if row and row.kind not in UNNAMED else ""


def masked(recipient: str) -> str:
    """l***@example.com: enough to tell messages apart."""
    name, at, host = recipient.partition("@")
    return f"{name[:1]}***{at}{host}"


messages.by_scope = count.by_scope = message.by_scope = address.by_scope = outbox.by_scope = True
# A new message tells no topic.
messages.by_minute = count.by_minute = message.by_minute = outbox.by_minute = True

_TRIED = exists().where(MessageAttempt.message_id == Message.id)
_UNSENT = col(Message.sent_at).is_(None) & col(Message.given_up_at).is_(None)
_IS: dict[MessageState, ColumnElement[bool]] = {
    MessageState.WAITING: _UNSENT & ~_TRIED,
    MessageState.RETRYING: _UNSENT & _TRIED,
    MessageState.SENT: col(Message.sent_at).is_not(None),
    MessageState.GIVEN_UP: col(Message.sent_at).is_(None) & col(Message.given_up_at).is_not(None),
}


def _fits(state: MessageState | None, kind: MessageKind | None) -> list[ColumnElement[bool]]:
    fits = [_IS[state]] if state else []
    return [*fits, Message.kind == kind] if kind else fits


def _rows():
    """Messages with the demand's number, the name of the person and the activity's number that each is about."""
    of_contest = or_(Contest.id == ContestEntry.contest_id, Contest.id == ContestJudge.contest_id)
    return (
        select(
            Message,
            Demand.number,
            User.name,
            func.coalesce(Activity.number, Contest.number, ServiceOffer.title),
        )
        .outerjoin(Demand, Demand.id == Message.demand_id)
        .outerjoin(User, User.id == Message.user_id)
        .outerjoin(Registration, Registration.id == Message.registration_id)
        .outerjoin(ActivityInvitation, ActivityInvitation.id == Message.invitation_id)
        .outerjoin(
            Activity,
            Activity.id
            == func.coalesce(
                Message.activity_id, Registration.activity_id, ActivityInvitation.activity_id
            ),
        )
        .outerjoin(ContestEntry, ContestEntry.id == Message.contest_entry_id)
        .outerjoin(ContestJudge, ContestJudge.id == Message.contest_judge_id)
        .outerjoin(Contest, of_contest)
        .outerjoin(ServiceBooking, ServiceBooking.id == Message.booking_id)
        .outerjoin(ServiceSlot, ServiceSlot.id == ServiceBooking.slot_id)
        .outerjoin(ServiceOffer, ServiceOffer.id == ServiceSlot.offer_id)
    )


def _attempts(session: Session, ids: list[int]) -> dict[int, list[MessageAttempt]]:
    """Every attempt of these messages, the newest first; a message has a handful."""
    found: dict[int, list[MessageAttempt]] = {}
    tried = select(MessageAttempt).where(col(MessageAttempt.message_id).in_(ids))
    for attempt in session.exec(tried.order_by(col(MessageAttempt.id).desc())):
        found.setdefault(attempt.message_id, []).append(attempt)
    return found


def _shown(
    row: Message,
    number: str | None,
    name: str | None,
    activity: str | None,
    tried: list[MessageAttempt],
) -> MessageShown:
    is_by_bot = row.bot_id is not None
    attempts = tuple(
        AttemptShown(
            each.at,
            each.succeeded,
            each.answer if is_by_bot else _without(each.answer, row, _recipient(row, masked)),
        )
        for each in tried
    )
    return MessageShown(
        id=row.id,
        kind=row.kind,
        state=_state(row, bool(tried)),
        recipient=row.recipient if is_by_bot else _recipient(row, masked),
        about=number or name or activity or "",
        demand=number or "",
        language=row.language,
        created_at=row.created_at,
        due_at=row.due_at,
        ended_at=row.sent_at or row.given_up_at,
        tries=len(tried),
        answer=attempts[0].answer if attempts else "",
        attempts=attempts,
        is_by_bot=is_by_bot,
    )


def _state(row: Message, is_tried: bool) -> MessageState:
    if row.sent_at:
        return MessageState.SENT
    if row.given_up_at:
        return MessageState.GIVEN_UP
    return MessageState.RETRYING if is_tried else MessageState.WAITING


def _recipient(row: Message, told: Callable[[str], str] = str) -> str:
    return "***" if row.kind in UNNAMED else told(row.recipient)


def _without(answer: str, row: Message, told: str) -> str:
    """The mail server's answer, in which it may repeat the address."""
    return re.sub(re.escape(row.recipient), lambda _: told, answer, flags=re.IGNORECASE)
