"""At which activity a demand or a technical need was raised, and what was raised at an activity."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from db.models import Activity, ActivityOrigin, ActivitySeries, Demand, ServiceMenu
from db.vocabulary import Stage
from domain.activities_visible import activities_visible_to
from domain.clock import LOCAL
from domain.permissions import Person, visible_to

MOST = 50


@dataclass(frozen=True)
class Origin:
    """The activity at which something was raised, or the service menu, `number` its month, at a booking of which."""

    activity_id: int | None
    menu_id: int | None
    number: str
    title: str
    title_en: str


@dataclass(frozen=True)
class RaisedDemand:
    """One demand that was raised at an activity."""

    number: str
    title: str
    enterprise: str
    stage: Stage
    raised_at: datetime


@dataclass(frozen=True)
class Raised:
    """What was raised at an activity: all is counted, the demands that are open to this reader are shown."""

    demands_count: int
    needs_count: int
    demands: tuple[RaisedDemand, ...]


def of_demand(session: Session, person: Person, demand_id: int) -> Origin | None:
    """Where a demand was raised, as far as the activity is open to this reader."""
    return _origin(session, person, ActivityOrigin.demand_id == demand_id)


def of_need(session: Session, person: Person, need_id: int) -> Origin | None:
    """Where a technical need was raised; only for those who may know whose it is: who came may tell its name."""
    return _origin(session, person, ActivityOrigin.need_id == need_id)


def raised(session: Session, person: Person, activity_id: int) -> Raised:
    """What was raised at an activity, newest first; of the needs see domain/queries/activity_needs.py."""
    here = ActivityOrigin.activity_id == activity_id
    counts = select(func.count(ActivityOrigin.demand_id), func.count(ActivityOrigin.need_id))
    demands_count, needs_count = session.exec(counts.where(here)).one()
    demands = session.exec(
        select(Demand, ActivityOrigin.raised_at)
        .join(ActivityOrigin, ActivityOrigin.demand_id == Demand.id)
        .where(here, visible_to(person))
        .order_by(col(ActivityOrigin.raised_at).desc(), col(ActivityOrigin.id).desc())
        .limit(MOST)
    )
    told = tuple(
        RaisedDemand(row.number, row.title, row.enterprise_name, row.stage, at.astimezone(LOCAL))
        for row, at in demands
    )
    return Raised(demands_count, needs_count, told)


def _origin(session: Session, person: Person, which) -> Origin | None:
    found = session.exec(
        select(Activity)
        .join(ActivityOrigin, ActivityOrigin.activity_id == Activity.id)
        .where(which, activities_visible_to(person))
    ).first()
    if found:
        return Origin(found.id, None, found.number, found.title, found.title_en)
    booked = session.exec(
        select(ServiceMenu.id, ActivitySeries.name, ActivitySeries.name_en, ServiceMenu.month)
        .join(ActivityOrigin, ActivityOrigin.menu_id == ServiceMenu.id)
        .join(ActivitySeries, ActivitySeries.id == ServiceMenu.series_id)
        .where(which)
    ).first()
    if booked is None:
        return None
    menu_id, name, name_en, month = booked
    return Origin(None, menu_id, f"{month:%Y-%m}", name, name_en)
