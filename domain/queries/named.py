"""Organisations and people as a page names them: an id, and the name in both languages."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlmodel import Session, col, select

from db.models import Organisation


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
