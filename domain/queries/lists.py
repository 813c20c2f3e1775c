"""What a list that somebody would bring in holds: which rows are known, and which cannot be taken."""

from dataclasses import dataclass

from sqlmodel import Session

from db.models import Organisation
from domain.lists import entering
from domain.lists.reading import ListKind, ListRow, RowFault
from domain.permissions import Person, allows


@dataclass(frozen=True)
class Compared:
    """The rows that are known already, and what is wrong with others."""

    known: frozenset[int] = frozenset()
    faults: tuple[RowFault, ...] = ()


def may_bring_in(session: Session, person: Person, organisation_id: int, kind: ListKind) -> bool:
    """Whether somebody may bring in a list of this kind for an organisation."""
    house = session.get(Organisation, organisation_id)
    return house is not None and allows(entering.COMMANDS[kind].by, person, house)


def compared(
    session: Session,
    person: Person,
    organisation_id: int,
    kind: ListKind,
    rows: tuple[ListRow, ...],
) -> Compared:
    """Beside what the organisation has already; nothing for those who may not bring it in."""
    if not may_bring_in(session, person, organisation_id, kind):
        return Compared()
    return Compared(
        entering.known(session, organisation_id, kind, rows),
        entering.faults(session, kind, rows),
    )
