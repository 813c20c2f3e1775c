"""Who may look after a match, and who has seen a name that was hidden."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, literal, or_, select

from db.models import (
    Event,
    Match,
    NameSeen,
    Organisation,
    ResearchResult,
    TechnicalNeed,
    User,
    UserRole,
)
from db.research_vocabulary import AgreementWay, Side
from db.vocabulary import Kind, Role
from domain.matchmaking.keeping import OF_SIDE, ROLES
from domain.permissions import Person, allows, brokers, its_need, its_result
from domain.queries.named import Named
from domain.research_visible import matches_visible_to, side_of, texts_visible_to

MOST = 200
BROKERS = (Role.INTAKE, Role.SUB_PLATFORM_STAFF, Role.ADMINISTRATOR)


@dataclass(frozen=True)
class Seen:
    """Who has seen whose name, and when for the first time."""

    side: Side  # whose name it was
    who: str
    at: datetime
    house: str = ""  # whose people they are; while only one match is looked at, that is known
    house_en: str = ""
    match_id: int | None = None


@dataclass(frozen=True)
class AgreedFor:
    """An agreement to show a name that a broker has written down."""

    side: Side
    way: AgreementWay  # in which the side said so
    on: date  # the day on which it did
    who: str  # has written it down
    at: datetime


def may_keep(session: Session, person: Person, match_id: int) -> dict[str, tuple[Named, ...]]:
    """By the column of the match, the people whom this reader may name; without what is not theirs to name."""
    row = _match(session, person, match_id)
    if row is None:
        return {}
    may_all = allows(brokers, person, row)
    found = {}
    if may_all:
        found["broker_id"] = _brokers(session, row)
    for side, column in OF_SIDE.items():
        house = row.enterprise_id if side is Side.ENTERPRISE else row.provider_id
        if side_of(person, row) is side or (may_all and _knows(session, person, row.id, house)):
            found[column] = _people(
                session, User.organisation_id == house, UserRole.role == ROLES[side]
            )
    return found


def names_seen(session: Session, person: Person, match_id: int) -> tuple[Seen, ...]:
    """The first sights of either name: for the brokers both, for a side those of its own name."""
    row = _match(session, person, match_id)
    if row is None:
        return ()
    side = side_of(person, row)
    if not allows(brokers, person, row) and side is None:
        return ()
    asked = select(NameSeen, User.name).join(User, User.id == NameSeen.by_id)
    asked = asked.where(NameSeen.match_id == row.id)
    if not allows(brokers, person, row):
        asked = asked.where(NameSeen.side == side)
    rows = session.exec(asked.order_by(col(NameSeen.at).desc(), NameSeen.by_id).limit(MOST))
    return tuple(Seen(seen.side, name, seen.at) for seen, name in rows)


def agreed_for(session: Session, person: Person, match_id: int) -> tuple[AgreedFor, ...]:
    """The agreements that a broker has written down for a side without an account; for whoever reads the match."""
    rows = session.exec(
        select(Event.particulars, User.name, Event.at)
        .join(Match, Match.id == Event.subject_id)
        .join(User, User.id == Event.actor_id)
        .where(
            Event.subject_kind == Match.__tablename__,
            Event.subject_id == match_id,
            Event.action == "match_agreed_for",
            matches_visible_to(person),
        )
        .order_by(col(Event.position))
    )
    return tuple(
        AgreedFor(
            Side(said["side"]), AgreementWay(said["way"]), date.fromisoformat(said["on"]), who, at
        )
        for said, who, at in rows
    )


def names_seen_of(session: Session, person: Person, side: Side, record_id: int) -> tuple[Seen, ...]:
    """Who has seen the name behind a need (the enterprise's side) or a result, over all its matches.

    For whose record it is, and for its brokers. Who saw it knows the name by a match in which both have agreed: their
    house is told too.
    """
    is_need = side is Side.ENTERPRISE
    record = session.get(TechnicalNeed if is_need else ResearchResult, record_id)
    if record is None or not allows(its_need if is_need else its_result, person, record):
        return ()
    of_record = (Match.need_id if is_need else Match.result_id) == record_id
    rows = session.exec(
        select(NameSeen, User.name, Organisation.name, Organisation.name_en)
        .join(Match, Match.id == NameSeen.match_id)
        .join(User, User.id == NameSeen.by_id)
        .join(Organisation, Organisation.id == User.organisation_id)
        .where(
            of_record,
            NameSeen.side == side,
            matches_visible_to(person),
            texts_visible_to(person, User.organisation_id),
        )
        .order_by(col(NameSeen.at).desc(), NameSeen.by_id)
        .limit(MOST)
    )
    return tuple(
        Seen(seen.side, who, seen.at, house, house_en or house, seen.match_id)
        for seen, who, house, house_en in rows
    )


def _match(session: Session, person: Person, match_id: int) -> Match | None:
    return session.exec(
        select(Match).where(Match.id == match_id, matches_visible_to(person))
    ).first()


def _knows(session: Session, person: Person, match_id: int, house: int) -> bool:
    """Whether a broker may know whose people these are."""
    asked = select(Match.id).where(Match.id == match_id, texts_visible_to(person, literal(house)))
    return session.exec(asked).first() is not None


def _brokers(session: Session, row: Match) -> tuple[Named, ...]:
    near = or_(Organisation.kind == Kind.CITY, Organisation.area_code == row.area_code)
    of = col(Organisation.kind).in_((Kind.CITY, Kind.SUB_PLATFORM))
    return _people(session, of, near, col(UserRole.role).in_(BROKERS))


def _people(session: Session, *where) -> tuple[Named, ...]:
    rows = session.exec(
        select(User.id, User.name)
        .join(Organisation, Organisation.id == User.organisation_id)
        .join(UserRole, UserRole.user_id == User.id)
        .where(User.is_active, *where)
        .distinct()
        .order_by(User.name, User.id)
        .limit(MOST)
    )
    return tuple(Named(*row) for row in rows)
