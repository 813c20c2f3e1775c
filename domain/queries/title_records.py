"""The records behind a gauge of the national title: those that it counts, as of the same day."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select
from sqlmodel import Session, case, col, func, literal

from db.assessment_vocabulary import Gauge
from db.models import Activity, DockingDay, Organisation, ServiceProduct
from domain.assessment import gathered, gauges
from domain.clock import LOCAL
from domain.errors import Forbidden
from domain.indicators.allowed import PLATFORM
from domain.permissions import Person

PAGE = 50
OPEN = (Gauge.ORGANISATIONS, Gauge.PUBLIC_BENEFIT, Gauge.ACTIVITIES, Gauge.MATCHING)


@dataclass(frozen=True)
class Behind:
    """One organisation, service with its provider, activity or docking day. `is_good`: whether a share counts it."""

    id: int
    provider_id: int | None
    title: str
    title_en: str
    number: str
    provider: str
    provider_en: str
    on: date | None  # held, or in the directory since
    is_good: bool


def count(
    session: Session, person: Person, gauge: Gauge, year: int, until: date | None = None
) -> int:
    """How many there are behind a gauge of this year, up to a day where one is given. Raises Forbidden for others than
    the platform's people."""
    return session.exec(_asked(person, gauge, gauges.span(year, until=until), func.count())).one()


def page_of(
    session: Session,
    person: Person,
    gauge: Gauge,
    year: int,
    page: int = 1,
    until: date | None = None,
) -> tuple[Behind, ...]:
    """One page of them: what a share counts first, then by name; what was held, the newest first. Raises Forbidden."""
    days = gauges.span(year, until=until)
    columns, order = _columns(gauge, days[1])
    asked = _asked(person, gauge, days, *columns).order_by(*order)
    rows = session.execute(asked.limit(PAGE).offset((page - 1) * PAGE))
    return tuple(_behind(*row) for row in rows)


count.by_minute = page_of.by_minute = True


def _asked(
    person: Person, gauge: Gauge, days: tuple[date, date], *columns: ColumnElement
) -> Select:
    if person.kind not in PLATFORM:
        raise Forbidden
    return gauges.behind(gauge, *days, *columns)


def _columns(gauge: Gauge, last: date) -> tuple[tuple, tuple]:
    """What is told of each, and the order in which they stand."""
    none, words, met = literal(None), literal(""), literal(1)
    match gauge:
        case Gauge.ORGANISATIONS:
            its = Organisation
            told = (its.id, its.id, its.name, its.name_en, words, words, words, its.registered_on)
            return (*told, met), (col(its.name), col(its.id))
        case Gauge.PUBLIC_BENEFIT:
            its, whose = ServiceProduct, Organisation
            free = case((gathered.is_free(last), 1), else_=0)
            told = (its.id, whose.id, its.name, its.name_en, words, whose.name, whose.name_en, none)
            return (*told, free), (free.desc(), col(its.name), col(its.id))
        case Gauge.ACTIVITIES:
            its = Activity
            told = (its.id, none, its.title, its.title_en, its.number, words, words, its.starts_at)
            return (*told, met), (col(its.starts_at).desc(), col(its.id).desc())
    its = DockingDay
    told = (its.id, none, its.name, words, its.number, words, words, its.held_on)
    return (*told, met), (col(its.held_on).desc(), col(its.id).desc())


def _behind(
    id: int,
    provider_id: int | None,
    title: str,
    title_en: str | None,
    number: str,
    provider: str,
    provider_en: str | None,
    on: date | datetime | None,
    is_good: int,
) -> Behind:
    day = on.astimezone(LOCAL).date() if isinstance(on, datetime) else on
    names = (title, title_en or "", number, provider, provider_en or "")
    return Behind(id, provider_id, *names, day, bool(is_good))
