"""The records behind a figure: selected by the definition that it is counted by, so they count the same.

What enterprises answered is kept back here as it is in the figure: of a month that is not published no record is told.
"""

from dataclasses import dataclass
from datetime import datetime, time

from sqlalchemy import ColumnElement, Select, case, false, literal, null
from sqlmodel import Session, col, func, select

from db.indicator_vocabulary import Half, Indicator
from db.models import Area, Demand, Organisation
from db.planning import looked_at
from db.vocabulary import Stage
from domain import clock, clocks
from domain.clock import LOCAL
from domain.errors import Forbidden
from domain.indicators import allowed, at_moment, metric, parts
from domain.indicators.aims import against
from domain.indicators.definitions import DEFINITIONS, Definition
from domain.indicators.parts import WHOLE, Part
from domain.indicators.reading import Scope, narrowed
from domain.indicators.streams import Stream
from domain.permissions import Person, supervised_by, visible_to
from domain.queries import indicator_activities, indicator_enterprises, told_stage
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
    """How many records there are behind a figure, or a part of it.

    Behind a whole figure it is what the figure itself is made of, which no list need be counted for.
    """
    if indicator in indicator_enterprises.OF_ENTERPRISES:
        return indicator_enterprises.count(session, person, indicator, scope)
    if indicator in indicator_activities.OF_ACTIVITIES:
        return indicator_activities.count(session, person, indicator, scope, part)
    asked = _chosen(session, person, indicator, scope, half, part, [literal(1)]).subquery()
    if part == WHOLE and not DEFINITIONS[indicator].is_now:
        told = metric.table(session, person, (indicator,), scope)[None].get(indicator)
        if told is not None:
            return told.of_half(half)
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
    """One page of the records behind a figure, those that speak against it first; pages count from one."""
    asked = (session, person, indicator, scope)
    first, found = (page - 1) * size, []
    *_, last = turn = _in_turn(DEFINITIONS[indicator], half)
    for each in turn:
        if each is not last:
            before = count(*asked, each, part)
            if first >= before:
                first -= before
                continue
        found += _some(*asked, each, part, first, size - len(found))
        first = 0
        if len(found) == size:
            break
    return tuple(found)


def _in_turn(definition: Definition, half: Half) -> tuple[Half, ...]:
    """Of the records of a period those that speak against it are read first, then the others: each in the order of an
    index, so that a page is found without the others being sorted."""
    if half is not Half.ALL or not definition.bottom or definition.is_now:
        return (half,)
    worst_first = (Half.REST, Half.GOOD)
    return worst_first[::-1] if against(definition.indicator) is Half.GOOD else worst_first


def _some(
    session: Session,
    person: Person,
    indicator: Indicator,
    scope: Scope,
    half: Half,
    part: Part,
    first: int,
    size: int,
) -> list[Record]:
    """So many records of one half, from a place in their order."""
    definition = DEFINITIONS[indicator]
    moment, done, is_good, subject = _columns(definition)
    columns = [
        col(Demand.id).label("demand_id"),
        moment.label("moment"),
        done.label("done_at"),
        is_good.label("is_good"),
        func.coalesce(_unit_of(definition), 0).label("unit_id"),
        subject.label("subject"),
    ]
    chosen = _chosen(session, person, indicator, scope, half, part, columns, is_page=True)
    shown = in_order(chosen, definition).limit(size).offset(first).subquery()
    found = session.execute(
        select(
            Demand.number,
            Demand.title,
            Demand.enterprise_name,
            Area.name,
            Area.name_en,
            Organisation.name,
            Organisation.name_en,
            told_stage.column(person),
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
    return [_record(*row) for row in found]


def still_waiting(
    session: Session,
    person: Person,
    indicator: Indicator,
    scope: Scope,
    half: Half,
    part: Part = WHOLE,
) -> StillWaiting:
    """The demands behind a figure that nobody has answered yet and that this reader supervises, the oldest first."""
    others = (*indicator_enterprises.OF_ENTERPRISES, *indicator_activities.OF_ACTIVITIES)
    if indicator in others:
        return StillWaiting((), 0)
    behind = _chosen(session, person, indicator, scope, half, part, [col(Demand.id)])
    rows = session.execute(waiting(person, behind)).all()
    waits = tuple(Waits(*row) for *row, _ in rows)
    return StillWaiting(waits, rows[0][-1] if rows else 0)


def waiting(person: Person, behind: Select) -> Select:
    """Those of the demands that nobody has answered yet, the oldest first, and how many there are in all: read from the
    open ones, which are few, not from all of a year."""
    still = behind.where(at_moment.is_open(), col(Demand.stage).in_(BEFORE_ANSWER))
    return (
        select(Demand.id, Demand.number, Demand.title, Demand.unit_id, func.count().over())
        .where(col(Demand.id).in_(still), supervised_by(person))
        .order_by(Demand.submitted_at, Demand.id)
        .limit(MOST_AT_ONCE)
    )


def is_kept_back(session: Session, person: Person, indicator: Indicator, scope: Scope) -> bool:
    """Whether the records are not told of yet, because their month is not published."""
    return metric.is_kept_back(session, person, indicator, scope)


count.by_minute = records.by_minute = still_waiting.by_minute = True
is_kept_back.by_minute = is_kept_back.by_scope = True


def in_order(chosen: Select, definition: Definition) -> Select:
    """The last ones first; of what is open now those that did not meet it before the others."""
    moment, _, is_good, subject = _columns(definition)
    ordered = (is_good,) if definition.is_now else ()  # else all of a half are alike
    return chosen.order_by(*ordered, moment.desc(), subject.desc())


def _chosen(
    session: Session,
    person: Person,
    indicator: Indicator,
    scope: Scope,
    half: Half,
    part: Part,
    columns: list[ColumnElement],
    *,
    is_page: bool = False,
) -> Select:
    """`is_page`: the first ones in the order of their moments, not all of them."""
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
        asked = stream.select(*columns).where(
            *_when(stream, scope), *_where(stream, scope, is_page)
        )
        if definition.bottom:
            asked = asked.where(stream.measures[definition.bottom] == 1)
    asked = asked.where(*parts.conditions(parts.fitting(part, definition), definition, scope))
    is_told = parts.is_told(part, definition, scope, person)
    if metric.is_kept_back(session, person, indicator, scope) or not is_told:
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


def _where(stream: Stream, scope: Scope, is_page: bool) -> list[ColumnElement[bool]]:
    """In which place: every area, field and channel has some of each day, so a page is found by its moments; a unit has
    few of a year, and they are found by the unit."""
    place = stream.place()
    by_moment = is_page and not scope.unit_id
    return [
        (looked_at(place[name]) if by_moment else place[name]) == value
        for name, value in narrowed(scope)
    ]


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
