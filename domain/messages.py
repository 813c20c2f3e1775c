"""What leaves the platform: written to the outbox with its cause, claimed and sent by a job, every attempt kept."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlmodel import Session, col, or_, select, update

from db.models import Demand, DockingDay, FigureAlert, Match, Message, MessageAttempt, User
from db.vocabulary import MessageKind
from domain import alert_mails, docking_mails, match_mails, speaker_mails, topics

if TYPE_CHECKING:
    from domain.command import Act

CLAIM = timedelta(minutes=5)
RETRIES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 720))
TOLD = {
    "submitted": MessageKind.RECEIVED,
    "asked": MessageKind.QUESTION,
    "approved": MessageKind.SURVEY,
    "declined": MessageKind.ANSWERED,
    "merged": MessageKind.ANSWERED,
    "closed": MessageKind.ANSWERED,
}


def tell(act: "Act") -> None:
    """Put a message into the outbox for every event that somebody should hear of by mail."""
    for event in act.events:
        if event.subject_kind == DockingDay.__tablename__:
            docking_mails.tell(act, event)
        if event.subject_kind == FigureAlert.__tablename__:
            alert_mails.tell(act, event)
        if event.subject_kind == Match.__tablename__:
            match_mails.tell(act, event)
        kind = TOLD.get(event.action)
        if kind is None or event.subject_kind != Demand.__tablename__:
            continue
        put(act.session, kind, act.session.get_one(Demand, event.subject_id), now=act.now)
    speaker_mails.tell(act)


def put(session: Session, kind: MessageKind, demand: Demand, *, now: datetime) -> None:
    """One message about a demand, if the enterprise has left an address."""
    if demand.contact_email:
        session.add(
            Message(
                kind=kind,
                demand_id=demand.id,
                recipient=demand.contact_email,
                language=demand.language,
                created_at=now,
                due_at=now,
            )
        )


def invite(act: "Act", user: User) -> None:
    """The message that brings a person the link to their new account."""
    if user.email:
        act.session.add(
            Message(
                kind=MessageKind.INVITATION,
                user_id=user.id,
                recipient=user.email,
                language=user.language or "zh",
                created_at=act.now,
                due_at=act.now,
            )
        )


def claim(
    session: Session, now: datetime, most: int = 20, *, by_bot: bool = False
) -> list[Message]:
    """Take some messages that are due, so that no other process sends them; a claim lapses after five minutes.

    Those that leave by mail, or those that leave by the bots of groups.
    """
    due = (
        select(Message.id)
        .where(
            col(Message.sent_at).is_(None),
            col(Message.given_up_at).is_(None),
            Message.due_at <= now,
            col(Message.bot_id).is_not(None) if by_bot else col(Message.bot_id).is_(None),
            or_(col(Message.claimed_until).is_(None), col(Message.claimed_until) < now),
        )
        .order_by(col(Message.due_at))
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    claimed = (
        update(Message)
        .where(col(Message.id).in_(due.scalar_subquery()))
        .values(claimed_until=now + CLAIM)
        .returning(Message)
    )
    return list(session.exec(claimed).scalars().all())


def note_attempt(
    session: Session,
    message: Message,
    *,
    now: datetime,
    succeeded: bool,
    answer: str,
    is_final: bool = False,
) -> None:
    """Keep what the provider said; after a failure try again later, in the end or when it is final give up."""
    session.add(
        MessageAttempt(message_id=message.id, at=now, succeeded=succeeded, answer=answer[:500])
    )
    row = session.get_one(Message, message.id)
    row.claimed_until = None
    tried = session.exec(
        select(MessageAttempt.id).where(MessageAttempt.message_id == message.id)
    ).all()
    if succeeded:
        row.sent_at = now
    elif is_final or len(tried) > len(RETRIES):
        row.given_up_at = now
    else:
        row.due_at = now + RETRIES[len(tried) - 1]
    session.add(row)
    topics.bump(session, [topics.OUTBOX])
