"""The closed lists that a form offers to choose from."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from db.models import Industry
from domain.permissions import Person


@dataclass(frozen=True)
class IndustryName:
    """One division, group or class of the industries."""

    code: str
    name: str
    name_en: str


def industries(session: Session, person: Person) -> tuple[IndustryName, ...]:
    """Every industry in the order of its code; known to everybody."""
    rows = session.exec(select(Industry).order_by(col(Industry.code))).all()
    return tuple(IndustryName(row.code, row.name, row.name_en) for row in rows)
