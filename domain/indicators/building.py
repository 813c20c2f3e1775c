"""Building the rollups from nothing, and naming where what is kept differs from what is counted anew."""

import hashlib
from collections.abc import Iterator
from functools import cache

from sqlalchemy import Insert, delete, func, insert, literal, text
from sqlalchemy.dialects import postgresql
from sqlmodel import Session, col, select

from db.engine import is_sqlite, snapshot, transaction
from db.indicator_vocabulary import Grain
from db.models import Demand, Rollup, RollupEnterprise, RollupShare, RollupState, RollupTime
from db.spans import month_of
from domain import topics
from domain.indicators import adding, rollups
from domain.indicators.adding import ENTERPRISE_KEY, EVERYWHERE, KEY, TIME_KEY
from domain.indicators.streams import ANSWERED, MEASURES, STREAMS, Stream

MONTHLY = (Grain.MONTH, Grain.AREA_MONTH)
PLACE = ("area_code", "unit_id", "field", "channel")


@cache
def definitions() -> str:
    """A short name of the definitions in force: other ones have the rollups built anew."""
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
    return hashlib.sha256("\n".join([*told, *Grain]).encode()).hexdigest()[:32]


def keep_up() -> int:
    """One tick: build the rollups if they are missing or of other definitions, else count marked orders over."""
    with snapshot() as session:
        state = session.get(RollupState, 1)
    if state is None or state.definitions != definitions():
        return build()
    return rollups.fold()


def build() -> int:
    """Count everything anew in one transaction; returns how many rows were written."""
    with transaction() as session:
        if not is_sqlite():
            session.execute(text("LOCK TABLE rollup_share IN EXCLUSIVE MODE"))
        for table in (Rollup, RollupTime, RollupEnterprise, RollupShare, RollupState):
            session.execute(delete(table))
        for stream in STREAMS.values():
            _add_days(session, stream)
        for statement in (
            *map(_coarser, (Grain.MONTH, Grain.AREA_DAY, Grain.AREA_MONTH)),
            *map(_times, (True, False)),
            *map(_enterprises, (True, False)),
        ):
            session.execute(statement)
        session.add(RollupState(definitions=definitions()))
        topics.bump(session, [topics.FIGURES])
        return session.exec(select(func.count()).select_from(Rollup)).one()


def differences(session: Session) -> Iterator[str]:
    """What the rollups hold otherwise than a count of the orders does; orders that wait to be counted are no fault."""
    waiting = select(RollupShare.demand_id).where(col(RollupShare.is_due)).limit(1)
    if session.exec(waiting).first() is not None:
        return
    for stream in STREAMS.values():
        yield from _differing(session, stream)


def _differing(session: Session, stream: Stream) -> Iterator[str]:
    counted = {
        (day, area): tuple(int(each) for each in sums)
        for day, area, *sums in session.execute(
            stream.select(
                stream.day,
                stream.place()["area_code"],
                *(func.sum(each) for each in stream.measures.values()),
            ).group_by(stream.day, stream.place()["area_code"])
        )
    }
    columns = [Rollup.__table__.c[name] for name in stream.measures]
    for grain in Grain:
        kept = select(Rollup.starts_on, Rollup.area_code, *(func.sum(each) for each in columns))
        kept = kept.where(Rollup.grain == grain).group_by(Rollup.starts_on, Rollup.area_code)
        held = {
            (day, area): tuple(int(each) for each in sums)
            for day, area, *sums in session.execute(kept)
            if any(sums)
        }
        should = _by_month(counted) if grain in MONTHLY else counted
        for key in sorted({*held, *should}):
            none = (0,) * len(columns)
            if held.get(key, none) != should.get(key, none):
                yield (
                    f"Rollup of {stream.name}, {grain.value} {key[0]}, area {key[1]}: holds"
                    f" {held.get(key, none)}, counted {should.get(key, none)}."
                )
                return


def _by_month(counted: dict) -> dict:
    months: dict[tuple, tuple[int, ...]] = {}
    for (day, area), sums in counted.items():
        key = (day.replace(day=1), area)
        months[key] = tuple(
            a + b for a, b in zip(months.get(key, (0,) * len(sums)), sums, strict=True)
        )
    return months


def _add_days(session: Session, stream: Stream) -> None:
    """The stream's sums, day by day; a place that another stream has written gets them added."""
    place = stream.place()
    summed = (
        stream.select(
            stream.day.label("starts_on"),
            *(each.label(name) for name, each in place.items()),
            *(func.sum(each).label(name) for name, each in stream.measures.items()),
        )
        .group_by(stream.day, *place.values())
        .subquery()
        .c
    )
    rest = [name for name in MEASURES if name not in stream.measures]
    names = ("starts_on", *PLACE, *stream.measures)
    asked = select(
        literal(Grain.DAY.value), *(summed[name] for name in names), *(literal(0) for _ in rest)
    ).where(literal(1) == 1)  # without a condition SQLite would take ON CONFLICT for one of a join
    adding.selected(session, ("grain", *names, *rest), asked, stream.measures)


def _coarser(grain: Grain) -> Insert:
    """The sums of months, or of whole sub-platforms, out of those of days."""
    c = Rollup.__table__.c
    starts_on = month_of(c.starts_on) if grain in MONTHLY else c.starts_on
    where = [c[name] for name in PLACE] if grain is Grain.MONTH else [c.area_code]
    rest = [] if grain is Grain.MONTH else [literal(0), literal(""), literal("")]
    asked = (
        select(literal(grain.value), starts_on, *where, *rest, *(func.sum(c[n]) for n in MEASURES))
        .where(c.grain == Grain.DAY)
        .group_by(starts_on, *where)
    )
    return insert(Rollup).from_select([*KEY, *MEASURES], asked)


def _times(is_whole: bool) -> Insert:
    """The distribution of handling times by month, of a sub-platform altogether or of every place in it."""
    month = month_of(ANSWERED.day)
    place = ANSWERED.place()
    time, share = ANSWERED.kept["time"], ANSWERED.kept["share"]
    where = [place["area_code"]] if is_whole else list(place.values())
    rest = [literal(0), literal(""), literal("")] if is_whole else []
    asked = ANSWERED.select(
        month, *where, *rest, literal(is_whole), time, share, func.count()
    ).group_by(month, *where, time, share)
    return insert(RollupTime).from_select([*TIME_KEY, "many"], asked)


def _enterprises(is_everywhere: bool) -> Insert:
    month, area = month_of(ANSWERED.day), ANSWERED.place()["area_code"]
    groups = [month, col(Demand.enterprise_id)] + ([] if is_everywhere else [area])
    where = literal(EVERYWHERE) if is_everywhere else area
    asked = (
        ANSWERED.select(month, where, col(Demand.enterprise_id), func.count())
        .where(col(Demand.enterprise_id).is_not(None))
        .group_by(*groups)
    )
    return insert(RollupEnterprise).from_select([*ENTERPRISE_KEY, "many"], asked)
