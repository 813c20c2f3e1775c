"""Building the rollups from nothing."""

import logging

from sqlalchemy import Engine, Insert, Select, delete, func, insert, literal, text, union_all
from sqlmodel import select

from db.engine import engine, is_sqlite, snapshot, transaction
from db.indicator_vocabulary import Grain
from db.models import Rollup, RollupEnterprise, RollupShare, RollupState, RollupTime
from domain import topics
from domain.indicators import counting, in_force, rollups
from domain.indicators.adding import ENTERPRISE_KEY, KEY, TIME_KEY, WINDOWS
from domain.indicators.streams import MEASURES, STREAMS, Stream

log = logging.getLogger(__name__)
_told: set[Engine] = set()  # of which it was said that another release has them


def keep_up() -> int:
    """One tick: build the rollups if they are missing or of other definitions, else count marked orders over. A process
    that another release has overtaken leaves them alone, and says so once."""
    with snapshot() as session:
        is_there = in_force.are_ours(session)
        if not is_there and in_force.is_overtaken(session, rollups.waiting_since(session)):
            return _stand_back()
    _told.discard(engine())
    return rollups.fold() if is_there else build(anew=False)


def build(*, anew: bool = True) -> int:
    """Count everything anew in one transaction; returns how many rows were written. Not `anew`: unless another process
    has done so since one looked, while this one waited for its turn."""
    with transaction() as session:
        if not is_sqlite():
            session.execute(text("LOCK TABLE rollup_share IN EXCLUSIVE MODE"))
        if not anew and in_force.are_ours(session):
            return 0
        for table in (Rollup, RollupTime, RollupEnterprise, RollupShare, RollupState):
            session.execute(delete(table))
        for statement in (
            _days(),
            *map(_coarser, counting.COARSER),
            *map(_times, counting.TIMES_OF),
            *map(_enterprises, (True, False)),
            _together(counting.different_enterprises()),
        ):
            session.execute(statement)
        for many in WINDOWS if (firsts := counting.first_months(session)) else ():
            session.execute(_together(counting.different_in(many, firsts)))
        for table in (Rollup, RollupTime, RollupEnterprise):  # so that it is read by its indexes
            session.execute(text(f"ANALYZE {table.__tablename__}"))
        session.add(RollupState(definitions=in_force.definitions()))
        topics.bump(session, [topics.FIGURES, topics.FIGURES_BUILT])
        return session.exec(select(func.count()).select_from(Rollup)).one()


def _stand_back() -> int:
    if engine() not in _told:
        _told.add(engine())
        log.warning("Another release keeps the rollups; this process counts no more. Stop it.")
    return 0


def _days() -> Insert:
    """The sums of all streams by day and place, each place written once."""
    every = union_all(*map(_with_the_rest, STREAMS.values())).subquery().c
    keys = [every[name] for name in KEY[1:]]
    totals = (func.sum(every[name]) for name in MEASURES)
    asked = select(literal(Grain.DAY.value), *keys, *totals).group_by(*keys)
    return insert(Rollup).from_select([*KEY, *MEASURES], asked)


def _with_the_rest(stream: Stream) -> Select:
    """A stream's sums, and nothing of what other streams measure."""
    summed = counting.sums(stream).subquery().c
    nothing = literal(0)
    totals = (summed[name] if name in stream.measures else nothing.label(name) for name in MEASURES)
    return select(*(summed[name] for name in KEY[1:]), *totals)


def _coarser(grain: Grain) -> Insert:
    """The sums of months, or of whole sub-platforms, out of those of days."""
    summed = counting.coarser(grain).subquery().c
    names = [*KEY[1:], *MEASURES]
    asked = select(literal(grain.value), *(summed[name] for name in names))
    return insert(Rollup).from_select(["grain", *names], asked)


def _times(of: str) -> Insert:
    return insert(RollupTime).from_select([*TIME_KEY, "many"], counting.times(of))


def _together(counted: Select) -> Insert:
    return insert(RollupEnterprise).from_select([*ENTERPRISE_KEY, "many"], counted)


def _enterprises(is_everywhere: bool) -> Insert:
    names = [*ENTERPRISE_KEY, "many"]
    return insert(RollupEnterprise).from_select(names, counting.enterprises(is_everywhere))
