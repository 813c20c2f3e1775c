"""By which definitions the rollups are kept at the moment, and who gives way where two releases run side by side.

While a city changes its processes one after the other, those of two releases share one database. Whoever was started
last has the rollups: a process that has seen its own definitions in force and finds others there was overtaken and
stands back, instead of building them back in turn with the newer one. An order that it changes first, of which nobody
knows yet what it has in the rollups, cannot be told by the other's definitions: then they are to be built once more.
"""

import hashlib
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import Engine, update
from sqlalchemy.dialects import postgresql
from sqlmodel import Session, col, select

from db.engine import engine
from db.indicator_vocabulary import Grain
from db.models import RollupState
from domain import clock
from domain.indicators import counting
from domain.indicators.adding import WINDOWS
from domain.indicators.streams import STREAMS

LEFT = timedelta(minutes=1)  # changes wait so long: nobody is there any more who keeps to these
_SPOILT = "!"  # before the name of the definitions by which an order was changed that others count

_ASKED = select(RollupState.definitions).where(RollupState.id == 1)
_seen: set[Engine] = set()  # databases in which this process has seen its own in force


@cache
def definitions() -> str:
    """A short name of the definitions of this process: other ones have the rollups built anew."""
    told = [
        str(
            stream.select(
                stream.day,
                *stream.place().values(),
                *stream.measures.values(),
                *stream.kept.values(),
            ).compile(dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True})
        )
        for stream in STREAMS.values()
    ]
    told += [str(counting.different_enterprises()), *counting.TIMES_OF, *map(str, WINDOWS)]
    return hashlib.sha256("\n".join([*told, *Grain]).encode()).hexdigest()[:32]


def are_ours(session: Session) -> bool:
    """Whether the rollups are there, by the definitions of this process."""
    stand = _standing(session)
    if stand == definitions():
        _seen.add(engine())
    return stand == definitions()


def are_others(session: Session) -> bool:
    """Whether they are there by others: who would add to them adds what they do not count."""
    return _standing(session) not in (None, definitions())


def is_overtaken(session: Session, waits_since: datetime | None) -> bool:
    """Whether another release keeps them, which was started after this process had them, and still does. `waits_since`:
    the first change that is not counted yet."""
    stand = _standing(session)
    if stand is None or engine() not in _seen:
        return False
    if stand.startswith(_SPOILT):
        return stand == f"{_SPOILT}{definitions()}"
    return stand != definitions() and (waits_since is None or clock.now() - waits_since < LEFT)


def spoil(session: Session) -> None:
    """What an order had was told by the definitions of this process: where others are in force, all is counted anew."""
    ours = definitions()
    others = (
        col(RollupState.definitions) != ours,
        ~col(RollupState.definitions).startswith(_SPOILT),
    )
    spoilt = update(RollupState).where(*others).values(definitions=f"{_SPOILT}{ours}")
    session.connection().execute(spoilt)


def _standing(session: Session) -> str | None:
    return session.connection().execute(_ASKED).scalar()
