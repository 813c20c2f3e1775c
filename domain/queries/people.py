"""What is shown about accounts: the administrator's list, one person's sessions, what a one-time link opens."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, or_, select

from db.models import Organisation, User, UserRole, WebSession
from db.vocabulary import EntryKind, Kind, Role, TokenPurpose
from domain import clock, paging, sessions
from domain.accounts import by_token
from domain.permissions import Person, administrators, allows
from domain.queries.directory import search
from domain.queries.facets import Narrowed

PAGE = 20
MOST_ORGANISATIONS = 12
ORGANISATIONS = tuple(EntryKind(kind) for kind in Kind)


@dataclass(frozen=True)
class Account:
    """One line of the list of people."""

    id: int
    username: str
    name: str
    organisation: str
    organisation_en: str
    organisation_id: int
    kind: Kind
    roles: tuple[Role, ...]
    is_active: bool
    has_password: bool
    email: str
    last_seen_at: datetime | None


@dataclass(frozen=True)
class People:
    """One page of the list, and how many there are in all."""

    accounts: tuple[Account, ...]
    count: int

    @property
    def pages(self) -> int:
        return paging.pages(self.count, PAGE)


@dataclass(frozen=True)
class OpenSession:
    """One browser where somebody is signed in."""

    id: int
    created_at: datetime
    last_seen_at: datetime
    agent: str


@dataclass(frozen=True)
class Opened:
    """The account that a one-time link opens."""

    user_id: int
    username: str
    name: str
    purpose: TokenPurpose
    is_good: bool


@dataclass(frozen=True)
class Choice:
    """An organisation to choose from."""

    id: int
    name: str
    name_en: str
    kind: Kind


def people(
    session: Session, person: Person, search: str = "", role: Role | None = None, page: int = 1
) -> People:
    """The accounts that fit, twenty to a page, by account name; nobody but an administrator sees them."""
    if not allows(administrators, person, None):
        return People((), 0)
    fits = _fits(search, role)
    count = select(func.count(User.id)).join(Organisation, User.organisation_id == Organisation.id)
    found = (
        select(User, Organisation)
        .join(Organisation, User.organisation_id == Organisation.id)
        .where(*fits)
        .order_by(col(User.username))
        .offset((max(page, 1) - 1) * PAGE)
        .limit(PAGE)
    )
    rows = session.exec(found).all()
    ids = [user.id for user, _ in rows]
    roles, seen = _roles(session, ids), _last_seen(session, ids)
    accounts = tuple(_account(*row, roles, seen) for row in rows)
    return People(accounts, session.exec(count.where(*fits)).one())


def one(session: Session, person: Person, user_id: int) -> Account | None:
    """One account, for an administrator and for oneself."""
    if not allows(administrators, person, None) and person.id != user_id:
        return None
    found = session.exec(
        select(User, Organisation)
        .join(Organisation, User.organisation_id == Organisation.id)
        .where(User.id == user_id)
    ).first()
    if found is None:
        return None
    return _account(*found, _roles(session, [user_id]), _last_seen(session, [user_id]))


def open_sessions(session: Session, person: Person, user_id: int) -> tuple[OpenSession, ...]:
    """Where somebody is signed in now, for an administrator and for oneself; the newest first."""
    if not allows(administrators, person, None) and person.id != user_id:
        return ()
    now = clock.now()
    found = session.exec(
        select(WebSession)
        .join(User, User.id == WebSession.user_id)
        .where(
            WebSession.user_id == user_id,
            User.is_active,
            col(WebSession.ended_at).is_(None),
            WebSession.expires_at > now,
            WebSession.created_at > now - sessions.ABSOLUTE,
            or_(
                col(User.tokens_valid_after).is_(None),
                WebSession.created_at >= User.tokens_valid_after,
            ),
        )
        .order_by(col(WebSession.id).desc())
        .limit(50)
    ).all()
    return tuple(OpenSession(s.id, s.created_at, s.last_seen_at, s.agent) for s in found)


def opened_by(session: Session, person: Person, token: str) -> Opened | None:
    """What a one-time link opens; anybody who holds it may ask."""
    found = by_token(session, token)
    if found is None:
        return None
    link, user = found
    is_good = link.used_at is None and link.expires_at > clock.now() and user.is_active
    return Opened(user.id, user.username, user.name, link.purpose, is_good)


def organisations_like(session: Session, person: Person, typed: str) -> list[Choice]:
    """Organisations of every kind whose name fits what is typed, for the administrator who invites."""
    if not allows(administrators, person, None) or not typed.strip():
        return []
    found = search(session, person, typed, Narrowed(ORGANISATIONS)).lines[:MOST_ORGANISATIONS]
    return [
        Choice(line.organisation_id, line.name, line.name_en, Kind(line.kind)) for line in found
    ]


def organisation(session: Session, person: Person, organisation_id: int) -> Choice | None:
    """One organisation, for the administrator who invites."""
    if not allows(administrators, person, None):
        return None
    o = session.get(Organisation, organisation_id)
    return Choice(o.id, o.name, o.name_en or "", o.kind) if o else None


def _fits(search: str, role: Role | None) -> list:
    fits = []
    words = search.strip()[:60]
    if words:
        fits.append(
            or_(
                col(User.username).icontains(words, autoescape=True),
                col(User.name).icontains(words, autoescape=True),
                col(Organisation.name).icontains(words, autoescape=True),
                col(Organisation.name_en).icontains(words, autoescape=True),
            )
        )
    if role:
        fits.append(col(User.id).in_(select(UserRole.user_id).where(UserRole.role == role)))
    return fits


def _roles(session: Session, ids: list[int]) -> dict[int, list[Role]]:
    found: dict[int, list[Role]] = {}
    for held in session.exec(select(UserRole).where(col(UserRole.user_id).in_(ids))):
        found.setdefault(held.user_id, []).append(held.role)
    return found


def _last_seen(session: Session, ids: list[int]) -> dict[int, datetime]:
    latest = select(WebSession.user_id, func.max(WebSession.last_seen_at)).where(
        col(WebSession.user_id).in_(ids)
    )
    return dict(session.exec(latest.group_by(col(WebSession.user_id))).all())


def _account(user: User, organisation: Organisation, roles: dict, seen: dict) -> Account:
    return Account(
        id=user.id,
        username=user.username,
        name=user.name,
        organisation=organisation.name,
        organisation_en=organisation.name_en or "",
        organisation_id=organisation.id,
        kind=organisation.kind,
        roles=tuple(sorted(roles.get(user.id, ()), key=list(Role).index)),
        is_active=user.is_active,
        has_password=user.password_hash is not None,
        email=user.email or "",
        last_seen_at=seen.get(user.id),
    )


people.by_minute = True  # when somebody was seen last tells no topic
open_sessions.by_minute = True
