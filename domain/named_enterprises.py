"""Which enterprise of the directory a registration is for, also where only a name was typed: for counting.

Whoever registers may type any name, so it opens nothing: `organisation_id`, by which an enterprise's own people see a
registration, is never set from it: only from one's own account, or from a choice of those who hold the activity. But
what is counted by enterprise must not lose all who have no account.
"""

from sqlalchemy import ColumnElement, Integer, Select, String, Subquery, cast, literal_column
from sqlmodel import Session, and_, case, col, func, or_, select

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

Row = type[Registration] | type[ServiceBooking]


def typed(*where: ColumnElement[bool], row: Row = Registration) -> Subquery:
    """The names that were typed in these registrations or bookings (`key`), each with the only active enterprise that
    has the same without its legal form (`enterprise_id`); not those of none or of several. Found once for the whole
    question."""
    keys = select(row.enterprise_key).where(
        col(row.organisation_id).is_(None), row.enterprise_key != "", *where
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


def whose(names: Subquery) -> ColumnElement[str]:
    """By what enterprises of rows of `registration` that are joined to `names` are told apart, counted or listed: by
    the record where it is known, else by the name without its legal form; empty where there is neither."""
    record = of_registration(names)
    # Constants as they are: bound, PostgreSQL would not know the same expression again that it groups by.
    numbered = literal_column("'#'").concat(cast(record, String))
    return case((record.is_not(None), numbered), else_=col(Registration.enterprise_key))


def joined(asked: Select, names: Subquery) -> Select:
    """Registrations beside the names that were typed in them."""
    return asked.outerjoin(names, names.c.key == Registration.enterprise_key)


def of_typed(session: Session, person: Person, row: Row, row_id: int) -> Organisation | None:
    """The enterprise whose name was typed in a registration or a booking, if this person finds it in the directory.

    Only proposed: whoever holds the activity or gives the service says whether it is the one.
    """
    names = typed(row.id == row_id, row=row)
    found = _found_by(person).join(names, names.c.enterprise_id == Organisation.id)
    return session.exec(found).first()


def chosen(session: Session, person: Person, organisation_id: int) -> Organisation:
    """The active enterprise that somebody chose; raises Unclear where they would not find it in the directory."""
    found = found_by(session, person, organisation_id)
    if found is None:
        raise Unclear(field="Enterprise")
    return found


def found_by(session: Session, person: Person, organisation_id: int) -> Organisation | None:
    """The same; none where they would not find it."""
    return session.exec(_found_by(person).where(Organisation.id == organisation_id)).first()


def of_whoever_enters(
    session: Session, person: Person, organisation_id: int | None
) -> Organisation | None:
    """The enterprise that somebody is registered, or a service booked, for: the one that was chosen, else their own.

    Only those who hold the activity or the menu may choose, and only what they would find: else a request could bind a
    person to an enterprise, whose people see and withdraw it. Raises Unclear.
    """
    if organisation_id is not None:
        return chosen(session, person, organisation_id)
    if person.kind is Kind.ENTERPRISE:
        return session.get(Organisation, person.organisation_id)
    return None


def columns(organisation: Organisation) -> dict[str, int | str]:
    """The columns of a registration or a booking that name an enterprise of the directory."""
    return {
        "organisation_id": organisation.id,
        "enterprise_name": organisation.name,
        "enterprise_key": organisation.name_key,
    }


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
    row: Row,
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
