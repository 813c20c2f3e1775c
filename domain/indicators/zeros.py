"""Where nothing was counted: of a number that is zero, from the platform's first month on; before it nothing is known.

The rows that are counted name only the places and days that have some. A sub-platform without any activity has held
none, which may be what is most worth seeing: without its zero it would have no colour beside its target.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from sqlmodel import Session, select

from db.indicator_vocabulary import By, Grain
from db.models import Area, Rollup
from domain import clock
from domain.indicators import matched, reading
from domain.indicators.definitions import Definition
from domain.indicators.figure import Figure, Figures
from domain.indicators.reading import Scope, Split

FILLED = (By.AREA, By.MONTH, By.DAY)
_DAY = timedelta(days=1)


def put_in(
    session: Session,
    found: dict[object, Figures],
    asked: Mapping[Scope, list[Definition]],
    by: Split,
) -> None:
    """Complete what was counted: `found` by its keys, `asked` by the scope that each definition covers of what was
    asked for. A zero of days that are all before the platform's first month becomes missing."""
    if by and by not in FILLED:
        return
    for scope, some in asked.items():
        numbers = [each for each in some if each.is_zero_of_none]
        if not numbers:
            continue
        since = _known_since(session, scope, by)
        if scope.until < since:
            _take_out(found, numbers)
        elif by in FILLED:
            keys = tuple(_keys(session, scope, by, since))
            for each in numbers:
                if not each.match_figure or matched.may_have(session, scope):
                    _fill(found, each, by, keys)


def _known_since(session: Session, scope: Scope, by: Split) -> date:
    """The first day of which it is known that there was nothing: of the month of the first demand. This month is always
    known, and asked for is only what can make a difference."""
    this_month = clock.now().date().replace(day=1)
    is_by_time = by in (By.MONTH, By.DAY)
    if (scope.since if is_by_time else scope.until) >= this_month:
        return this_month
    c = Rollup.__table__.c
    kept = select(c.starts_on).where(c.grain == Grain.AREA_MONTH, c.received > 0)
    first = session.execute(kept.order_by(c.starts_on).limit(1)).scalar()
    return min(first or this_month, this_month)


def _take_out(found: Mapping[object, Figures], numbers: list[Definition]) -> None:
    for figures in found.values():
        for each in numbers:
            if each.indicator in figures and not figures[each.indicator].value:
                figures[each.indicator] = Figure(each.indicator)


def _fill(
    found: dict[object, Figures], definition: Definition, by: By, keys: tuple[object, ...]
) -> None:
    nothing = Figure(definition.indicator, 0)
    for key in keys:
        if by is not By.AREA or definition.covers(key):
            found.setdefault(key, {}).setdefault(definition.indicator, nothing)


def _keys(session: Session, scope: Scope, by: By, since: date) -> Iterator[object]:
    """Everything that a figure is told of, side by side."""
    first, last = max(scope.since, since), min(scope.until, clock.now().date())
    match by:
        case By.AREA:
            yield from (scope.area,) if scope.area else session.exec(select(Area.code))
        case By.MONTH:
            yield from reading.months_of(Scope(first, last))
        case By.DAY:
            yield from (first + n * _DAY for n in range((last - first).days + 1))
