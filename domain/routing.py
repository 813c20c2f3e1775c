"""Which unit should have a demand: the duty list crossed with the area, with the reasons said.

Hard filter: the duty list names the unit for the field ∩ its area covers the demand's ∩ it is active ∩ it has not been
let off this demand before ∩ the demand does not complain about it. What is left is ordered by closeness to the level at
which the demand is handled. A scored engine takes the place of `_closeness` later; its callers see only `Candidate`.
"""

from dataclasses import dataclass
from enum import StrEnum

from sqlmodel import Session, or_, select

from db.models import Demand, Duty, Leg, Organisation
from db.vocabulary import LegOutcome, Level


class Reason(StrEnum):
    """Why a unit is proposed (shown in words)."""

    LEADS = "leads"  # 职责清单牵头单位
    DUTY_LIST = "duty_list"  # 职责清单
    SAME_AREA = "same_area"  # 本地单位
    WHOLE_CITY = "whole_city"  # 市级单位
    RIGHT_LEVEL = "right_level"  # 层级相符
    HANDLED_BEFORE = "handled_before"  # 曾办理此诉求


@dataclass(frozen=True)
class Candidate:
    """A unit that may take the demand, the best first, and why."""

    unit_id: int
    name: str
    name_en: str | None
    reasons: tuple[Reason, ...]
    score: float  # 0 to 1


def propose(session: Session, demand: Demand) -> list[Candidate]:
    """The units that the duty list allows for a classified demand, best first; empty: a person must choose."""
    if demand.field is None:
        return []
    legs = session.exec(select(Leg).where(Leg.demand_id == demand.id)).all()
    let_off = {leg.unit_id for leg in legs if leg.outcome is LegOutcome.RETURNED}
    let_off |= {demand.about_unit_id} - {None}
    found = session.exec(
        select(Organisation, Duty.position)
        .join(Duty, Duty.unit_id == Organisation.id)
        .where(
            Duty.field == demand.field,
            or_(Duty.area_code.is_(None), Duty.area_code == demand.area_code),
            Organisation.is_active,
        )
    ).all()
    had = {leg.unit_id for leg in legs}
    candidates = {
        unit.id: _candidate(unit, position, demand, had)
        for unit, position in sorted(found, key=lambda row: -row[1])
        if unit.id not in let_off
    }
    return sorted(candidates.values(), key=lambda each: (-each.score, each.unit_id))


def _candidate(unit: Organisation, position: int, demand: Demand, had: set[int]) -> Candidate:
    reasons = [Reason.LEADS if position == 0 else Reason.DUTY_LIST]
    reasons.append(Reason.SAME_AREA if unit.area_code == demand.area_code else Reason.WHOLE_CITY)
    closeness = _closeness(unit, demand)
    if closeness == 1:
        reasons.append(Reason.RIGHT_LEVEL)
    if unit.id in had:
        reasons.append(Reason.HANDLED_BEFORE)
    return Candidate(unit.id, unit.name, unit.name_en, tuple(reasons), closeness / (1 + position))


def _closeness(unit: Organisation, demand: Demand) -> float:
    """1 where the unit stands at the level of the demand, less where it does not."""
    is_local = unit.area_code == demand.area_code
    wants_local = demand.level in (Level.TOWN, Level.COUNTY)
    return 1.0 if is_local == wants_local else 0.4
