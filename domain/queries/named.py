"""Organisations and people as a page names them: an id, and the name in both languages."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlmodel import Session, col, select

from db.models import Organisation, User
from db.vocabulary import Kind


@dataclass(frozen=True)
class Named:
    """Something with an id and its names in both languages."""

    id: int
    name: str
    name_en: str | None = None


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
