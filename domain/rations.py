"""How often something may be tried: signing in, asking for help, guessing a secret; counted for all processes."""

import hashlib
import hmac
from datetime import datetime, timedelta
from math import ceil

from sqlmodel import Session, col, delete, select

from db.engine import queue_up, transaction
from db.models import Attempt
from db.settings import secret
from domain import clock
from domain.errors import TooOften

KEPT = timedelta(days=2)


def spend(what: str, by: str, *, most: int, minutes: int) -> None:
    """Count one attempt of `by` at `what`; raises TooOften when there were `most` in the last `minutes`.

    `by` is whoever tries: a name, an address, a number. Only its keyed hash is kept. The attempt is counted in a
    transaction of its own, so that it counts even if what follows is refused; never call this inside a transaction.
    """
    with transaction() as session:
        check(session, what, by, most=most, minutes=minutes)
        note(session, what, by)


def check(session: Session, what: str, by: str, *, most: int, minutes: int) -> None:
    """Raise TooOften if nothing is left of the ration; counts nothing."""
    whose, now = known_by(by), clock.now()
    queue_up(session, f"{what}:{whose}")  # two attempts at once are counted one after the other
    recent = select(Attempt.at).where(
        Attempt.what == what, Attempt.by == whose, Attempt.at > now - timedelta(minutes=minutes)
    )
    newest = session.exec(recent.order_by(col(Attempt.at).desc()).limit(most)).all()
    if len(newest) >= most:
        raise TooOften(minutes=_minutes_left(newest[-1] + timedelta(minutes=minutes) - now))


def note(session: Session, what: str, by: str) -> int:
    """Count one attempt; returns its id, by which it can be taken back."""
    attempt = Attempt(at=clock.now(), what=what, by=known_by(by))
    session.add(attempt)
    session.flush()
    return attempt.id


def take_back(session: Session, attempt_id: int) -> None:
    """Let one attempt not count: it went well."""
    session.exec(delete(Attempt).where(Attempt.id == attempt_id))


def forgive(session: Session, what: str, by: str) -> None:
    """Forget the attempts so far: its owner has shown who it is."""
    session.exec(delete(Attempt).where(Attempt.what == what, Attempt.by == known_by(by)))


def known_by(name: str) -> str:
    """The keyed hash by which somebody is counted; nobody can tell the name or address from it."""
    return hmac.new(secret(), name.encode(), hashlib.sha256).hexdigest()[:32]


def forget_old() -> int:
    """Delete attempts that count no longer; returns how many."""
    with transaction() as session:
        old = delete(Attempt).where(Attempt.at < _before(KEPT))
        return session.exec(old).rowcount


def _before(span: timedelta) -> datetime:
    return clock.now() - span


def _minutes_left(span: timedelta) -> int:
    return max(ceil(span.total_seconds() / 60), 1)
