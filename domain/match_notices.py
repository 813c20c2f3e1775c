"""Who hears of what happens in matchmaking: the two sides of a match, its broker, the owner of a need or a result."""

from enum import StrEnum

from sqlalchemy import ColumnElement
from sqlmodel import Session, and_, or_

from db.models import Event, Match, MatchFile, Organisation, ResearchResult, TechnicalNeed, User
from db.models import UserRole as Held
from db.research_vocabulary import Side
from db.vocabulary import Kind, Role
from domain.hearers import active_users
from domain.permissions import BROKERS


class Circle(StrEnum):
    """A kind of people around a match."""

    ENTERPRISE = "enterprise"
    PROVIDER = "provider"  # whoever looks after it there; before that the whole liaison team
    BROKER = "broker"  # whoever looks after it; before that the desk and its sub-platform


SIDES = (Circle.ENTERPRISE, Circle.PROVIDER)
ALL = (*SIDES, Circle.BROKER)
OF_SIDE = {Side.ENTERPRISE: (Circle.ENTERPRISE,), Side.PROVIDER: (Circle.PROVIDER,), None: ()}

OF_MATCH: dict[str, tuple[Circle, ...]] = {
    "match_proposed": ALL,
    "match_agreed": ALL,
    "match_agreed_for": ALL,
    "match_advanced": ALL,
    "match_met": ALL,
    "match_signed": ALL,
    "match_transformed": ALL,
    "match_declined": ALL,
    "match_taken_up": ALL,
    "match_entrusted": ALL,
    "match_stepped_back": ALL,
    "agreement_corrected": ALL,
    "outcome_corrected": ALL,
    "match_next_due": ALL,
    "match_outcome_due": ALL,
    "outcome_told": (Circle.BROKER,),
    "outcome_verified": SIDES,
}
# Somebody else must verify these: of what whoever looks after it has told, the other brokers hear.
TO_VERIFY = ("outcome_told", "outcome_corrected")
# Of these turns whoever hears of them hears by mail too (domain/match_mails.py).
BY_MAIL = (
    "match_proposed",
    "match_agreed",
    "match_agreed_for",
    "match_advanced",
    "match_met",
    "match_signed",
    "match_transformed",
    "match_declined",
    "match_taken_up",
    "match_stepped_back",
    "agreement_corrected",
    "match_next_due",
    "match_outcome_due",
)
OF_RECORD = ("published", "sent_back", "expires_soon", "expired")  # told to whose record it is


def recipients(session: Session, event: Event) -> set[int]:
    """The active users who hear of an event of matchmaking; none where it is of another kind."""
    if event.subject_kind == Match.__tablename__:
        match = session.get_one(Match, event.subject_id)
        is_own_word = event.action in TO_VERIFY and event.actor_id == match.broker_id
        broker_id = None if is_own_word else match.broker_id
        return _around(session, match, _circles(session, match, event), broker_id)
    for table, role in (
        (TechnicalNeed, Role.ENTERPRISE),
        (ResearchResult, Role.UNIVERSITY_LIAISON),
    ):
        if event.subject_kind == table.__tablename__ and event.action.endswith(OF_RECORD):
            return _owners(session, session.get_one(table, event.subject_id), role)
    return set()


def _circles(session: Session, match: Match, event: Event) -> tuple[Circle, ...]:
    if event.action != "match_file_added":
        return OF_MATCH.get(event.action, ())
    if match.is_named:
        return ALL
    side = session.get_one(MatchFile, event.particulars["file_id"]).side
    return (*OF_SIDE[side], Circle.BROKER)


def _around(
    session: Session, match: Match, circles: tuple[Circle, ...], broker_id: int | None
) -> set[int]:
    if not circles:
        return set()
    conditions = {
        Circle.ENTERPRISE: _kept(
            session,
            match.contact_id,
            and_(User.organisation_id == match.enterprise_id, Held.role == Role.ENTERPRISE),
        ),
        Circle.PROVIDER: _kept(
            session,
            match.liaison_id,
            and_(User.organisation_id == match.provider_id, Held.role == Role.UNIVERSITY_LIAISON),
        ),
        Circle.BROKER: _brokers(session, match, broker_id),
    }
    return active_users(session, or_(*(conditions[each] for each in circles)))


def _brokers(session: Session, match: Match, broker_id: int | None) -> ColumnElement[bool]:
    may = and_(Held.role.in_(BROKERS), _near(match.area_code))
    return _kept(session, broker_id, may, _desk(match.area_code))


def _desk(area_code: str | None) -> ColumnElement[bool]:
    """The desk and the sub-platform of an area; without who may do all of it, and waits for none of it."""
    return and_(Held.role.in_({*BROKERS} - {Role.ADMINISTRATOR}), _near(area_code))


def _near(area_code: str | None) -> ColumnElement[bool]:
    of_area = and_(Organisation.kind == Kind.SUB_PLATFORM, Organisation.area_code == area_code)
    return or_(Organisation.kind == Kind.CITY, of_area)


def _kept(
    session: Session,
    user_id: int | None,
    may: ColumnElement[bool],
    team: ColumnElement[bool] | None = None,
) -> ColumnElement[bool]:
    """Whoever looks after it alone, while they still are of those who `may`; else the whole team."""
    alone = and_(may, User.id == user_id)
    if user_id and active_users(session, alone):
        return alone
    return may if team is None else team


def _owners(session: Session, record: TechnicalNeed | ResearchResult, role: Role) -> set[int]:
    """The people whose record it is, and whoever has entered it for them; where nobody of these is left, the desk."""
    is_need = isinstance(record, TechnicalNeed)
    owner = record.enterprise_id if is_need else record.organisation_id
    theirs = and_(User.organisation_id == owner, Held.role == role)
    may = and_(Held.role.in_(BROKERS), _near(record.area_code))
    found = active_users(session, or_(theirs, and_(User.id == record.by_id, may)))
    return found or active_users(session, _desk(record.area_code))
