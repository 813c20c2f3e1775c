"""One's own notices: what has been read need not be shown as new."""

from sqlmodel import col, update

from db.models import Notice, User
from domain.command import Act, command
from domain.permissions import oneself


@command(User, by=oneself)
def read_all(act: Act, user: User) -> None:
    """Take note of every notice one has."""
    unread = update(Notice).where(Notice.user_id == user.id, col(Notice.read_at).is_(None))
    many = act.session.exec(unread.values(read_at=act.now)).rowcount
    act.topics.add(f"notices:{user.id}")
    act.record("notices_read", user, count=many)
