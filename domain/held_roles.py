"""Which roles people hold: what fits their organisation, and that somebody always administers."""

from collections.abc import Iterable

from sqlmodel import Session, delete, select

from db.models import Organisation, User, UserRole
from db.vocabulary import Kind, Role
from domain.choices import chosen
from domain.errors import Missing, Refused

_STAFF = frozenset(Role) - {Role.ENTERPRISE, Role.UNIVERSITY_LIAISON}
_UNIT = {Role.UNIT_HANDLER, Role.UNIT_HEAD, Role.ORGANISER, Role.EDITOR, Role.LEADER}
ROLES_OF: dict[Kind, frozenset[Role]] = {
    Kind.CITY: _STAFF,
    Kind.SUB_PLATFORM: _STAFF - {Role.ADMINISTRATOR},
    Kind.DEPARTMENT: frozenset(_UNIT),
    Kind.SERVICE_ORGANISATION: frozenset(_UNIT),
    Kind.UNIVERSITY: frozenset(_UNIT | {Role.UNIVERSITY_LIAISON}),
    Kind.INSTITUTE: frozenset(_UNIT | {Role.UNIVERSITY_LIAISON}),
    Kind.RESEARCH_CENTRE: frozenset(_UNIT | {Role.UNIVERSITY_LIAISON}),
    Kind.INVESTOR: frozenset(_UNIT),
    Kind.ENTERPRISE: frozenset({Role.ENTERPRISE}),
}


class RoleNotForOrganisation(Refused):
    message = "This role cannot be held by somebody of that organisation."


class LastAdministrator(Refused):
    message = "This is the last administrator: appoint another one first."


def of(session: Session, user: User) -> list[str]:
    """The codes of somebody's roles, in order."""
    return sorted(session.exec(select(UserRole.role).where(UserRole.user_id == user.id)).all())


def give(session: Session, user: User, roles: Iterable[Role]) -> None:
    """Let somebody hold these roles and no others. Raises Missing, RoleNotForOrganisation."""
    wanted = {chosen(Role, role, "Roles") for role in roles}
    if not wanted:
        raise Missing(field="Roles")
    organisation = session.get_one(Organisation, user.organisation_id)
    if not wanted <= ROLES_OF[organisation.kind]:
        raise RoleNotForOrganisation
    session.exec(delete(UserRole).where(UserRole.user_id == user.id))
    session.add_all(UserRole(user_id=user.id, role=role) for role in sorted(wanted))
    session.flush()


def refuse_if_nobody_administers(session: Session) -> None:
    left = (
        select(User.id)
        .join(UserRole, UserRole.user_id == User.id)
        .where(UserRole.role == Role.ADMINISTRATOR, User.is_active)
    )
    if session.exec(left).first() is None:
        raise LastAdministrator
