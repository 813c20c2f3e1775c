"""Whether the demo year was lived to its end: what was cut off half-way is told from what is complete."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import delete
from sqlmodel import Session, col

from db.engine import snapshot, transaction
from db.models import Topic

MARK = "seed:begun"  # a counter that stands in the database as long as it is being filled


@contextmanager
def marked() -> Iterator[None]:
    """Mark the database until the block ends; the mark stays if the process is killed or the block raises."""
    with transaction() as session:
        session.merge(Topic(name=MARK, version=1))
    yield
    with transaction() as session:
        session.exec(delete(Topic).where(col(Topic.name) == MARK))


def is_half_done() -> bool:
    with snapshot() as session:
        return _mark(session) is not None


def _mark(session: Session) -> Topic | None:
    return session.get(Topic, MARK)
