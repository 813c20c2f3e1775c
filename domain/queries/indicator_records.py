"""The records behind a figure: selected by the definition that it is counted by, so they count the same.

What enterprises answered is kept back here as it is in the figure: of a month that is not published no record is told.
"""

from dataclasses import dataclass
from datetime import datetime, time

from sqlalchemy import ColumnElement, Select, case, false, literal, null
from sqlmodel import Session, col, func, select

from db.indicator_vocabulary import Half, Indicator
from db.models import Area, Demand, Organisation
from db.vocabulary import Stage
from domain import clock, clocks
from domain.clock import LOCAL
from domain.errors import Forbidden
from domain.indicators import allowed, at_moment, metric, parts
from domain.indicators.definitions import DEFINITIONS, Definition
from domain.indicators.parts import WHOLE, Part
from domain.indicators.reading import Scope, narrowed
from domain.indicators.streams import Stream
from domain.permissions import Person, visible_to
from domain.queries import indicator_activities, indicator_enterprises
from domain.queries.narrowing import is_late
from domain.workflow import BEFORE_ANSWER

PAGE = 50
MOST_AT_ONCE = 100  # acted upon together
MOST_PAGES = 200  # beyond that, narrowing down helps more than turning pages


@dataclass(frozen=True)
class Record:
    """One record behind a figure: an order, or one unit's part of it. Of an order that is not open to the reader only
    the number is told. `at`: when it counts; `is_good`: whether it met the indicator."""

    number: str
    title: str
    enterprise: str
    area: str
    area_en: str
    unit: str
    unit_en: str
    stage: Stage
    at: datetime | None
    done_at: datetime | None
    is_good: bool
    is_open: bool  # to the reader


@dataclass(frozen=True)
class Waits:
    """A demand that is not answered yet, and the unit that holds it."""

    id: int
    number: str
    title: str
    unit_id: int | None


@dataclass(frozen=True)
class StillWaiting:
    """Those that wait longest, and how many there are in all."""

    waits: tuple[Waits, ...]
    many: int


def count(
    session: Session,
    person: Person,
    indicator: Indicator,
    scope: Scope,
    half: Half,
    part: Part = WHOLE,
) -> int:
    """How many records there are behind a figure, or a part of it."""
    if indicator in indicator_enterprises.OF_ENTERPRISES:
        return indicator_enterprises.count(session, person, indicator, scope)
    if indicator in indicator_activities.OF_ACTIVITIES:
        return indicator_activities.count(session, person, indicator, scope)
    asked = _chosen(session, person, indicator, scope, half, part, [literal(1)]).subquery()
    return session.exec(select(func.count()).select_from(asked)).one()


def records(
    session: Session,
    person: Person,
    indicator: Indicator,
    scope: Scope,
    half: Half,
    page: int = 1,
    part: Part = WHOLE,
    size: int = PAGE,
) -> tuple[Record, ...]:
    """One page of the records behind a figure, those that did not meet it first; pages count from one."""
    definition = DEFINITIONS[indicator]
    moment, done, is_good, subject = _columns(definition)
    unit = _unit_of(definition)
    shown = (
        _chosen(
            session,
            person,
            indicator,
            scope,
            half,
            part,
            [
                col(Demand.id).label("demand_id"),
                moment.label("moment"),
                done.label("done_at"),
                is_good.label("is_good"),
                func.coalesce(unit, 0).label("unit_id"),
                subject.label("subject"),
            ],
        )
        .order_by(is_good, moment.desc(), subject.desc())
        .limit(size)
        .offset((page - 1) * size)
        .subquery()
    )
    found = session.execute(
        select(
            Demand.number,
            Demand.title,
            Demand.enterprise_name,
            Area.name,
            Area.name_en,
            Organisation.name,
            Organisation.name_en,
            Demand.stage,
            shown.c.moment,
            shown.c.done_at,
            shown.c.is_good,
            case((visible_to(person), 1), else_=0),
        )
        .join(shown, shown.c.demand_id == Demand.id)
        .join(Area, Area.code == Demand.area_code)
        .outerjoin(Organisation, Organisation.id == shown.c.unit_id)
        .order_by(shown.c.is_good, shown.c.moment.desc(), shown.c.subject.desc())
    )
    return tuple(_record(*row) for row in found)


def still_waiting(
    session: Session,
    person: Person,
    indicator: Indicator,
    scope: Scope,
    half: Half,
    part: Part = WHOLE,
) -> StillWaiting:
    """The demands behind a figure that nobody has answered yet and that this reader may open, the oldest first."""
    others = (*indicator_enterprises.OF_ENTERPRISES, *indicator_activities.OF_ACTIVITIES)
    if indicator in others:
        return StillWaiting((), 0)
    behind = _chosen(session, person, indicator, scope, half, part, [col(Demand.id)])
    where = (
        col(Demand.id).in_(behind),
        col(Demand.stage).in_(BEFORE_ANSWER),
        visible_to(person),
    )
    many = session.exec(select(func.count(Demand.id)).where(*where)).one()
    asked = select(Demand.id, Demand.number, Demand.title, Demand.unit_id).where(*where)
    rows = session.exec(asked.order_by(Demand.submitted_at, Demand.id).limit(MOST_AT_ONCE))
    return StillWaiting(tuple(Waits(*row) for row in rows), many)


def is_kept_back(session: Session, person: Person, indicator: Indicator, scope: Scope) -> bool:
    """Whether the records are not told of yet, because their month is not published."""
    return metric.is_kept_back(session, person, indicator, scope)


count.by_minute = records.by_minute = still_waiting.by_minute = True
is_kept_back.by_minute = is_kept_back.by_scope = True


def _chosen(
    session: Session,
    person: Person,
    indicator: Indicator,
    scope: Scope,
    half: Half,
    part: Part,
    columns: list[ColumnElement],
) -> Select:
    definition = DEFINITIONS[indicator]
    scope = metric.covered(definition, scope)
    if not allowed.may_list(person, scope):
        raise Forbidden
    if definition.is_now:
        asked = select(*columns).select_from(Demand).where(*at_moment.still_open(scope))
        if indicator is Indicator.LOAD:
            asked = asked.where(col(Demand.handler_id).is_not(None))
        if indicator is Indicator.OVERDUE_NOW:
            half = Half.GOOD  # the figure is of the late ones alone
        if indicator is Indicator.OVERDUE_FOLLOWED:
            asked = asked.where(is_late())
    else:
        stream = definition.stream
        asked = stream.select(*columns).where(*_when(stream, scope), *_where(stream, scope))
        if definition.bottom:
            asked = asked.where(stream.measures[definition.bottom] == 1)
    asked = asked.where(*parts.conditions(parts.fitting(part, definition), definition, scope))
    if metric.is_kept_back(session, person, indicator, scope):
        asked = asked.where(false())
    if half is Half.ALL:
        return asked
    *_, is_good, _ = _columns(definition)
    return asked.where(is_good == (1 if half is Half.GOOD else 0))


def _columns(definition: Definition) -> tuple[ColumnElement, ...]:
    """When a record counts, when what was asked was done, whether it met the indicator, and the record's id."""
    if definition.is_now:
        is_good = literal(1)
        if definition.indicator is Indicator.OVERDUE_NOW:
            is_good = case((is_late(), 1), else_=0)
        if definition.indicator is Indicator.OVERDUE_FOLLOWED:
            is_good = case((at_moment.followed(), 1), else_=0)
        return col(Demand.due_at), null(), is_good, col(Demand.id)
    stream = definition.stream
    is_good = stream.measures[definition.top] if definition.bottom else literal(1)
    return stream.moment, stream.done, is_good, stream.subject


def _unit_of(definition: Definition) -> ColumnElement:
    return definition.stream.unit if definition.stream else col(Demand.unit_id)


def _when(stream: Stream, scope: Scope) -> tuple[ColumnElement[bool], ...]:
    begins = datetime.combine(scope.since, time(), LOCAL)
    now = clock.now()
    ends = clocks.end_of(scope.until)
    near = (stream.near(begins, min(ends, now)),) if stream.near else ()
    until = stream.moment <= now if ends > now else stream.moment < ends
    return (*near, stream.moment >= begins, until)


def _where(stream: Stream, scope: Scope) -> list[ColumnElement[bool]]:
    place = stream.place()
    return [place[name] == value for name, value in narrowed(scope)]


def _record(
    number, title, enterprise, area, area_en, unit, unit_en, stage, at, done_at, is_good, is_open
) -> Record:
    return Record(
        number=number,
        title=title if is_open else "",
        enterprise=enterprise if is_open else "",
        area=area,
        area_en=area_en,
        unit=unit or "",
        unit_en=unit_en or unit or "",
        stage=stage,
        at=at,
        done_at=done_at,
        is_good=bool(is_good),
        is_open=bool(is_open),
    )
