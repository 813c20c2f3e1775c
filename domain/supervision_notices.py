"""Who hears of supervision orders, coordination cases and alerts."""

from sqlalchemy import ColumnElement
from sqlmodel import Session, and_, col, or_, select

from db.models import (
    AlertRule,
    CaseUnit,
    CoordinationCase,
    Demand,
    Event,
    FigureAlert,
    Organisation,
    User,
    UserRole,
)
from db.vocabulary import Kind, Role
from domain.hearers import active_users
from domain.indicators.definitions import DEFINITIONS
from domain.permissions import HANDLERS

ACTING = (*HANDLERS, Role.SUB_PLATFORM_STAFF, Role.DISPATCHER)
OF_UNIT = (
    "reminded",
    "supervised",
    "supervision_sent_back",
    "supervision_lifted",
    "supervision_late",
)
OF_WHO_LAID = ("supervision_answered", "supervision_late")
OF_ALERT = ("alert_began", "alert_worsened", "alert_recovered")
TAKEN_OVER = "alert_taken_over"
_LEADERS = and_(UserRole.role == Role.LEADER, Organisation.kind == Kind.CITY)
OF_CASE = ("case_called", "case_moved", "case_closed")


def of_demand(session: Session, event: Event) -> set[int]:
    """Of an event of a supervision order: its unit, and whoever laid it, as the event names them; where these are not
    there any more, who else oversees the demand's area."""
    told = set()
    unit_id = event.particulars.get("unit_id")
    if event.action in OF_UNIT and unit_id:
        told |= active_users(session, _of_units([unit_id]))
    if event.action in OF_WHO_LAID:
        told |= active_users(session, User.id == event.particulars["told_id"]) or active_users(
            session, _of_overseers(session.get_one(Demand, event.subject_id).area_code)
        )
    return told


def of_case(session: Session, event: Event) -> set[int]:
    """The called units of their case; whoever called it, and the unit that a decision names, of what was done."""
    case = session.get_one(CoordinationCase, event.subject_id)
    who = [User.id == case.called_by_id]
    if event.action in OF_CASE:
        called = select(CaseUnit.unit_id).where(CaseUnit.case_id == case.id)
        who.append(_of_units(list(session.exec(called))))
    if event.action == "case_decided":
        who.append(_of_units([event.particulars["unit_id"]]))
    return active_users(session, or_(*who))


def of_alert(session: Session, event: Event) -> set[int]:
    """The city's leaders, and the sub-platform or the unit; what enterprises answered is not told to these before the
    month is over. Whoever deals with one that has become worse, or did so until somebody else took it over."""
    seen_by = event.particulars.get("seen_by_id")
    if event.action == TAKEN_OVER:
        return active_users(session, User.id == seen_by)
    if event.action not in OF_ALERT:
        return set()
    alert = session.get_one(FigureAlert, event.subject_id)
    rule = session.get_one(AlertRule, alert.rule_id)
    who = [_LEADERS]
    if not DEFINITIONS[rule.indicator].needs_publishing:
        of_area = _of_area(alert.area_code)
        who.append(_of_units([alert.unit_id]) if alert.unit_id else of_area)
    if seen_by:
        who.append(User.id == seen_by)
    return active_users(session, or_(*who))


def _of_overseers(area_code: str) -> ColumnElement[bool]:
    return or_(_LEADERS, _of_area(area_code))


def _of_area(area_code: str | None) -> ColumnElement[bool]:
    """The staff of the sub-platform there."""
    staff = UserRole.role == Role.SUB_PLATFORM_STAFF
    near = Organisation.area_code == area_code
    return and_(staff, Organisation.kind == Kind.SUB_PLATFORM, near)


def _of_units(units: list[int]) -> ColumnElement[bool]:
    return and_(col(User.organisation_id).in_(units), col(UserRole.role).in_(ACTING))
