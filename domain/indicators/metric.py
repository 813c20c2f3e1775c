"""Asking for an indicator: the one way in for the page, the API, the bulletin, the wall and the alerts."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import ColumnElement, String, type_coerce
from sqlmodel import Session, col, distinct, func, literal, select

from db.indicator_vocabulary import By, Indicator, Unit
from db.models import Demand, RollupEnterprise
from db.research_vocabulary import Grouping, MatchFigure
from db.vocabulary import Kind
from domain import clock
from domain.indicators import reading
from domain.indicators.adding import EVERYWHERE
from domain.indicators.definitions import DEFINITIONS, Definition
from domain.indicators.periods import month_after
from domain.indicators.reading import Scope, Split
from domain.indicators.steps import median
from domain.matchmaking import figures
from domain.permissions import ENGINE, Person
from domain.queries.narrowing import is_late
from domain.workflow import OPEN


@dataclass(frozen=True)
class Figure:
    """One indicator in one scope. `value` is none where nothing was counted or it may not be seen: never zero for
    missing. `n`: of how many records it is told; `top`: how many of them met it."""

    indicator: Indicator
    value: float | None = None
    n: int = 0
    top: int = 0
    is_kept_back: bool = False  # answers of enterprises, before their month is published

    @property
    def definition(self) -> Definition:
        return DEFINITIONS[self.indicator]

    @property
    def is_few(self) -> bool:
        """Whether so few records stand behind a rate that it says little."""
        return self.definition.unit is not Unit.COUNT and 0 < self.n < self.definition.few


Figures = dict[Indicator, Figure]


def metric(session: Session, person: Person, indicator: Indicator, scope: Scope) -> Figure:
    """One indicator in one scope."""
    return table(session, person, (indicator,), scope)[None][indicator]


def table(
    session: Session,
    person: Person,
    indicators: tuple[Indicator, ...],
    scope: Scope,
    by: Split = None,
) -> dict[object, Figures]:
    """Several indicators of a scope by what they are put beside each other by; under None, all together.

    Keys: an area's code, a unit's id (0: none), a field or channel (empty: none), the first day of a month, or a day;
    of two splits, a pair. Only what is read from the rollups can be split by two.
    An indicator that cannot be split or narrowed in this way is left out.
    """
    asked = [DEFINITIONS[each] for each in indicators if is_told(DEFINITIONS[each], scope, by)]
    found: dict[object, Figures] = {} if by else {None: {}}
    for part in (_of_sums, _of_times, _of_enterprises, _of_now, _of_matches):
        for key, figure in part(session, person, asked, scope, by):
            found.setdefault(key, {})[figure.indicator] = figure
    return found


def is_told(definition: Definition, scope: Scope, by: Split = None) -> bool:
    """Whether an indicator can be split by this and narrowed to this place."""
    narrowed = {
        By.AREA: scope.area,
        By.UNIT: scope.unit_id,
        By.FIELD: scope.field,
        By.CHANNEL: scope.channel,
    }
    if definition.is_now and scope.until < clock.now().date():
        return False
    splits = set(by) if isinstance(by, tuple) else {by} if by else set()
    if isinstance(by, tuple) and not definition.top:
        return False
    return splits | {split for split, value in narrowed.items() if value} <= definition.by


Part = Iterator[tuple[object, Figure]]


def _of_sums(session, person: Person, asked: list[Definition], scope: Scope, by: Split) -> Part:
    """Shares and numbers out of the rollups."""
    told = [each for each in asked if each.top and each.unit is not Unit.WORKING_DAYS]
    if not told:
        return
    wanted = dict.fromkeys(name for each in told for name in (each.top, each.bottom) if name)
    for key, sums in reading.sums(session, scope, by, tuple(wanted)).items():
        for each in told:
            if each.needs_publishing and _is_kept_back(person, scope, key):
                yield key, Figure(each.indicator, is_kept_back=True)
                continue
            top = sums[each.top]
            if each.bottom:
                n = sums[each.bottom]
                yield key, Figure(each.indicator, top / n if n else None, n, top)
            else:
                yield key, Figure(each.indicator, top, top, top)


def _of_times(session, person: Person, asked: list[Definition], scope: Scope, by: Split) -> Part:
    """The middle of the handling times; of whole months only."""
    told = [each for each in asked if each.unit is Unit.WORKING_DAYS]
    if not told or not _is_whole_months(scope):
        return
    for key, steps in reading.times(session, scope, by).items():
        counts = defaultdict(int)
        for (time, _), many in steps.items():
            counts[time] += many
        n = sum(counts.values())
        for each in told:
            yield key, Figure(each.indicator, median(counts), n, n)


def _of_enterprises(session, person, asked: list[Definition], scope: Scope, by: Split) -> Part:
    """Different enterprises; of whole months only, since one that came twice counts once."""
    if Indicator.ENTERPRISES_SERVED not in {each.indicator for each in asked}:
        return
    if not _is_whole_months(scope):
        return
    c = RollupEnterprise.__table__.c
    area = c.area_code != EVERYWHERE if by is By.AREA else c.area_code == (scope.area or EVERYWHERE)
    key = {By.AREA: c.area_code, By.MONTH: c.starts_on}.get(by, literal(0))
    counted = (
        select(key, func.count(distinct(c.enterprise_id)))
        .where(c.starts_on.between(scope.since.replace(day=1), scope.until), area, c.many > 0)
        .group_by(key)
    )
    if by is By.AREA and scope.area:
        counted = counted.where(c.area_code == scope.area)
    found = dict(session.execute(counted).all())
    if by is None:
        found = {None: found.get(0, 0)}
    for name, many in found.items():
        yield name, Figure(Indicator.ENTERPRISES_SERVED, many, many, many)


def _of_now(session, person, asked: list[Definition], scope: Scope, by: Split) -> Part:
    """What is open at this moment."""
    told = {each.indicator for each in asked if each.is_now}
    if not told:
        return
    key = now_key(by)
    columns = [func.count(), func.count().filter(is_late())]
    columns += [func.count(col(Demand.handler_id)), func.count(distinct(Demand.handler_id))]
    counted = select(key, *columns).where(*open_now(scope)).group_by(key)
    found = {name: rest for name, *rest in session.execute(counted)}
    if by is None:
        found = {None: found.get(0, [0, 0, 0, 0])}
    for name, (many, late, held, handlers) in found.items():
        figures_of = {
            Indicator.OPEN_NOW: Figure(Indicator.OPEN_NOW, many, many, many),
            Indicator.OVERDUE_NOW: Figure(Indicator.OVERDUE_NOW, late, many, late),
            Indicator.LOAD: Figure(
                Indicator.LOAD, held / handlers if handlers else None, handlers, held
            ),
        }
        for indicator in told:
            yield name, figures_of[indicator]


def _of_matches(session, person, asked: list[Definition], scope: Scope, by: Split) -> Part:
    """What matchmaking counts, by its own definitions."""
    told = [each for each in asked if each.match_figure]
    if not told:
        return
    found: dict[object, figures.Figures] = {}
    within = figures.Scope(area=scope.area, since=scope.since, until=scope.until)
    if by is By.AREA:
        compared = figures.compared(session, ENGINE, within, Grouping.AREA)
        found = {each.key: each.figures for each in compared}
    elif by is By.MONTH:
        for first in months_between(scope):
            last = min(month_after(first, 1) - timedelta(days=1), scope.until)
            found[first] = figures.of(session, ENGINE, replace(within, since=first, until=last))
    else:
        found[None] = figures.of(session, ENGINE, within)
    for name, each in found.items():
        for definition in told:
            yield name, _matched(definition, each)


def _matched(definition: Definition, found: figures.Figures) -> Figure:
    value = found.value_of(definition.match_figure)
    match definition.match_figure:
        case MatchFigure.ACCEPTANCE:
            return Figure(definition.indicator, value, found.answered, found.accepted)
        case MatchFigure.VALUE:
            return Figure(definition.indicator, value, found.contracts, found.contracts)
    many = int(value or 0)
    return Figure(definition.indicator, value, many, many)


def months_between(scope: Scope) -> list[date]:
    """The first days of the months that a scope touches."""
    first, found = scope.since.replace(day=1), []
    while first <= scope.until:
        found.append(first)
        first = month_after(first, 1)
    return found


def open_now(scope: Scope) -> list[ColumnElement[bool]]:
    """The condition of the orders that are open in a place."""
    wanted = [
        (Demand.area_code, scope.area),
        (Demand.unit_id, scope.unit_id),
        (Demand.field, scope.field),
        (Demand.channel, scope.channel),
    ]
    return [col(Demand.stage).in_(OPEN)] + [column == value for column, value in wanted if value]


def now_key(by: Split) -> ColumnElement:
    match by:
        case By.AREA:
            return col(Demand.area_code)
        case By.UNIT:
            return func.coalesce(col(Demand.unit_id), 0)
        case By.FIELD:
            return func.coalesce(type_coerce(col(Demand.field), String), "")
        case By.CHANNEL:
            return type_coerce(col(Demand.channel), String)
    return literal(0)


def _is_whole_months(scope: Scope) -> bool:
    today = clock.now().date()
    is_to_its_end = (scope.until + timedelta(days=1)).day == 1
    return scope.since.day == 1 and (is_to_its_end or scope.until >= today)


def _is_kept_back(person: Person, scope: Scope, key: object) -> bool:
    """Whether answers of enterprises are told whose month is not over: a unit must not learn who just said what."""
    if person.is_engine or person.kind is Kind.CITY:
        return False
    begins = clock.now().date().replace(day=1)
    days = [each for each in (key if isinstance(key, tuple) else (key,)) if isinstance(each, date)]
    return max(days, default=scope.until) >= begins
