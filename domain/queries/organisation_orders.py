"""The orders of one organisation that a reader may see: those it asked, or those it handled."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_
from sqlmodel import Session, col, func, select

from db.models import Demand, Leg, Organisation
from db.vocabulary import Kind, Stage
from domain import clock
from domain.clock import LOCAL
from domain.indicators.periods import month_after
from domain.permissions import Person, visible_to
from domain.queries import listing, told_stage
from domain.queries.listing import Count, Order, Row
from domain.queries.organisation import seen

MONTHS = 12


@dataclass(frozen=True)
class Orders:
    """How many there are, by stage and by month."""

    count: Count
    stages: tuple[tuple[Stage, int], ...]
    months: tuple[tuple[date, int, int], ...]  # first of the month, submitted, of these closed


NONE = Orders(Count(0, False), (), ())


def orders(session: Session, person: Person, organisation_id: int) -> Orders:
    """Counts of the orders that both the organisation and the reader have to do with."""
    found = seen(session, person, organisation_id)
    if found is None or person.id is None:
        return NONE
    where = conditions(person, found)
    told = select(told_stage.column(person).label("stage")).where(*where).subquery()
    many = dict(session.exec(select(told.c.stage, func.count()).group_by(told.c.stage)).all())
    return Orders(
        count=listing.count_of(session, where),
        stages=tuple((stage, many[stage]) for stage in Stage if stage in many),
        months=_months(session, where),
    )


def page(
    session: Session, person: Person, organisation_id: int, number: int = 1
) -> tuple[Row, ...]:
    """One page of them, the newest first; pages count from one."""
    found = seen(session, person, organisation_id)
    if found is None or person.id is None:
        return ()
    where = conditions(person, found)
    return listing.page_of(session, person, where, Order.NEWEST, number)


orders.by_scope = page.by_scope = page.by_minute = True


def conditions(person: Person, organisation: Organisation) -> list[ColumnElement[bool]]:
    """Asked by an enterprise, handled by anybody else, and open to the reader."""
    if organisation.kind is Kind.ENTERPRISE:
        return [Demand.enterprise_id == organisation.id, visible_to(person)]
    handled = select(Leg.demand_id).where(Leg.unit_id == organisation.id)
    return [col(Demand.id).in_(handled), visible_to(person)]


def _months(
    session: Session, where: list[ColumnElement[bool]]
) -> tuple[tuple[date, int, int], ...]:
    """The last twelve months of Wenzhou, the present one last."""
    starts = starts_of_months(clock.now().date())
    moments = [datetime(day.year, day.month, day.day, tzinfo=LOCAL) for day in starts]
    columns = []
    for since, until in zip(moments, moments[1:], strict=False):
        within = and_(col(Demand.submitted_at) >= since, col(Demand.submitted_at) < until)
        columns.append(func.count().filter(within))
        columns.append(func.count().filter(within, col(Demand.closed_at).is_not(None)))
    asked = select(*columns).select_from(Demand)
    row = session.exec(asked.where(*where, col(Demand.submitted_at) >= moments[0])).one()
    return tuple(zip(starts, row[0::2], row[1::2], strict=False))


def starts_of_months(today: date) -> list[date]:
    """The first days of the last twelve months and of the next one."""
    return [month_after(today.replace(day=1), n) for n in range(1 - MONTHS, 2)]
