"""What upheld appeals change in a month when it is counted anew: orders left out of an item, and grades given anew.

An order is left out of one item of its sub-platform, by the very definitions that it was counted by: its share of the
month's sums is taken off again. A grade that a ruling gives stands in place of all marks of that item.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlmodel import Session, col, select

from db.assessment_vocabulary import MarkGrade, Ruling
from db.indicator_vocabulary import Indicator, Unit
from db.models import AssessedMonth, AssessmentAppeal, Demand, OrderLeftOut
from domain.indicators import cells
from domain.indicators.cells import Cell
from domain.indicators.definitions import DEFINITIONS

Place = tuple[str, str]  # a sub-platform's code, an item's key


@dataclass(frozen=True)
class Ruled:
    """What rulings say of a month. `off`: of an item's figure, (how many met it, of how many) that are taken off."""

    off: Mapping[Place, tuple[int, int]] = field(default_factory=dict)
    numbers: Mapping[Place, tuple[str, ...]] = field(default_factory=dict)
    grades: Mapping[Place, MarkGrade] = field(default_factory=dict)


def can_be_left_out_of(item: str) -> bool:
    """Whether orders can be left out of an item: of a rate of orders."""
    if item not in set(Indicator):
        return False
    definition = DEFINITIONS[Indicator(item)]
    return definition.unit is Unit.SHARE and definition.stream is not None


def ruled(session: Session, month: date) -> Ruled:
    """Everything that upheld appeals against a month came to; of two about one item, the grade of the later."""
    of_month = (
        select(AssessmentAppeal)
        .join(AssessedMonth, AssessedMonth.id == AssessmentAppeal.month_id)
        .where(AssessedMonth.month == month, AssessmentAppeal.ruling == Ruling.UPHELD)
        .order_by(col(AssessmentAppeal.ruled_at), AssessmentAppeal.id)
    )
    appeals = {each.id: each for each in session.exec(of_month)}
    if not appeals:
        return Ruled()
    grades = {(each.area_code, each.item): each.grade for each in appeals.values() if each.grade}
    rows = session.exec(
        select(OrderLeftOut.appeal_id, Demand.id, Demand.number)
        .join(Demand, Demand.id == OrderLeftOut.demand_id)
        .where(col(OrderLeftOut.appeal_id).in_(appeals))
        .order_by(Demand.number)
    ).all()
    left: dict[Place, dict[int, str]] = defaultdict(dict)
    for appeal_id, demand_id, number in rows:
        appeal = appeals[appeal_id]
        left[appeal.area_code, appeal.item][demand_id] = number
    shares = _cells(session, {demand_id for each in left.values() for demand_id in each})
    off = {place: _sums(shares, each, *place, month) for place, each in left.items()}
    numbers = {place: tuple(each.values()) for place, each in left.items()}
    return Ruled(off, numbers, grades)


def is_counted(session: Session, demand_id: int, area_code: str, item: str, month: date) -> bool:
    """Whether an order is among those that an item of a sub-platform's month is told of."""
    shares = _cells(session, {demand_id})
    return _sums(shares, (demand_id,), area_code, item, month)[1] > 0


def _cells(session: Session, demand_ids: set[int]) -> dict[int, list[Cell]]:
    return {id: list(cells.read(kept)) for id, kept in cells.of(session, demand_ids).items()}


def _sums(
    shares: Mapping[int, list[Cell]],
    demand_ids: Iterable[int],
    area_code: str,
    item: str,
    month: date,
) -> tuple[int, int]:
    definition, top, n = DEFINITIONS[Indicator(item)], 0, 0
    for demand_id in demand_ids:
        for cell in shares[demand_id]:
            is_of_month = cell.day[:7] == f"{month:%Y-%m}"
            if cell.stream is definition.stream and cell.area_code == area_code and is_of_month:
                values = dict(zip(cell.stream.measures, cell.values, strict=True))
                top, n = top + values[definition.top], n + values[definition.bottom]
    return top, n
