"""Reading the rollups: the sums of a scope, altogether or side by side, as of this moment.

What falls due later today is in the rollups already and is taken away again: a limit does not count before its moment.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import ColumnElement, CompoundSelect, Select, func, literal, union_all
from sqlmodel import Session, select

from db.indicator_vocabulary import By, Grain
from db.models import Area, Rollup, RollupTime
from db.spans import month_of
from db.vocabulary import Channel, ServiceField
from domain import clock, clocks
from domain.indicators import past
from domain.indicators.adding import EVERYWHERE
from domain.indicators.periods import month_after
from domain.indicators.streams import MEASURES, Stream

_DAY = timedelta(days=1)
Sums = Mapping[str, int]  # by measure
Split = By | tuple[By, ...] | None  # what figures are put beside each other by


@dataclass(frozen=True)
class Scope:
    """What is counted: the days between `since` and `until`, both of them, in some place. None: everywhere."""

    since: date
    until: date
    area: str | None = None
    unit_id: int | None = None
    field: ServiceField | None = None
    channel: Channel | None = None
    industry: str | None = None  # a code, or "none"; of matches and registrations

    @property
    def is_whole(self) -> bool:
        """Whether sub-platforms are meant altogether, whatever the unit, the field, the channel or the industry."""
        return self.by <= {By.AREA}

    @property
    def by(self) -> frozenset[By]:
        """What it is narrowed by."""
        said = {
            By.AREA: self.area,
            By.UNIT: self.unit_id,
            By.FIELD: self.field,
            By.CHANNEL: self.channel,
            By.INDUSTRY: self.industry,
        }
        return frozenset(split for split, value in said.items() if value)


def sums(
    session: Session,
    scope: Scope,
    by: Split = None,
    measures: tuple[str, ...] = tuple(MEASURES),
) -> dict[object, Sums]:
    """The sums of a scope by what they are put beside each other by; under None, all together.

    `by` two things, a key is a pair. `measures` are those that are wanted.
    """
    nothing = dict.fromkeys(measures, 0)
    found: dict[object, dict[str, int]] = defaultdict(nothing.copy)
    for grain, first, last in _pieces(scope, by):
        asked = _rolled_up(grain, scope, first, last, by, measures)
        name = ("sums", grain, first, last, by, measures, *narrowed(scope))
        moved_by = past.topics_of(first, last, measures)
        for row in past.rows(session, asked, name, last, moved_by):
            key, values = _told(by, row)
            _add(found[key], measures, values)
    due = tuple(name for name in measures if MEASURES[name].falls_due)
    if due and scope.since <= clock.now().date() <= scope.until:
        for row in session.execute(_later_today(scope, by, due)):
            key, values = _told(by, row)
            _add(found[key], due, [-(each or 0) for each in values])
    return dict(found) if by else {None: found[None]}


def times(
    session: Session, scope: Scope, by: Split = None
) -> dict[object, dict[tuple[int, int], int]]:
    """How many answers of the months in a scope lie in each step of time and of share of the limit."""
    return _answers(session, scope, by, ("time", "share"))


def durations(session: Session, scope: Scope, by: Split = None) -> dict[object, dict[int, int]]:
    """How many lie in each step of time, whatever their limit: the database adds up what a median does not ask for."""
    found = _answers(session, scope, by, ("time",))
    return {key: {time: many for (time,), many in steps.items()} for key, steps in found.items()}


def _answers(
    session: Session, scope: Scope, by: Split, steps: tuple[str, ...]
) -> dict[object, dict[tuple[int, ...], int]]:
    found: dict[object, dict[tuple[int, ...], int]] = defaultdict(lambda: defaultdict(int))
    for part in parts(scope):
        some = list(months_of(part))
        asked = _timed(scope, by, steps, some)
        name = ("times", steps, *some, by, *narrowed(scope))
        for row in past.rows(session, asked, name, some[-1], past.topics_of(some[0], some[-1])):
            key, (*step, many) = _told(by, row)
            if many:
                found[key][tuple(step)] += int(many)
    return dict(found) if by else {None: found[None]}


def _timed(scope: Scope, by: Split, steps: tuple[str, ...], months: Sequence[date]) -> Select:
    """How many answers of these months lie in each step."""
    c = RollupTime.__table__.c
    # Its rows are of months already: no need to find the month of a day.
    keys = [c.starts_on if each is By.MONTH else _key(each, c) for each in _each(by)]
    apart = [c[name] for name in steps]
    return (
        select(*keys, *apart, func.sum(c.many))
        .where(c.starts_on.in_(months), *_kept_of(scope, set(_each(by)), c))
        .group_by(*keys, *apart)
    )


def _kept_of(scope: Scope, splits: set[By], c) -> list[ColumnElement[bool]]:
    """Which handling times are read: of the whole city, of whole sub-platforms, of units, or of places. Named column by
    column, so that the rows of one month are found by the key among those of its places."""
    of_areas = c.area_code.in_(select(Area.code))
    nothing = literal("", literal_execute=True)  # as the index of these has it
    together = [c.field == "", c.channel == nothing]
    if scope.is_whole and splits <= {By.AREA, By.MONTH}:
        area = c.area_code == (scope.area or EVERYWHERE)
        if By.AREA in splits and not scope.area:
            area = of_areas
        return [c.is_whole.is_(True), area, c.unit_id == 0, *together]
    if not (scope.field or scope.channel) and splits <= {By.AREA, By.UNIT, By.MONTH}:
        return [c.is_whole.is_(False), of_areas, *together, *_within(scope, c)]
    return [c.is_whole.is_(False), c.channel != "", *_within(scope, c)]


def parts(scope: Scope) -> Iterator[Scope]:
    """The days of a scope before this month, and those from it on."""
    this_month = clock.now().date().replace(day=1)
    if scope.since < this_month:
        yield replace(scope, until=min(scope.until, this_month - _DAY))
    if scope.until >= this_month:
        yield replace(scope, since=max(scope.since, this_month))


def months_of(scope: Scope) -> Iterator[date]:
    """The first days of the months that a scope reaches into."""
    first = scope.since.replace(day=1)
    while first <= scope.until:
        yield first
        first = month_after(first, 1)


def _pieces(scope: Scope, by: Split) -> Iterator[tuple[Grain, date, date]]:
    """What is read, from when to when: whole months, and the days around them."""
    today = clock.now().date()
    until = min(scope.until, today)
    if scope.since > until:
        return
    splits = set(_each(by))
    monthly, daily = Grain.MONTH, Grain.DAY
    if scope.is_whole and splits <= {By.AREA, By.MONTH, By.DAY}:
        monthly, daily = Grain.AREA_MONTH, Grain.AREA_DAY
    first = scope.since if scope.since.day == 1 else month_after(scope.since.replace(day=1), 1)
    end = until + _DAY  # the first day that is not meant any more
    behind = min(end, today).replace(day=1)  # this month moves, those before it hardly do
    if first >= behind:
        yield daily, scope.since, until
        return
    if By.DAY in splits:
        monthly = daily
    if scope.since < first:
        yield daily, scope.since, first - _DAY
    yield monthly, first, behind - _DAY
    if behind < end:
        yield daily, behind, until


def _rolled_up(
    grain: Grain, scope: Scope, first: date, last: date, by: Split, measures: tuple[str, ...]
) -> Select:
    c = Rollup.__table__.c
    keys = [_key(each, c) for each in _each(by)]
    return (
        select(*keys, *(func.sum(c[name]) for name in measures))
        .where(c.grain == grain, c.starts_on.between(first, last), *_within(scope, c))
        .group_by(*keys)
    )


def _later_today(scope: Scope, by: Split, measures: Sequence[str]) -> CompoundSelect:
    """What falls due between this moment and midnight, stream by stream."""
    streams = dict.fromkeys(MEASURES[name] for name in measures)
    return union_all(*(_not_yet(stream, scope, by, measures) for stream in streams))


def _not_yet(stream: Stream, scope: Scope, by: Split, measures: Sequence[str]) -> Select:
    """The sums of one stream, and nothing of what others measure.

    These few hours are found by the index of the moment. The place is compared as an expression, which has none: or a
    database without statistics (SQLite) reads every order of an area for them.
    """
    now = clock.now()
    place = stream.place()
    made = {By.DAY: stream.day, By.MONTH: month_of(stream.day)}
    keys = [made[each] if each in made else place[COLUMNS[each]] for each in _each(by)]
    wanted = [func.coalesce(place[name], None) == value for name, value in narrowed(scope)]
    nothing = literal(0)
    totals = (func.sum(stream.measures.get(name, nothing)) for name in measures)
    return (
        stream.select(*keys, *totals)
        .where(stream.moment > now, stream.moment < clocks.end_of(now.date()), *wanted)
        .group_by(*keys)
    )


COLUMNS = {By.AREA: "area_code", By.UNIT: "unit_id", By.FIELD: "field", By.CHANNEL: "channel"}


def _key(by: By, c) -> ColumnElement:
    match by:
        case By.DAY:
            return c.starts_on
        case By.MONTH:
            return month_of(c.starts_on)
    return c[COLUMNS[by]]


def _within(scope: Scope, c) -> list[ColumnElement[bool]]:
    return [c[name] == value for name, value in narrowed(scope)]


def narrowed(scope: Scope) -> list[tuple[str, object]]:
    """Where a scope is: the names of columns with their values."""
    values = (scope.area, scope.unit_id, scope.field, scope.channel)
    return [(name, value) for name, value in zip(COLUMNS.values(), values, strict=True) if value]


def _each(by: Split) -> tuple[By, ...]:
    return by if isinstance(by, tuple) else (by,) if by else ()


def _told(by: Split, row: Sequence) -> tuple[object, Sequence]:
    """The key of a row, and its sums."""
    many = len(_each(by))
    key = tuple(row[:many]) if isinstance(by, tuple) else row[0] if by else None
    return key, row[many:]


def _add(total: dict[str, int], names: Iterable[str], values: Iterable[int | None]) -> None:
    for name, value in zip(names, values, strict=True):
        total[name] += int(value or 0)
