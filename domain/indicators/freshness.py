"""As of when the figures are complete: now, unless changes of orders have waited too long to be counted.

Everybody who tells figures tells this moment too: else a job that has died looks like a quiet day. It is asked of the
database every two seconds at most, and by an unchanged answer never.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic

from sqlalchemy import Engine

from db.engine import engine, snapshot
from domain import clock
from domain.indicators import rollups

PATIENCE = timedelta(
    seconds=30
)  # a job counts twice a second; a moment of haste is nothing to speak of
LATELY = 2.0  # seconds for which what was seen holds


@dataclass(frozen=True)
class _Seen:
    of: Engine | None = None
    waiting_since: datetime | None = None
    at: float = float("-inf")


@dataclass(frozen=True)
class Freshness:
    """`as_of`: every change until then is counted. `is_behind`: later ones wait, longer than they should."""

    as_of: datetime
    is_behind: bool = False


_seen = _Seen()


def now() -> Freshness:
    """As it stands, seen within the last two seconds."""
    global _seen
    if _seen.of is not engine() or monotonic() - _seen.at > LATELY:
        at = monotonic()
        with snapshot() as session:
            _seen = _Seen(engine(), rollups.waiting_since(session), at)
    return known()


def known() -> Freshness:
    """As it was seen last, without asking the database."""
    at, since = clock.now(), _seen.waiting_since
    if _seen.of is engine() and since is not None and at - since > PATIENCE:
        return Freshness(since.astimezone(clock.LOCAL), is_behind=True)
    return Freshness(at)
