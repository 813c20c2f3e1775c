"""Asking for an indicator: the one way in for the page, the API, the bulletin, the wall and the alerts."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from sqlmodel import Session, distinct, func, literal, select

from db.indicator_vocabulary import By, Indicator, Over, Unit
from db.models import Area, RollupEnterprise
from domain import clock
from domain.indicators import (
    at_moment,
    entered,
    held,
    matched,
    past,
    publication,
    reading,
    registered,
    zeros,
)
from domain.indicators.adding import EVERYWHERE, TOGETHER, WINDOWS
from domain.indicators.definitions import DEFINITIONS, Definition
from domain.indicators.figure import Figure, Figures
from domain.indicators.reading import Scope, Split
from domain.indicators.steps import median
from domain.permissions import Person

__all__ = ["Figure", "Figures", "is_kept_back", "is_told", "is_whole", "metric", "table"]


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

    Keys: an area's code, a unit's id (0: none), a field, channel or industry (empty: none), the first day of a month,
    or a day; of two splits, a pair. Only what is read from the rollups can be split by two.
    An indicator that cannot be split or narrowed in this way is left out. By area, month or day a number has every key,
    be it zero; of other splits only the keys that have something are told.
    """
    asked: dict[Scope, list[Definition]] = defaultdict(list)
    for each in indicators:
        definition = DEFINITIONS[each]
        if is_told(definition, scope, by):
            asked[covered(definition, scope)].append(definition)
    found: dict[object, Figures] = {} if by else {None: {}}
    for within, some in asked.items():
        for key, figure in _figures(session, person, some, within, by):
            if _covers(figure.definition, by, key):
                found.setdefault(key, {})[figure.indicator] = figure
    zeros.put_in(session, found, asked, by)
    return found


def is_told(definition: Definition, scope: Scope, by: Split = None) -> bool:
    """Whether an indicator can be split by this, narrowed to this place, and counted over these days."""
    splits = set(by) if isinstance(by, tuple) else {by} if by else set()
    if isinstance(by, tuple) and not definition.top:
        return False
    if definition.areas and not (scope.area in definition.areas or By.AREA in splits):
        return False
    if definition.since and scope.until < definition.since:
        return False
    is_past = scope.until < clock.now().date()
    if definition.is_now and is_past or definition.over is Over.MONTHS and not is_whole(scope):
        return False
    return splits | scope.by <= definition.by


def is_kept_back(session: Session, person: Person, indicator: Indicator, scope: Scope) -> bool:
    """Whether somebody is not told an indicator yet, nor of any record behind it: its month is not published."""
    if not DEFINITIONS[indicator].needs_publishing or publication.is_told_all(person):
        return False
    return not publication.published(session).has_all(scope.since, scope.until)


def covered(definition: Definition, scope: Scope) -> Scope:
    """As much of a scope as an indicator covers."""
    since = max(scope.since, definition.since or scope.since)
    return scope if since == scope.since else replace(scope, since=since)


Part = Iterator[tuple[object, Figure]]


def _figures(session, person: Person, asked: list[Definition], scope: Scope, by: Split) -> Part:
    yield from _of_sums(session, person, asked, scope, by)
    yield from _of_times(session, asked, scope, by)
    yield from _of_enterprises(session, asked, scope, by)
    yield from registered.figures(session, asked, scope, by)
    yield from held.figures(session, asked, scope, by)
    yield from entered.figures(session, asked, scope, by)
    yield from at_moment.figures(session, asked, scope, by)
    yield from matched.figures(session, person, asked, scope, by)


def _of_sums(session, person: Person, asked: list[Definition], scope: Scope, by: Split) -> Part:
    """Shares and numbers out of the rollups."""
    told = [each for each in asked if each.top and each.over is Over.DAYS]
    if not told:
        return
    named = ((each.top, each.bottom, each.told_of, each.out_of) for each in told)
    wanted = dict.fromkeys(name for names in named for name in names if name)
    hidden = None
    if any(each.needs_publishing for each in told) and not publication.is_told_all(person):
        hidden = publication.published(session)
    for key, sums in reading.sums(session, scope, by, tuple(wanted)).items():
        for each in told:
            if each.needs_publishing and hidden and not _is_published(hidden, scope, key):
                yield key, Figure(each.indicator, is_kept_back=True)
            else:
                yield key, _of(each, sums)


def _of(definition: Definition, sums: reading.Sums) -> Figure:
    top = sums[definition.top]
    if not definition.bottom:
        return Figure(definition.indicator, top, top, top)
    n = sums[definition.bottom]
    coverage = 1.0 if n else None
    if definition.out_of:
        every = sums[definition.out_of]
        coverage = sums[definition.told_of] / every if every else None
    return Figure(definition.indicator, top / n if n else None, n, top, coverage=coverage)


def _is_published(told: publication.Published, scope: Scope, key: object) -> bool:
    days = [each for each in (key if isinstance(key, tuple) else (key,)) if isinstance(each, date)]
    return all(map(told.has, days)) if days else told.has_all(scope.since, scope.until)


def _of_times(session, asked: list[Definition], scope: Scope, by: Split) -> Part:
    """The middle of the handling times; of whole months only."""
    told = [each for each in asked if each.unit is Unit.WORKING_DAYS]
    if not told:
        return
    for key, counts in reading.durations(session, scope, by).items():
        n = sum(counts.values())
        for each in told:
            yield key, Figure(each.indicator, median(counts), n, n)


def _of_enterprises(session, asked: list[Definition], scope: Scope, by: Split) -> Part:
    """Different enterprises; of whole months only, since one that came twice counts once.

    How many a month, a quarter or a year has is kept; only of other spans they are told apart here.
    """
    if Indicator.ENTERPRISES_SERVED not in {each.indicator for each in asked}:
        return
    c = RollupEnterprise.__table__.c
    area = c.area_code == (scope.area or EVERYWHERE)
    if by is By.AREA and not scope.area:  # named one by one, so that each is found by the key
        area = c.area_code.in_(select(Area.code))
    key = {By.AREA: c.area_code, By.MONTH: c.starts_on}.get(by, literal(0))
    months = list(reading.months_of(scope))
    if not months:  # a span that has not begun
        if by is None:
            yield None, Figure(Indicator.ENTERPRISES_SERVED, 0, 0, 0)
        return
    moved_by = past.topics_of(months[0], months[-1])
    last, every = months[-1], len(months)
    many, which = func.sum(c.many), c.enterprise_id == TOGETHER
    if by is not By.MONTH and every in WINDOWS:
        months, which = months[:1], c.enterprise_id == -every
    elif by is not By.MONTH and every > 1:
        many, which = func.count(distinct(c.enterprise_id)), c.enterprise_id > TOGETHER
    counted = select(key, many).where(c.starts_on.in_(months), area, which, c.many > 0)
    name = ("enterprises", months[0], every, by, scope.area)
    found = dict(past.rows(session, counted.group_by(key), name, last, moved_by))
    if by is None:
        found = {None: found.get(0, 0)}
    for name, each in found.items():
        told = int(each)
        yield name, Figure(Indicator.ENTERPRISES_SERVED, told, told, told)


def _covers(definition: Definition, by: Split, key: object) -> bool:
    """Whether an indicator covers the sub-platform that a figure is of."""
    splits = by if isinstance(by, tuple) else (by,) if by else ()
    keys = key if isinstance(key, tuple) else (key,)
    return By.AREA not in splits or definition.covers(keys[splits.index(By.AREA)])


def is_whole(scope: Scope) -> bool:
    """Whether whole months are meant, the running one as far as it has come."""
    is_to_its_end = (scope.until + timedelta(days=1)).day == 1
    return scope.since.day == 1 and (is_to_its_end or scope.until >= clock.now().date())
