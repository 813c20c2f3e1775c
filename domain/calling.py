"""Calling those whom nothing that is sent reaches: who has to hear of what, and that they were called.

The same for whoever registered for an activity, booked a service or entered a project: what happened and who was called
is read from the events of each.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, SQLModel, col, select

from db.models import Event
from domain.command import Act
from domain.errors import NotFound, Refused
from domain.unreached import unreached


class CalledAlready(Refused):
    message = (
        "Nobody has to call this person now: there is no news for them, or somebody has called."
    )


@dataclass(frozen=True)
class Call:
    """What somebody is to hear, who is reached by nothing else: since when there is news, and who told them last.

    `news_at` None: none that still concerns them.
    """

    news_at: datetime | None = None
    called_at: datetime | None = None
    called_by_id: int | None = None

    @property
    def is_open(self) -> bool:
        """Whether there is news of which they were not told."""
        return self.news_at is not None and (not self.called_at or self.called_at < self.news_at)


def heard(
    session: Session,
    row: type[SQLModel],
    where: Sequence[ColumnElement[bool]],
    *,
    news: Sequence[str],
    called: str,
) -> dict[int, Call]:
    """Of the rows of a table, everybody whom nothing reaches that is sent, by id: the newest of their own news, and who
    called them last.

    `news`: the actions that whoever it concerns has to hear of; `called`: the one that says that they were called.
    """
    asked = select(row.id).where(*where, unreached(row))
    ids = session.exec(asked).all()
    if not ids:
        return {}
    own, told = (dict(_newest(session, row, asked, each)) for each in (news, (called,)))
    return {each: Call(own.get(each, (None,))[0], *told.get(each, (None, None))) for each in ids}


def note(act: Act, subject: SQLModel, call: Call | None, called: str) -> None:
    """Note that somebody was called, once since the newest news. Raises NotFound, CalledAlready."""
    if call is None:
        raise NotFound
    if not call.is_open:
        raise CalledAlready
    act.record(called, subject)


def _newest(
    session: Session, row: type[SQLModel], ids, actions: Sequence[str]
) -> Iterator[tuple[int, tuple[datetime, int | None]]]:
    """Of each row the newest of these events: when it was, and who did it."""
    events = select(Event.subject_id, Event.at, Event.actor_id).where(
        Event.subject_kind == row.__tablename__,
        col(Event.subject_id).in_(ids),
        col(Event.action).in_(actions),
    )
    for subject_id, at, actor_id in session.exec(events.order_by(col(Event.position))):
        yield subject_id, (at, actor_id)
