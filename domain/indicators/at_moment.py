"""What is open at this moment: how many orders, how many of them late and followed up, how many for each handler."""

from collections.abc import Iterator

from sqlalchemy import ColumnElement, String, bindparam, type_coerce
from sqlmodel import Session, and_, col, distinct, func, literal, or_, select

from db.indicator_vocabulary import By, Indicator
from db.models import CaseDemand, CoordinationCase, Demand, Event, SupervisionOrder
from db.supervision_vocabulary import OrderStage
from domain.indicators.definitions import Definition
from domain.indicators.figure import Figure
from domain.indicators.reading import Scope, Split
from domain.queries.narrowing import is_late
from domain.workflow import OPEN

UNSETTLED = (OrderStage.WAITING, OrderStage.ANSWERED)


def figures(
    session: Session, asked: list[Definition], scope: Scope, by: Split
) -> Iterator[tuple[object, Figure]]:
    """Those of the indicators asked for that tell of this moment, by what they are put beside each other by."""
    told = {each.indicator for each in asked if each.is_now}
    if not told:
        return
    key = _key(by)
    columns = [func.count(), func.count().filter(is_late())]
    columns += [func.count(col(Demand.handler_id)), func.count(distinct(Demand.handler_id))]
    is_followed = Indicator.OVERDUE_FOLLOWED in told
    columns += [func.count().filter(and_(is_late(), followed()))] if is_followed else [literal(0)]
    counted = select(key, *columns).where(*still_open(scope))
    counted = counted if by is None else counted.group_by(key)
    found = {name: rest for name, *rest in session.execute(counted)}
    if by is None:
        found = {None: found[0]}
    for name, (many, late, held, handlers, acted) in found.items():
        mean = held / handlers if handlers else None
        share = acted / late if late else None
        of = {
            Indicator.OPEN_NOW: (many, many, many),
            Indicator.OVERDUE_NOW: (late, many, late),
            Indicator.OVERDUE_FOLLOWED: (share, late, acted, False, 1.0 if late else None),
            Indicator.LOAD: (mean, handlers, held),
        }
        for indicator in told:
            yield name, Figure(indicator, *of[indicator])


def still_open(scope: Scope) -> list[ColumnElement[bool]]:
    """The condition of the orders that are open in a place."""
    wanted = [
        (Demand.area_code, scope.area),
        (Demand.unit_id, scope.unit_id),
        (Demand.field, scope.field),
        (Demand.channel, scope.channel),
    ]
    return [is_open()] + [column == value for column, value in wanted if value]


def is_open() -> ColumnElement[bool]:
    """The condition of an open order, as the index of open orders says it word for word: only then it is used."""
    return col(Demand.stage).in_(bindparam("open", OPEN, expanding=True, literal_execute=True))


def followed() -> ColumnElement[bool]:
    """Whether somebody sees to a late order: reminded since its limit, supervised, or called to a coordination case."""
    order = select(SupervisionOrder.id).where(
        SupervisionOrder.demand_id == Demand.id, col(SupervisionOrder.stage).in_(UNSETTLED)
    )
    case = (
        select(CaseDemand.case_id)
        .join(CoordinationCase, CoordinationCase.id == CaseDemand.case_id)
        .where(CaseDemand.demand_id == Demand.id, col(CoordinationCase.closed_at).is_(None))
    )
    reminder = select(Event.id).where(
        Event.subject_kind == Demand.__tablename__,
        Event.subject_id == Demand.id,
        Event.action == "reminded",
        Event.at >= Demand.due_at,
    )
    return or_(*(each.correlate(Demand).exists() for each in (order, case, reminder)))


def _key(by: Split) -> ColumnElement:
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
