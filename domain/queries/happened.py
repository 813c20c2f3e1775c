"""What happened with something that is there: its events as its page tells them."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, SQLModel, col, or_, select

from db.models import Event, Organisation, User
from db.vocabulary import Kind
from domain.clock import LOCAL
from domain.permissions import Person

MOST = 500  # of one story, that a page tells at once


@dataclass(frozen=True)
class Happened:
    """One event of its story."""

    at: datetime
    action: str
    said: dict
    who: str  # empty: the platform, somebody without an account, or somebody whose name is not for this reader
    is_day: bool = False  # `at` tells its day alone


def on_its_day(each: Happened) -> Happened:
    """Without its hour: what one person did in one go would be told by it, and whose it is by the open names in it."""
    return replace(each, at=day_of(each.at), is_day=True)


def day_of(at: datetime) -> datetime:
    """The first moment of its day, by the clocks of the city."""
    return at.astimezone(LOCAL).replace(hour=0, minute=0, second=0, microsecond=0)


def is_known_to(person: Person) -> ColumnElement[bool]:
    """The condition, on users and their organisations, of those who are named whoever else is hidden: the people of
    the reader's own house and of the platform."""
    ours = col(User.organisation_id) == person.organisation_id
    return or_(ours, col(Organisation.kind).in_((Kind.CITY, Kind.SUB_PLATFORM)))


def story(
    session: Session, subject: SQLModel, *where: ColumnElement[bool], tells_who: bool = True
) -> tuple[Happened, ...]:
    """All of it, the newest first, with everything that was said; the caller has seen to it that it may be read."""
    found = session.exec(
        select(Event, User.name)
        .outerjoin(User, User.id == Event.actor_id)
        .where(
            Event.subject_kind == type(subject).__tablename__,
            Event.subject_id == subject.id,
            *where,
        )
        .order_by(col(Event.position).desc())
    )
    return tuple(
        Happened(event.at, event.action, event.particulars, name or "" if tells_who else "")
        for event, name in found
    )
