"""Whose entries a person may see: the condition of every query on them. Competitions themselves are for everybody."""

from sqlalchemy import ColumnElement, false, true
from sqlmodel import and_, or_

from db.models import Contest, ContestEntry
from db.vocabulary import Kind, Role
from domain.permissions import Person

KEEPERS = (Role.ORGANISER, Role.SUB_PLATFORM_STAFF, Role.ADMINISTRATOR)


def kept_by(person: Person) -> ColumnElement[bool]:
    """The condition on `contest` of those who keep it; the same that its commands ask."""
    if person.is_engine:
        return true()
    kept = []
    if person.has(*KEEPERS):
        if person.kind is Kind.CITY:
            return true()
        if person.kind is Kind.SUB_PLATFORM:
            kept.append(Contest.area_code == person.area_code)
    if person.has(Role.ORGANISER) and person.organisation_id is not None:
        kept.append(Contest.organiser_id == person.organisation_id)
    return or_(*kept) if kept else false()


def entries_visible_to(person: Person) -> ColumnElement[bool]:
    """The condition on `contest_entry`, beside its competition: its keepers', and each one's own."""
    seen = [kept_by(person)]
    if person.id is not None:
        seen.append(ContestEntry.user_id == person.id)
    if person.has(Role.ENTERPRISE) and person.organisation_id is not None:
        seen.append(
            and_(
                ContestEntry.organisation_id.is_not(None),
                ContestEntry.organisation_id == person.organisation_id,
            )
        )
    return or_(*seen)
