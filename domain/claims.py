"""Work that one process at a time does: whoever claims it first has it until it is done, or until the claim lapses."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from importlib import import_module

from sqlmodel import Session, col, update

from db.engine import transaction
from db.models import JobClaim
from domain import clock


@contextmanager
def claimed(name: str, at_most: timedelta) -> Iterator[bool]:
    """Whether this process has the work until the end of the block; a process that dies has it `at_most` so long.

    It is the platform's own order of work, not a change that a person made: it is no command and leaves no event.
    """
    with transaction() as session:
        is_ours = _taken(session, name, at_most)
    try:
        yield is_ours
    finally:
        if is_ours:
            with transaction() as session:
                _write(session, name, timedelta(0))


def _taken(session: Session, name: str, at_most: timedelta) -> bool:
    now = clock.now()
    dialect = import_module(f"sqlalchemy.dialects.{session.get_bind().dialect.name}")
    new = dialect.insert(JobClaim).on_conflict_do_nothing()
    session.execute(new.values({"name": name, "until": now}))
    free = update(JobClaim).where(JobClaim.name == name, col(JobClaim.until) <= now)
    return session.execute(free.values(until=now + at_most)).rowcount == 1


def _write(session: Session, name: str, later: timedelta) -> None:
    mine = update(JobClaim).where(JobClaim.name == name)
    session.execute(mine.values(until=clock.now() + later))
