"""One's own notices: what has been read need not be shown as new."""

from sqlmodel import col, select, update

from db.models import Demand, Notice, User
from domain.command import Act, command
from domain.permissions import oneself


@command(User, by=oneself)
def read_all(act: Act, user: User) -> None:
    """Take note of every notice one has."""
    _read(act, user)


@command(User, by=oneself)
def read_about(act: Act, user: User, *, number: str) -> None:
    """Take note of every notice one has about one demand."""
    about = select(Demand.id).where(Demand.number == number)
    _read(act, user, col(Notice.demand_id).in_(about))


def _read(act: Act, user: User, *which) -> None:
    unread = update(Notice).where(Notice.user_id == user.id, col(Notice.read_at).is_(None), *which)
    many = act.session.exec(unread.values(read_at=act.now)).rowcount
    act.topics.add(f"notices:{user.id}")
    act.record("notices_read", user, count=many)
