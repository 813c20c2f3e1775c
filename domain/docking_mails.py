"""Mails about a docking day: put into the outbox for those whom an event concerns, one at a time for each person."""

from typing import TYPE_CHECKING

from sqlmodel import col, select

from db.models import DockingDay, Event, Message, User
from domain.docking_notices import BY_MAIL, concerned

if TYPE_CHECKING:
    from domain.command import Act


def tell(act: "Act", event: Event) -> None:
    """What waits unsent already says what is so when it leaves: nobody gets it twice."""
    kind = BY_MAIL.get(event.action)
    if kind is None:
        return
    day = act.session.get_one(DockingDay, event.subject_id)
    told = concerned(act.session, day, event) - {act.actor.id}
    waiting = set(
        act.session.exec(
            select(Message.user_id).where(
                Message.docking_day_id == day.id,
                Message.kind == kind,
                col(Message.sent_at).is_(None),
                col(Message.given_up_at).is_(None),
            )
        )
    )
    reached = select(User).where(col(User.id).in_(told - waiting), col(User.email).is_not(None))
    for user in act.session.exec(reached):
        act.session.add(
            Message(
                kind=kind,
                docking_day_id=day.id,
                user_id=user.id,
                recipient=user.email,
                language=user.language or "zh",
                created_at=act.now,
                due_at=act.now,
            )
        )
