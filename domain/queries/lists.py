"""What a list that somebody would bring in holds: which rows are known, and which cannot be taken."""

from dataclasses import dataclass

from sqlmodel import Session

from db.models import Organisation
from domain.lists import entering
from domain.lists.reading import ListKind, ListRow, RowFault
from domain.permissions import Person, allows
from domain.queries import enterprises
from domain.queries.enterprises import Enterprise
from domain.research_visible import is_broker


@dataclass(frozen=True)
class Compared:
    """The rows that are known already, and what is wrong with others."""

    known: frozenset[int] = frozenset()
    faults: tuple[RowFault, ...] = ()


def may_bring_in(session: Session, person: Person, organisation_id: int, kind: ListKind) -> bool:
    """Whether somebody may bring in a list of this kind for an organisation."""
    house = session.get(Organisation, organisation_id)
    return house is not None and allows(entering.COMMANDS[kind].by, person, house)


def enterprises_like(session: Session, person: Person, typed: str) -> list[Enterprise]:
    """The enterprises that fit what is typed and whose needs a broker may bring in; none for anybody else."""
    if not is_broker(person):
        return []
    return enterprises.like(session, person, typed, person.area_code)


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
