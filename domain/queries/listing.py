"""The demands as a list: filtered, ordered, counted and paged by the database, however many there are."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, false, func
from sqlmodel import Session, col, select

from db.models import Area, Demand, Organisation
from db.vocabulary import ClosingCode, Kind, ServiceField, Stage, Timeliness
from domain.paging import pages as pages_of
from domain.permissions import Person, visible_to
from domain.queries import told_stage
from domain.queries.narrowing import BRIEFLY, Filters, due_of, narrowed

PAGE = 50
MOST_COUNTED = 10_000  # counting on would cost more than it tells


class Order(StrEnum):
    """By what the list is sorted."""

    NEWEST = "newest"
    OLDEST = "oldest"
    DUE = "due"
    NUMBER = "number"
    ENTERPRISE = "enterprise"


# Each in the order of an index; so are the dates that are due.
_BY = {
    Order.NEWEST: (col(Demand.submitted_at).desc(), col(Demand.id).desc()),
    Order.OLDEST: (col(Demand.submitted_at), col(Demand.id)),
    Order.NUMBER: (col(Demand.number),),
    Order.ENTERPRISE: (col(Demand.enterprise_name), col(Demand.id)),
}


@dataclass(frozen=True)
class Row:
    """One demand in the list."""

    number: str
    title: str
    enterprise: str
    area: str
    area_en: str
    unit: str
    unit_en: str
    stage: Stage
    field: ServiceField | None
    timeliness: Timeliness | None
    submitted_at: datetime
    due_at: datetime | None
    closing_code: ClosingCode | None


@dataclass(frozen=True)
class Count:
    """How many demands there are: up to ten thousand exactly, beyond that `is_more`."""

    many: int
    is_more: bool

    @property
    def pages(self) -> int:
        return pages_of(self.many, PAGE)


def count(
    session: Session, person: Person, filters: Filters, stages: tuple[Stage, ...] = ()
) -> Count:
    """How many demands the list would show on all its pages."""
    return count_of(session, _where(person, filters, stages))


def listing(
    session: Session,
    person: Person,
    filters: Filters,
    stages: tuple[Stage, ...] = (),
    order: Order = Order.NEWEST,
    page: int = 1,
) -> tuple[Row, ...]:
    """One page of the demands that the person may see; pages count from one."""
    return page_of(session, person, of_pages(person, filters, stages), order, page)


def count_of(session: Session, where: list[ColumnElement[bool]]) -> Count:
    found = session.exec(counting(where)).one()
    return Count(min(found, MOST_COUNTED), found > MOST_COUNTED)


def page_of(
    session: Session,
    person: Person,
    where: list[ColumnElement[bool]],
    order: Order,
    page: int,
) -> tuple[Row, ...]:
    """One page of the demands under these conditions, which hold what the person may see."""
    shown = paging(person, where, order, page).subquery()
    stage, unit = told_stage.column(person), Organisation
    found = session.exec(
        select(Demand, stage, Area.name, Area.name_en, unit.name, unit.name_en)
        .join(shown, shown.c.id == Demand.id)
        .join(Area, Area.code == Demand.area_code)
        .outerjoin(unit, unit.id == Demand.unit_id)
        .order_by(*_by(person, order))
        .options(*BRIEFLY)
    ).all()
    return tuple(_row(person, *each) for each in found)


listing.by_minute = listing.by_scope = True
count.by_minute = count.by_scope = True


def paging(person: Person, where: list[ColumnElement[bool]], order: Order, page: int = 1) -> Select:
    """The ids of one page: only these rows are read whole."""
    start = (min(max(page, 1), MOST_COUNTED // PAGE) - 1) * PAGE
    by = _by(person, order)
    return select(Demand.id).where(*where).order_by(*by).limit(PAGE).offset(start)


def of_pages(
    person: Person, filters: Filters, stages: tuple[Stage, ...] = ()
) -> list[ColumnElement[bool]]:
    """The conditions of a page. A sub-platform that narrows nothing sees so much that it is asked of row after row, in
    their order: where it could be found, a database without statistics (SQLite) gathers and sorts all of it first."""
    is_narrowed = bool(stages) or filters != Filters()
    if is_narrowed or person.kind is not Kind.SUB_PLATFORM:
        return _where(person, filters, stages)
    return [func.coalesce(visible_to(person), false())]


def _by(person: Person, order: Order) -> tuple:
    due_at = told_stage.due(person)
    return (due_at.is_(None), due_at, col(Demand.id)) if order is Order.DUE else _BY[order]


def counting(where: list[ColumnElement[bool]]) -> Select:
    bounded = select(Demand.id).where(*where).limit(MOST_COUNTED + 1).subquery()
    return select(func.count()).select_from(bounded)


def _where(
    person: Person, filters: Filters, stages: tuple[Stage, ...]
) -> list[ColumnElement[bool]]:
    asked = [visible_to(person), *narrowed(person, filters)]
    if stages:
        asked.append(told_stage.is_at(person, stages))
    return asked


def _row(
    person: Person,
    demand: Demand,
    stage: Stage,
    area: str,
    area_en: str,
    unit: str | None,
    unit_en: str | None,
) -> Row:
    return Row(
        number=demand.number,
        title=demand.title,
        enterprise=demand.enterprise_name,
        area=area,
        area_en=area_en,
        unit=unit or "",
        unit_en=unit_en or unit or "",
        stage=stage,
        field=demand.field,
        timeliness=demand.timeliness,
        submitted_at=demand.submitted_at,
        due_at=due_of(person, demand),
        closing_code=demand.closing_code if demand.closed_at else None,
    )
