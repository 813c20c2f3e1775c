"""Who hears of the monthly assessment, its bulletin and targets: who is assessed, who must decide, who is answered."""

from sqlalchemy import ColumnElement
from sqlmodel import Session, and_, or_

from db.models import AssessmentAppeal, Event, Organisation, User, UserRole
from db.vocabulary import Kind, Role
from domain.hearers import active_users

DECIDING = (Role.LEADER, Role.ADMINISTRATOR)
ASSESSED = (Role.SUB_PLATFORM_STAFF, Role.LEADER)


def of_month(session: Session, event: Event) -> set[int]:
    """A month published, corrected, or soon closed to appeals: every sub-platform; an appeal: those who decide, then
    its sub-platform."""
    match event.action:
        case "month_frozen" | "month_corrected" | "appeals_end_soon":
            return active_users(session, _of_platforms())
        case "appealed":
            return active_users(session, _deciding())
        case "appeal_ruled":
            appeal = session.get_one(AssessmentAppeal, event.particulars["appeal"])
            near = Organisation.area_code == appeal.area_code
            return active_users(session, or_(and_(_of_platforms(), near), User.id == appeal.by_id))
    return set()


def of_bulletin(session: Session, event: Event) -> set[int]:
    """One that was drawn up waits for those who approve it; one that is sent is told to the sub-platforms and to the
    heads of departments, whether they have an address or not."""
    match event.action:
        case "bulletin_drawn":
            return active_users(session, _deciding())
        case "bulletin_sent":
            return readers(session)
    return set()


def of_targets(session: Session, event: Event) -> set[int]:
    """Those that were carried on wait for those who set them."""
    return (
        active_users(session, _deciding()) if event.action == "targets_carried_on_unset" else set()
    )


def readers(session: Session) -> set[int]:
    """To whom a bulletin is sent: of every sub-platform its staff and leaders, of every department its heads."""
    return active_users(session, or_(_of_platforms(), _of_departments()))


def _deciding() -> ColumnElement[bool]:
    return and_(Organisation.kind == Kind.CITY, UserRole.role.in_(DECIDING))


def _of_platforms() -> ColumnElement[bool]:
    return and_(Organisation.kind == Kind.SUB_PLATFORM, UserRole.role.in_(ASSESSED))


def _of_departments() -> ColumnElement[bool]:
    return and_(Organisation.kind == Kind.DEPARTMENT, UserRole.role == Role.UNIT_HEAD)
