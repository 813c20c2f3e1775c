"""For those who note something of whoever registered or booked without an account: which enterprise it may be of."""

from sqlmodel import Session

from db.models import Registration, ServiceBooking
from domain import named_enterprises, raised_for
from domain.permissions import Person
from domain.queries.named import Named

Row = Registration | ServiceBooking


def meant(session: Session, person: Person, row: Row | None) -> Named | None:
    """The only active enterprise whose name was typed there, as far as this person finds it in the directory.

    None for a row that knows its enterprise, or that they do not hold.
    """
    if row is None:
        return None
    found = named_enterprises.of_typed(session, person, type(row), row.id)
    return Named(found.id, found.name, found.name_en) if found else None


def beyond_share(
    session: Session, person: Person, row: Row | None, organisation_id: int
) -> tuple[int, int] | None:
    """(how many of this enterprise there would be with this one, how many may be), where they are more.

    Of an enterprise that this person finds in the directory.
    """
    if row is None:
        return None
    found = named_enterprises.found_by(session, person, organisation_id)
    return raised_for.beyond_share(session, row, found) if found else None
