"""The equipment of one organisation that enterprises may use."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from db.models import Equipment
from domain.permissions import Person, allows, house_keepers
from domain.queries.organisation import seen


@dataclass(frozen=True)
class EquipmentShown:
    """One piece of equipment."""

    id: int
    name: str
    name_en: str
    summary: str
    terms: str
    may_keep: bool = False
    version: int = 0


def equipment(session: Session, person: Person, organisation_id: int) -> tuple[EquipmentShown, ...]:
    """What is offered today, by name."""
    found = seen(session, person, organisation_id)
    if found is None:
        return ()
    may_keep = allows(house_keepers, person, found)
    kept = (Equipment.organisation_id == found.id, col(Equipment.is_active))
    rows = session.exec(select(Equipment).where(*kept).order_by(Equipment.name, Equipment.id))
    return tuple(
        EquipmentShown(
            row.id, row.name, row.name_en or "", row.summary, row.terms, may_keep, row.version
        )
        for row in rows
    )


equipment.by_scope = True
