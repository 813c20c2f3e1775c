"""Which competitions, and whose entries, a person may see: the conditions of every query on them."""

from sqlalchemy import ColumnElement
from sqlmodel import and_, col, or_

from db.models import Contest, ContestEntry
from db.vocabulary import Role
from domain.activities_visible import activities_kept_by
from domain.permissions import Person


def kept_by(person: Person) -> ColumnElement[bool]:
    """The condition on `contest` of those who keep it; the same that its commands ask."""
    return activities_kept_by(person, Contest)


def contests_visible_to(person: Person) -> ColumnElement[bool]:
    """The condition on `contest`: a draft is for its keepers."""
    return or_(col(Contest.announced_at).is_not(None), kept_by(person))


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
