"""Which enterprise of the directory a registration is for, also where only a name was typed: for counting.

Whoever registers may type any name, so it opens nothing: `organisation_id`, by which an enterprise's own people see a
registration, is never set from it. But what is counted by enterprise must not lose all who have no account.
"""

from sqlalchemy import ColumnElement, Integer, Select, Subquery, cast
from sqlmodel import Session, and_, col, func, or_, select

from db.models import (
    DirectoryEntry,
    Organisation,
    OrganisationMerge,
    Registration,
    ServiceBooking,
)
from db.vocabulary import EntryKind, Kind
from domain.errors import Unclear
from domain.permissions import Person
from domain.queries.directory import entries_visible_to


def typed(*where: ColumnElement[bool]) -> Subquery:
    """The names that were typed in these registrations (`key`), each with the only active enterprise that has the same
    without its legal form (`enterprise_id`); not those of none or of several. Found once for the whole question."""
    keys = select(Registration.enterprise_key).where(
        col(Registration.organisation_id).is_(None), Registration.enterprise_key != "", *where
    )
    return (
        select(
            col(Organisation.name_key).label("key"),
            func.min(Organisation.id).label("enterprise_id"),
        )
        .where(
            Organisation.kind == Kind.ENTERPRISE,
            col(Organisation.name_key).in_(keys),
            col(Organisation.is_active),
        )
        .group_by(Organisation.name_key)
        .having(func.count() == 1)
        .subquery("typed")
    )


def of_registration(names: Subquery) -> ColumnElement[int | None]:
    """The id of the enterprise of a row of `registration` that is joined to `names`: the one it was registered for,
    else the one whose name was typed.

    SQLite does not index what has no type: without the cast each of 90,000 enterprises is sought by reading all.
    """
    return cast(func.coalesce(Registration.organisation_id, names.c.enterprise_id), Integer)


def joined(asked: Select, names: Subquery) -> Select:
    """Registrations beside the names that were typed in them."""
    return asked.outerjoin(names, names.c.key == Registration.enterprise_key)


def of_typed(session: Session, person: Person, registration_id: int) -> Organisation | None:
    """The enterprise whose name was typed in a registration, if this person finds it in the directory.

    Only proposed: whoever holds the activity says whether it is the one.
    """
    names = typed(Registration.id == registration_id)
    found = _found_by(person).join(names, names.c.enterprise_id == Organisation.id)
    return session.exec(found).first()


def chosen(session: Session, person: Person, organisation_id: int) -> Organisation:
    """The active enterprise that somebody chose; raises Unclear where they would not find it in the directory."""
    found = session.exec(_found_by(person).where(Organisation.id == organisation_id)).first()
    if found is None:
        raise Unclear(field="Enterprise")
    return found


def _found_by(person: Person) -> Select:
    return (
        select(Organisation)
        .join(DirectoryEntry, DirectoryEntry.organisation_id == Organisation.id)
        .where(
            DirectoryEntry.kind == EntryKind.ENTERPRISE,
            col(Organisation.is_active),
            entries_visible_to(person),
        )
    )


def is_the_same(
    session: Session,
    row: type[Registration] | type[ServiceBooking],
    here: ColumnElement[bool],
    *,
    organisation_id: int | None,
    key: str,
) -> ColumnElement[bool]:
    """Whether a registration, or a booking, is of this enterprise: by its record where the row knows one, else by name.

    `organisation_id`: where it is known; `key`: its name without legal form, which finds the only active enterprise
    of that name, or the record into which one of that name was merged. What is neither counts by the name alone. It
    stays the same when it is renamed or merged, and is also known by the names under which it stands `here`.
    """
    if organisation_id is None:
        organisation_id = _of_name(session, key)
    if organisation_id is None:
        return row.enterprise_key == key
    own = row.organisation_id == organisation_id
    names = {key, *_names_of(session, organisation_id)}
    names |= set(session.exec(select(row.enterprise_key).where(here, own).distinct()))
    named = col(row.enterprise_key).in_(names - {""})
    return or_(own, and_(col(row.organisation_id).is_(None), named))


def _names_of(session: Session, organisation_id: int) -> set[str]:
    """The names without legal form of a record and of those that were merged into it."""
    merged = select(OrganisationMerge.merged_id).where(OrganisationMerge.into_id == organisation_id)
    names = select(Organisation.name_key).where(
        or_(col(Organisation.id).in_(merged), Organisation.id == organisation_id)
    )
    return set(session.exec(names))


def _of_name(session: Session, key: str) -> int | None:
    named = (Organisation.kind == Kind.ENTERPRISE, Organisation.name_key == key)
    active = session.exec(select(Organisation.id).where(*named, col(Organisation.is_active))).all()
    if active:
        return active[0] if len(active) == 1 else None
    merged = (
        select(OrganisationMerge.into_id)
        .join(Organisation, Organisation.id == OrganisationMerge.merged_id)
        .where(*named)
        .distinct()
    )
    found = session.exec(merged).all()
    return found[0] if len(found) == 1 else None
