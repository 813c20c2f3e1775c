"""The demands as a list: filtered, ordered, counted and paged by the database, however many there are."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, select

from db.models import Area, Demand, Organisation
from db.vocabulary import ClosingCode, ServiceField, Stage, Timeliness
from domain.permissions import Person, visible_to
from domain.queries.board import Filters, narrowed

PAGE = 50
MOST_COUNTED = 1000


class Order(StrEnum):
    """By what the list is sorted."""

    NEWEST = "newest"
    OLDEST = "oldest"
    DUE = "due"
    ENTERPRISE = "enterprise"


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
class Page:
    """One page of the list. `count` stops at a thousand; `is_more` says that there are more."""

    rows: tuple[Row, ...]
    count: int
    is_more: bool
    pages: int


def listing(
    session: Session,
    person: Person,
    filters: Filters,
    stages: tuple[Stage, ...] = (),
    order: Order = Order.NEWEST,
    page: int = 1,
) -> Page:
    """One page of the demands that the person may see."""
    where = _where(person, filters, stages)
    bounded = select(Demand.id).where(*where).limit(MOST_COUNTED + 1).subquery()
    count = session.exec(select(func.count()).select_from(bounded)).one()
    pages = max(-(-min(count, MOST_COUNTED) // PAGE), 1)
    page = min(max(page, 1), pages)
    rows = session.exec(statement(where, order).limit(PAGE).offset((page - 1) * PAGE)).all()
    return Page(
        tuple(_row(*each) for each in rows),
        min(count, MOST_COUNTED),
        count > MOST_COUNTED,
        pages,
    )


listing.by_minute = listing.by_scope = True


def statement(where: list[ColumnElement[bool]], order: Order):
    """The list's own question, to be paged; the tests ask the database how it answers it."""
    return (
        select(Demand, Area.name, Area.name_en, Organisation.name, Organisation.name_en)
        .join(Area, Area.code == Demand.area_code)
        .outerjoin(Organisation, Organisation.id == Demand.unit_id)
        .where(*where)
        .order_by(*_order(order))
    )


def _where(
    person: Person, filters: Filters, stages: tuple[Stage, ...]
) -> list[ColumnElement[bool]]:
    asked = [visible_to(person), *narrowed(filters)]
    if stages:
        asked.append(col(Demand.stage).in_(stages))
    return asked


def _order(order: Order) -> tuple:
    match order:
        case Order.OLDEST:
            return (col(Demand.submitted_at), col(Demand.id))
        case Order.DUE:
            return (col(Demand.due_at).asc().nulls_last(), col(Demand.id))
        case Order.ENTERPRISE:
            return (col(Demand.enterprise_name), col(Demand.id).desc())
    return (col(Demand.submitted_at).desc(), col(Demand.id).desc())


def _row(demand: Demand, area: str, area_en: str, unit: str | None, unit_en: str | None) -> Row:
    return Row(
        number=demand.number,
        title=demand.title,
        enterprise=demand.enterprise_name,
        area=area,
        area_en=area_en,
        unit=unit or "",
        unit_en=unit_en or unit or "",
        stage=demand.stage,
        field=demand.field,
        timeliness=demand.timeliness,
        submitted_at=demand.submitted_at,
        due_at=demand.due_at if demand.is_open else None,
        closing_code=demand.closing_code if demand.closed_at else None,
    )
