"""Telling the people concerned: with every change, whoever must now act or know of it gets a notice."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement
from sqlmodel import Session, and_, col, or_, select

from db.models import (
    AssessedMonth,
    Bulletin,
    ContestEntry,
    CoordinationCase,
    Demand,
    DockingDay,
    Event,
    FigureAlert,
    FigureSubscription,
    Leg,
    Notice,
    Organisation,
    ServiceBooking,
    TargetMonth,
    User,
    UserRole,
)
from db.vocabulary import Kind, Role
from domain import (
    activity_notices,
    docking_notices,
    match_notices,
    performance_notices,
    supervision_notices,
)
from domain.contest import notices as contest_notices
from domain.hearers import active_users
from domain.menu import notices as menu_notices
from domain.permissions import HANDLERS

if TYPE_CHECKING:
    from domain.command import Act


@dataclass(frozen=True)
class Circle:
    """A kind of people around one demand."""

    roles: tuple[Role, ...]
    of_unit: bool = (
        False  # of the unit that holds it; otherwise of the city or the demand's sub-platform
    )
    of_enterprise: bool = False
    is_handler: bool = False  # only the one who handles it


INTAKE = Circle((Role.INTAKE, Role.SUB_PLATFORM_STAFF))
DISPATCH = Circle((Role.DISPATCHER, Role.SUB_PLATFORM_STAFF))
ARBITERS = Circle((Role.ARBITER,))
OFFICERS = Circle((Role.RETURN_VISIT_OFFICER,))
UNIT = Circle(HANDLERS, of_unit=True)
HEADS = Circle((Role.UNIT_HEAD,), of_unit=True)
HANDLER = Circle(HANDLERS, of_unit=True, is_handler=True)
ENTERPRISE = Circle((Role.ENTERPRISE,), of_enterprise=True)

TOLD: dict[str, tuple[Circle, ...]] = {
    "submitted": (INTAKE,),
    "accepted": (DISPATCH, ENTERPRISE),
    "declined": (ENTERPRISE,),
    "merged": (ENTERPRISE,),
    "dispatched": (UNIT, ENTERPRISE),
    "return_asked": (ARBITERS, DISPATCH),
    "return_ruled": (UNIT, DISPATCH),
    "handed_over": (HANDLER,),
    "asked": (ENTERPRISE,),
    "supplemented": (HANDLER,),
    "resumed": (HANDLER,),
    "replied": (HEADS,),
    "sent_back": (HANDLER,),
    "approved": (ENTERPRISE, HANDLER),
    "survey_expired": (OFFICERS,),
    "redone": (DISPATCH, ENTERPRISE),
    "closed": (ENTERPRISE,),
    "withdrawn": (HANDLER,),
    "coordinated": (UNIT,),
    "supervision_settled": (UNIT,),
}


# What these say is hidden from the units that handled the demand; see domain/queries/story.py.
OF_SATISFACTION = ("evaluated", "survey_expired", "redone")


def tell(act: "Act") -> None:
    """Write a notice to everybody whom the act's events concern, except to the one who acted."""
    for event in act.events:
        demand_id = event.subject_id if event.subject_kind == Demand.__tablename__ else None
        for user_id in _told(act.session, event) - {act.actor.id}:
            act.session.add(
                Notice(user_id=user_id, event_id=event.id, demand_id=demand_id, created_at=act.now)
            )
            act.topics.add(f"notices:{user_id}")


def _told(session: Session, event: Event) -> set[int]:
    if event.subject_kind == FigureSubscription.__tablename__:
        row = session.get_one(FigureSubscription, event.subject_id)
        return {row.user_id} if event.action == "figures_ended" else set()
    if event.subject_kind == CoordinationCase.__tablename__:
        return supervision_notices.of_case(session, event)
    if event.subject_kind == FigureAlert.__tablename__:
        return supervision_notices.of_alert(session, event)
    if event.subject_kind == ContestEntry.__tablename__:
        return contest_notices.recipients(session, event)
    if event.subject_kind == ServiceBooking.__tablename__:
        return menu_notices.recipients(session, event)
    if event.subject_kind == DockingDay.__tablename__:
        return docking_notices.recipients(session, event)
    if event.subject_kind == AssessedMonth.__tablename__:
        return performance_notices.of_month(session, event)
    if event.subject_kind == Bulletin.__tablename__:
        return performance_notices.of_bulletin(session, event)
    if event.subject_kind == TargetMonth.__tablename__:
        return performance_notices.of_targets(session, event)
    if event.subject_kind != Demand.__tablename__:
        of_calendar = activity_notices.recipients(session, event)
        return of_calendar | match_notices.recipients(session, event)
    demand = session.get_one(Demand, event.subject_id)
    around = recipients(session, demand, _circles(event), event.action in OF_SATISFACTION)
    return around | supervision_notices.of_demand(session, event)


def recipients(
    session: Session, demand: Demand, circles: tuple[Circle, ...], outside: bool = False
) -> set[int]:
    """The active users of some circles around a demand; `outside` leaves out those of units that handled it."""
    if not circles:
        return set()
    around = or_(*(_within(circle, demand) for circle in circles))
    if outside:
        handled = select(Leg.unit_id).where(Leg.demand_id == demand.id)
        around = and_(around, col(User.organisation_id).not_in(handled))
    return active_users(session, around)


def _circles(event: Event) -> tuple[Circle, ...]:
    if event.action == "evaluated":
        content = event.particulars["satisfaction"] not in ("dissatisfied", "very_dissatisfied")
        return () if content and event.particulars["solved"] != "no" else (OFFICERS,)
    if event.action == "noted" and event.particulars.get("for_enterprise"):
        return (ENTERPRISE,)
    if event.action == "reminded":
        return () if event.particulars["unit_id"] else (INTAKE, DISPATCH)
    return TOLD.get(event.action, ())


def _within(circle: Circle, demand: Demand) -> ColumnElement[bool]:
    holds = UserRole.role.in_(circle.roles)
    if circle.of_enterprise:
        return and_(holds, User.organisation_id == demand.enterprise_id)
    if circle.is_handler and demand.handler_id:
        return User.id == demand.handler_id
    if circle.of_unit:
        return and_(holds, User.organisation_id == demand.unit_id)
    near = or_(
        Organisation.kind == Kind.CITY,
        and_(Organisation.kind == Kind.SUB_PLATFORM, Organisation.area_code == demand.area_code),
    )
    return and_(holds, near)
