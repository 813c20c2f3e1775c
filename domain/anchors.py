"""The daily seal: one digest over all events of a day, chained to the day before, so that an end cut off shows."""

import hashlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from sqlmodel import Session, col, func, select

from db.models import ChainAnchor, Event
from domain.clock import LOCAL

_DAY = timedelta(days=1)
SETTLED = timedelta(minutes=10)  # no transaction that began before midnight is still under way


def seal_days(session: Session, now: datetime) -> int:
    """Seal every day that is over and has no seal; returns how many were sealed."""
    last = session.exec(select(func.max(ChainAnchor.day))).one()
    first = session.exec(select(func.min(Event.at))).one()
    if first is None:
        return 0
    day = last + _DAY if last else first.astimezone(LOCAL).date()
    sealed = 0
    while midnight(day + _DAY) + SETTLED <= now:
        events, digest = digest_of(session, day)
        session.add(ChainAnchor(day=day, events=events, digest=digest))
        session.flush()
        sealed, day = sealed + 1, day + _DAY
    return sealed


def digest_of(session: Session, day: date) -> tuple[int, str]:
    """How many events a day has, and the digest over their hashes and the seal of the day before."""
    before = session.get(ChainAnchor, day - _DAY)
    digest, count = hashlib.sha256((before.digest if before else "").encode()), 0
    for hash in _hashes(session, day):
        digest.update(hash.encode())
        count += 1
    return count, digest.hexdigest()


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), LOCAL)


def _hashes(session: Session, day: date) -> Iterator[str]:
    """In an order that does not depend on the database."""
    found = (
        select(Event.hash)
        .where(Event.at >= midnight(day), Event.at < midnight(day + _DAY))
        .order_by(col(Event.subject_kind), col(Event.subject_id), col(Event.position))
    )
    yield from session.exec(found.execution_options(yield_per=5000))
