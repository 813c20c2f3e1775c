"""One's own notices: what has been read need not be shown as new."""

from sqlmodel import col, or_, select, update

from db.models import Demand, Event, Match, Notice, ResearchResult, TechnicalNeed, User
from domain.command import Act, command
from domain.permissions import oneself


@command(User, by=oneself)
def read_all(act: Act, user: User) -> None:
    """Take note of every notice one has."""
    _read(act, user)


@command(User, by=oneself)
def read_about(act: Act, user: User, *, number: str) -> None:
    """Take note of every notice one has about one demand, match, need or result."""
    about = [col(Notice.demand_id).in_(select(Demand.id).where(Demand.number == number))]
    for table in (Match, TechnicalNeed, ResearchResult):
        of_one = select(Event.id).where(
            Event.subject_kind == table.__tablename__,
            col(Event.subject_id).in_(select(table.id).where(table.number == number)),
        )
        about.append(col(Notice.event_id).in_(of_one))
    _read(act, user, or_(*about))


def _read(act: Act, user: User, *which) -> None:
    unread = update(Notice).where(Notice.user_id == user.id, col(Notice.read_at).is_(None), *which)
    many = act.session.exec(unread.values(read_at=act.now)).rowcount
    act.topics.add(f"notices:{user.id}")
    act.record("notices_read", user, count=many)
