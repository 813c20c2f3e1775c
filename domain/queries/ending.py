"""Needs and results that end soon or have just ended, for those who may renew them: many in one go."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement
from sqlmodel import Session, and_, col, func, or_, select

from db.models import Organisation, ResearchResult, TechnicalNeed, User, UserRole
from db.research_vocabulary import MatchKind, RecordStage
from db.vocabulary import Kind, Role
from domain import clock
from domain.permissions import BROKERS, Person
from domain.publishing import MOST_AT_ONCE, RENEWABLE
from domain.research_visible import is_broker

DAYS = (30, 14, 60, 90)  # how soon "soon" is; the first unless something else is asked for


@dataclass(frozen=True)
class Ending:
    """One that ends."""

    id: int
    number: str
    title: str
    title_en: str
    stage: RecordStage
    expires_on: date


@dataclass(frozen=True)
class Endings:
    """Those that end first, and how many there are in all."""

    lines: tuple[Ending, ...] = ()
    many: int = 0


def ending(session: Session, person: Person, kind: MatchKind, days: int = DAYS[0]) -> Endings:
    """Those of one's own house, for a broker those entered for another one; of the last days and the next."""
    table = TechnicalNeed if kind is MatchKind.NEED else ResearchResult
    mine = theirs(person, table)
    if mine is None:
        return Endings()
    today, around = clock.now().date(), timedelta(days=days)
    where = (
        mine,
        col(table.stage).in_(RENEWABLE),
        col(table.expires_on).between(today - around, today + around),
    )
    columns = (table.id, table.number, table.title, table.title_en, table.stage, table.expires_on)
    rows = session.exec(
        select(*columns)
        .where(*where)
        .order_by(col(table.expires_on), col(table.id))
        .limit(MOST_AT_ONCE)
    )
    lines = tuple(Ending(*row[:3], row[3] or row[2], *row[4:]) for row in rows)
    return Endings(lines, session.exec(select(func.count(table.id)).where(*where)).one())


def theirs(person: Person, table: type[TechnicalNeed] | type[ResearchResult]):
    """The condition of what somebody may hand in and renew: their house's; of a broker what they have entered for
    another, and what nobody looks after any more. None for those who do neither."""
    if person.organisation_id is None:
        return None
    if is_broker(person):
        entered = or_(table.by_id == person.id, _left_behind(table))
        return (
            entered
            if person.kind is Kind.CITY
            else and_(entered, table.area_code == person.area_code)
        )
    if table is TechnicalNeed and person.has(Role.ENTERPRISE):
        return table.enterprise_id == person.organisation_id
    if table is ResearchResult and person.has(Role.UNIVERSITY_LIAISON):
        return table.organisation_id == person.organisation_id
    return None


def _left_behind(table: type[TechnicalNeed] | type[ResearchResult]) -> ColumnElement[bool]:
    """Whether the house has no account, and who has entered it for the house is no broker any more."""
    is_need = table is TechnicalNeed
    owner = table.enterprise_id if is_need else table.organisation_id
    role = Role.ENTERPRISE if is_need else Role.UNIVERSITY_LIAISON
    held = select(User.id).join(UserRole, UserRole.user_id == User.id).where(User.is_active)
    of_house = held.where(User.organisation_id == owner, UserRole.role == role)
    broker = held.join(Organisation, Organisation.id == User.organisation_id).where(
        User.id == table.by_id,
        col(UserRole.role).in_(BROKERS),
        col(Organisation.kind).in_((Kind.CITY, Kind.SUB_PLATFORM)),
    )
    return and_(~of_house.correlate(table).exists(), ~broker.correlate(table).exists())
