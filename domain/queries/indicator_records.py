"""The records behind a figure: selected by the definition that it is counted by, so they count the same."""

from dataclasses import dataclass
from datetime import datetime, time

from sqlalchemy import ColumnElement, Select, case, literal, null
from sqlmodel import Session, col, func, select

from db.indicator_vocabulary import Half, Indicator
from db.models import Area, Demand, Organisation
from db.vocabulary import Stage
from domain import clock, clocks
from domain.clock import LOCAL
from domain.errors import Forbidden
from domain.indicators import allowed
from domain.indicators.definitions import DEFINITIONS, Definition
from domain.indicators.metric import open_now
from domain.indicators.reading import Scope, narrowed
from domain.indicators.streams import ANSWERED, Stream
from domain.permissions import Person, visible_to
from domain.queries.narrowing import is_late

PAGE = 50
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
class Served:
    """An enterprise that was served, and how many answers it got."""

    id: int
    name: str
    many: int


def count(session: Session, person: Person, indicator: Indicator, scope: Scope, half: Half) -> int:
    """How many records there are behind a figure."""
    if indicator is Indicator.ENTERPRISES_SERVED:
        asked = _served(person, scope).subquery()
    else:
        asked = _chosen(person, indicator, scope, half, [literal(1)]).subquery()
    return session.exec(select(func.count()).select_from(asked)).one()


def records(
    session: Session,
    person: Person,
    indicator: Indicator,
    scope: Scope,
    half: Half,
    page: int = 1,
) -> tuple[Record, ...]:
    """One page of the records behind a figure, those that did not meet it first; pages count from one."""
    definition = DEFINITIONS[indicator]
    moment, done, is_good, subject = _columns(definition)
    unit = _unit_of(definition)
    shown = (
        _chosen(
            person,
            indicator,
            scope,
            half,
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
        .limit(PAGE)
        .offset((page - 1) * PAGE)
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


def served(session: Session, person: Person, scope: Scope, page: int = 1) -> tuple[Served, ...]:
    """One page of the enterprises that were served, those with the most answers first."""
    asked = _served(person, scope).order_by(func.count().desc(), col(Organisation.id))
    found = session.execute(asked.limit(PAGE).offset((page - 1) * PAGE))
    return tuple(Served(*row) for row in found)


count.by_minute = records.by_minute = True


def _chosen(
    person: Person, indicator: Indicator, scope: Scope, half: Half, columns: list[ColumnElement]
) -> Select:
    definition = DEFINITIONS[indicator]
    if not allowed.may_list(person, scope):
        raise Forbidden
    if definition.is_now:
        asked = select(*columns).select_from(Demand).where(*open_now(scope))
        if indicator is Indicator.LOAD:
            asked = asked.where(col(Demand.handler_id).is_not(None))
        if indicator is Indicator.OVERDUE_NOW:
            half = Half.GOOD  # the figure is of the late ones alone
    else:
        stream = definition.stream
        asked = stream.select(*columns).where(*_when(stream, scope), *_where(stream, scope))
        if definition.bottom:
            asked = asked.where(stream.measures[definition.bottom] == 1)
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
    return (stream.moment >= begins, stream.moment <= now if ends > now else stream.moment < ends)


def _where(stream: Stream, scope: Scope) -> list[ColumnElement[bool]]:
    place = stream.place()
    return [place[name] == value for name, value in narrowed(scope)]


def _served(person: Person, scope: Scope) -> Select:
    """Enterprises of the directory with an answer in the months of the scope."""
    if not allowed.may_list(person, scope):
        raise Forbidden
    asked = ANSWERED.select(Organisation.id, Organisation.name, func.count())
    return (
        asked.join(Organisation, Organisation.id == Demand.enterprise_id)
        .where(*_when(ANSWERED, scope), *_where(ANSWERED, scope))
        .group_by(col(Organisation.id), col(Organisation.name))
    )


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
