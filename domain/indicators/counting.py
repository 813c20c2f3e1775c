"""What the rollups should hold, counted of the orders by the streams' own definitions, and where they do not."""

from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy import (
    ColumnElement,
    Date,
    Select,
    Table,
    and_,
    func,
    literal,
    or_,
    type_coerce,
    union_all,
)
from sqlmodel import Session, col, select

from db.indicator_vocabulary import Grain
from db.models import Demand, Rollup, RollupEnterprise, RollupShare, RollupState, RollupTime
from db.spans import month_of
from domain.indicators.adding import (
    ENTERPRISE_KEY,
    EVERYWHERE,
    KEY,
    TIME_KEY,
    TOGETHER,
    WINDOWS,
)
from domain.indicators.periods import month_after
from domain.indicators.streams import ANSWERED, MEASURES, STREAMS, Stream
from domain.plurals import filled

COARSER = (Grain.MONTH, Grain.AREA_DAY, Grain.AREA_MONTH)
MONTHLY = (Grain.MONTH, Grain.AREA_MONTH)
WHOLE = (Grain.AREA_DAY, Grain.AREA_MONTH)  # of whole sub-platforms
# The whole city, a sub-platform, a unit in it, every place.
TIMES_OF = ("everywhere", "area", "unit", "place")
PLACE = ("area_code", "unit_id", "field", "channel")


def sums(stream: Stream) -> Select:
    """A stream's sums by day and place; the columns are those of the rollup, but for the grain."""
    keys = [stream.day, *stream.place().values()]
    totals = (func.sum(each).label(name) for name, each in stream.measures.items())
    return stream.select(*_named(keys, KEY[1:]), *totals).group_by(*keys)


def coarser(grain: Grain) -> Select:
    """All sums of months, or of whole sub-platforms, out of those that are kept of days."""
    c = Rollup.__table__.c
    starts_on = month_of(c.starts_on) if grain in MONTHLY else c.starts_on
    where = [c.area_code] if grain in WHOLE else [c[name] for name in PLACE]
    totals = (func.sum(c[name]).label(name) for name in MEASURES)
    asked = select(*_named([starts_on, *_filled(where)], KEY[1:]), *totals)
    return asked.where(c.grain == Grain.DAY).group_by(starts_on, *where)


def times(of: str) -> Select:
    """The distribution of handling times by month: of one of `TIMES_OF`."""
    month, place = month_of(ANSWERED.day), ANSWERED.place()
    many = dict(zip(TIMES_OF, (0, 1, 2, len(place)), strict=True))[of]
    where = list(place.values())[:many]
    steps = [ANSWERED.kept["time"], ANSWERED.kept["share"]]
    shown = where or [literal(EVERYWHERE)]
    columns = [month, *_filled(shown), literal(many < 2), *steps]
    asked = ANSWERED.select(*_named(columns, TIME_KEY), func.count().label("many"))
    return asked.group_by(month, *where, *steps)


def enterprises(is_everywhere: bool) -> Select:
    """The answers by enterprise and month, from a sub-platform or from anywhere."""
    month, area = month_of(ANSWERED.day), ANSWERED.place()["area_code"]
    enterprise = col(Demand.enterprise_id)
    columns = [month, literal(EVERYWHERE) if is_everywhere else area, enterprise]
    asked = ANSWERED.select(*_named(columns, ENTERPRISE_KEY), func.count().label("many"))
    groups = [month, enterprise] if is_everywhere else [month, area, enterprise]
    return asked.where(enterprise.is_not(None)).group_by(*groups)


def different_enterprises() -> Select:
    """How many enterprises got an answer, out of the answers that are kept by enterprise and month."""
    c = RollupEnterprise.__table__.c
    columns = [c.starts_on, c.area_code, literal(TOGETHER)]
    asked = select(*_named(columns, ENTERPRISE_KEY), func.count().label("many"))
    where = (c.enterprise_id > TOGETHER, c.many > 0)
    return asked.where(*where).group_by(c.starts_on, c.area_code)


def different_in(many: int, firsts: Sequence[date]) -> Select:
    """The same of so many months together, from each of these on: an enterprise counts by the first of its months that
    lies in them, which is one whose month before that lies before them."""
    c = RollupEnterprise.__table__.c
    each = {"partition_by": (c.area_code, c.enterprise_id), "order_by": c.starts_on}
    before = func.lag(c.starts_on).over(**each).label("before")
    where = (c.enterprise_id > TOGETHER, c.many > 0)
    came = select(c.area_code, c.starts_on, before).where(*where).subquery().c
    keys = (came.area_code, came.starts_on, came.before)
    alike = select(*keys, func.count().label("many")).group_by(*keys).subquery().c
    window = union_all(
        *(
            select(literal(f).label("first"), literal(month_after(f, many)).label("end"))
            for f in firsts
        )
    ).subquery()
    first, end = (type_coerce(window.c[name], Date) for name in ("first", "end"))
    columns = [first, alike.area_code, literal(-many)]
    asked = select(*_named(columns, ENTERPRISE_KEY), func.sum(alike.many).label("many"))
    lies_in = and_(alike.starts_on >= first, alike.starts_on < end)
    is_first = or_(alike.before.is_(None), alike.before < first)
    return asked.join(window, and_(lies_in, is_first)).group_by(first, alike.area_code)


def first_months(session: Session) -> list[date]:
    """From which months on enterprises are counted together: from each whose window reaches into one with any."""
    c = RollupEnterprise.__table__.c
    first, last = session.execute(select(func.min(c.starts_on), func.max(c.starts_on))).one()
    months = [month_after(first, 1 - max(WINDOWS))] if first else []
    while months and months[-1] < last:
        months.append(month_after(months[-1], 1))
    return months


def differences(session: Session) -> Iterator[str]:
    """What the rollups hold otherwise than a count of the orders does, the first of each kind; by every column of
    their keys. While orders wait to be counted over nothing can be said, and that is said."""
    if session.get(RollupState, 1) is None:
        yield "Rollups: not checked, they have not been built yet."
        return
    waiting = select(func.count()).select_from(RollupShare).where(col(RollupShare.is_due))
    if many := session.exec(waiting).one():
        told = "Rollups: not checked, {many} orders wait to be counted over."
        yield filled(told, {"many": many}, is_english=True)
        return
    table = Rollup.__table__
    for stream in STREAMS.values():
        asked = (sums(stream), table, KEY[1:], tuple(stream.measures))
        name = f"Rollup of {stream.name}, day"
        yield from _differing(session, name, *asked, table.c.grain == Grain.DAY)
    for grain in COARSER:  # out of the days, which were counted
        asked = (coarser(grain), table, KEY[1:], tuple(MEASURES), table.c.grain == grain)
        yield from _differing(session, f"Rollup, {grain.value}", *asked)
    table = RollupTime.__table__
    everywhere, of_a_unit = table.c.area_code == EVERYWHERE, table.c.channel == ""
    kept = (
        and_(table.c.is_whole, everywhere),
        and_(table.c.is_whole, ~everywhere),
        and_(~table.c.is_whole, of_a_unit),
        and_(~table.c.is_whole, ~of_a_unit),
    )
    for of, its in zip(TIMES_OF, kept, strict=True):
        asked = (times(of), table, TIME_KEY, ("many",), its)
        yield from _differing(session, "Rollup of handling times", *asked)
    table = RollupEnterprise.__table__
    area, enterprise = table.c.area_code, table.c.enterprise_id
    for is_everywhere in (True, False):
        its = area == EVERYWHERE if is_everywhere else area != EVERYWHERE
        asked = (enterprises(is_everywhere), table, ENTERPRISE_KEY, ("many",))
        its = and_(its, enterprise > TOGETHER)
        yield from _differing(session, "Rollup of enterprises", *asked, its)
    asked = (different_enterprises(), table, ENTERPRISE_KEY, ("many",), enterprise == TOGETHER)
    yield from _differing(session, "Rollup of enterprises, together", *asked)
    for many in WINDOWS if (firsts := first_months(session)) else ():
        asked = (different_in(many, firsts), table, ENTERPRISE_KEY, ("many",), enterprise == -many)
        yield from _differing(session, f"Rollup of enterprises, {many} months together", *asked)


def _differing(
    session: Session,
    name: str,
    counted: Select,
    table: Table,
    key: Sequence[str],
    measures: Sequence[str],
    kept: ColumnElement[bool],
) -> Iterator[str]:
    """The first key whose sums differ, worked out by the database."""
    should, nothing = counted.subquery().c, [literal(0) for _ in measures]
    both = union_all(
        select(*(should[each] for each in key), *(should[each] for each in measures), *nothing),
        select(
            *(table.c[each] for each in key), *nothing, *(table.c[each] for each in measures)
        ).where(kept),
    ).subquery()
    keys, values = list(both.c)[: len(key)], list(both.c)[len(key) :]
    totals = [func.sum(each) for each in values]
    pairs = list(zip(totals[: len(measures)], totals[len(measures) :], strict=True))
    found = session.execute(
        select(*keys, *totals)
        .group_by(*keys)
        .having(or_(*(a != b for a, b in pairs)))
        .order_by(*keys)
        .limit(1)
    ).first()
    if found is None:
        return
    where = ", ".join(f"{each} {value}" for each, value in zip(key, found, strict=False))
    told = [int(each or 0) for each in found[len(key) :]]
    both = zip(measures, told[: len(measures)], told[len(measures) :], strict=True)
    wrong = ", ".join(f"{each} {held}, counted {many}" for each, many, held in both if many != held)
    yield f"{name}, {where}: holds {wrong}."


def _filled(where: list[ColumnElement]) -> list[ColumnElement]:
    """The four columns of a place; of a whole sub-platform or unit the others stand empty."""
    return [*where, *(literal(0), literal(""), literal(""))[len(where) - 1 :]]


def _named(columns: Sequence[ColumnElement], names: Sequence[str]) -> list[ColumnElement]:
    return [each.label(name) for each, name in zip(columns, names, strict=True)]
