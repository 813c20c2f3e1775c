"""Organisations and people as a page names them: an id, and the name in both languages."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlmodel import Session, col, or_, select

from db.models import Organisation, User
from db.vocabulary import Kind
from domain.permissions import Person


@dataclass(frozen=True)
class Named:
    """Something with an id and its names in both languages."""

    id: int
    name: str
    name_en: str | None = None


@dataclass(frozen=True)
class Unit(Named):
    """A unit that figures are counted of; one that is closed keeps its own."""

    is_active: bool = True


# Which handle demands or are the partner of a match.
_UNITS = (
    Kind.DEPARTMENT,
    Kind.SUB_PLATFORM,
    Kind.UNIVERSITY,
    Kind.INSTITUTE,
    Kind.RESEARCH_CENTRE,
    Kind.SERVICE_ORGANISATION,
)


def units(session: Session, person: Person) -> tuple[Unit, ...]:
    """Every unit that figures may tell of, those that are closed too; not what has never been one yet."""
    asked = select(Organisation.id, Organisation.name, Organisation.name_en, Organisation.is_active)
    has_been = or_(col(Organisation.is_active), Organisation.version > 0)
    asked = asked.where(col(Organisation.kind).in_(_UNITS), has_been)
    found = session.exec(asked.order_by(col(Organisation.kind), col(Organisation.id)))
    return tuple(Unit(*row) for row in found)


def organisations(session: Session, ids: Iterable[int | None]) -> dict[int, Named]:
    """Each of these organisations by its id."""
    wanted = set(ids) - {None}
    found = select(Organisation.id, Organisation.name, Organisation.name_en)
    rows = session.exec(found.where(col(Organisation.id).in_(wanted))) if wanted else ()
    return {row[0]: Named(*row) for row in rows}


def people(session: Session, ids: Iterable[int | None]) -> dict[int | None, str]:
    """The name of each of these people by their id; of nobody it is empty."""
    wanted = set(ids) - {None}
    found = select(User.id, User.name).where(col(User.id).in_(wanted))
    return {None: "", **(dict(session.exec(found).all()) if wanted else {})}


def of_staff(session: Session, user_id: int | None) -> str:
    """The name of one of the staff; of an enterprise's own people, and of nobody, it is empty."""
    found = (
        select(User.name)
        .join(Organisation, Organisation.id == User.organisation_id)
        .where(User.id == user_id, Organisation.kind != Kind.ENTERPRISE)
    )
    return session.exec(found).first() or ""
