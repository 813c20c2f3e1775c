"""Who may look after a match, and who has seen a name that was hidden."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, and_, col, func, or_, select

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
from db.research_vocabulary import AgreementWay, MatchKind, Side
from db.vocabulary import Kind
from domain.matchmaking.keeping import OF_SIDE, ROLES, house_of, knows
from domain.permissions import BROKERS, Person, allows, brokers, its_need, its_result
from domain.queries.named import Named
from domain.research_visible import matches_visible_to, side_of, texts_visible_to

MOST = 200


@dataclass(frozen=True)
class Seen:
    """Who has seen whose name, and when for the first time."""

    side: Side  # whose name it was
    who: str
    at: datetime
    last: datetime
    days: int  # on which they did
    house: str  # whose people they are
    house_en: str
    match_id: int | None  # by which they know it; none: they are of the platform


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
        if side_of(person, row) is side or (may_all and knows(session, person, row, side)):
            theirs = User.organisation_id == house_of(row, side)
            found[column] = _people(session, theirs, UserRole.role == ROLES[side])
    return found


def names_seen(session: Session, person: Person, match_id: int) -> tuple[Seen, ...]:
    """Who was shown either name, of the other side and the platform: for the brokers both, for a side its own."""
    row = _match(session, person, match_id)
    if row is None:
        return ()
    side = side_of(person, row)
    if not allows(brokers, person, row) and side is None:
        return ()
    records = {Side.ENTERPRISE: (MatchKind.NEED, row.need_id)}
    if row.result_id:  # a team is named to everybody by the directory
        records[Side.PROVIDER] = (MatchKind.RESULT, row.result_id)
    sides = Side if allows(brokers, person, row) else (side,)
    found: list[Seen] = []
    for whose in sides:
        if whose in records:
            reads = texts_visible_to(person, col(User.organisation_id))
            houses = (row.enterprise_id, row.provider_id)
            of_match = and_(Match.id == row.id, col(User.organisation_id).in_(houses), reads)
            found += _sights(session, whose, *records[whose], of_match)
    return tuple(found)


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

    For whose record it is, and for its brokers. Who saw it is of the platform, or knows the name by a match in which
    both have agreed: their house is told too.
    """
    is_need = side is Side.ENTERPRISE
    record = session.get(TechnicalNeed if is_need else ResearchResult, record_id)
    if record is None or not allows(its_need if is_need else its_result, person, record):
        return ()
    kind = MatchKind.NEED if is_need else MatchKind.RESULT
    other = Match.provider_id if is_need else Match.enterprise_id
    of_match = and_(
        (Match.need_id if is_need else Match.result_id) == record_id,
        other == User.organisation_id,
        matches_visible_to(person),
        texts_visible_to(person, col(User.organisation_id)),
    )
    return tuple(_sights(session, side, kind, record_id, of_match))


def _sights(
    session: Session, side: Side, kind: MatchKind, record_id: int, of_match: ColumnElement[bool]
) -> Iterator[Seen]:
    """Who was shown one hidden name, the latest first: the platform's own people, and those by way of a match."""
    through = select(func.min(Match.id)).where(of_match).correlate(User).scalar_subquery()
    is_platform = col(Organisation.kind).in_((Kind.CITY, Kind.SUB_PLATFORM))
    last = func.max(NameSeen.at)
    rows = session.exec(
        select(
            User.name,
            Organisation.name,
            Organisation.name_en,
            func.min(NameSeen.at),
            last,
            func.count(),
            through,
        )
        .select_from(NameSeen)
        .join(User, User.id == NameSeen.by_id)
        .join(Organisation, Organisation.id == User.organisation_id)
        .where(
            NameSeen.kind == kind,
            NameSeen.record_id == record_id,
            or_(is_platform, select(Match.id).where(of_match).correlate(User).exists()),
        )
        .group_by(User.id, User.name, User.organisation_id, Organisation.name, Organisation.name_en)
        .order_by(last.desc(), User.id)
        .limit(MOST)
    )
    for who, house, house_en, at, newest, days, match_id in rows:
        yield Seen(side, who, at, newest, days, house, house_en or house, match_id)


def _match(session: Session, person: Person, match_id: int) -> Match | None:
    return session.exec(
        select(Match).where(Match.id == match_id, matches_visible_to(person))
    ).first()


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
