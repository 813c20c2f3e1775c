"""Files of organisations on their way into the directory: how far each has come, and what is wrong with it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, true
from sqlmodel import Session, col, func, select

from db.models import ImportBatch, ImportRow, Organisation, User
from db.upkeep_vocabulary import ImportStage
from db.vocabulary import Kind
from domain.errors import Refused
from domain.imports.batches import MOST_UPDATED, OPEN
from domain.permissions import Person, allows, registrars

PAGE = 20
MOST_FAULTS = 5000  # that are told of one file; whoever has more has another kind of trouble
FIRST = 50  # faults that are shown on the page


@dataclass(frozen=True)
class ImportShown:
    """One import."""

    id: int
    kind: Kind
    name: str
    by: str
    at: datetime
    stage: ImportStage
    rows: int
    checked: int
    written: int
    faults: int
    known: int
    finished_at: datetime | None
    is_mine: bool  # to confirm and to abandon

    @property
    def new(self) -> int:
        return max(self.rows - self.known - self.faults, 0)

    @property
    def is_open(self) -> bool:
        return self.stage in OPEN

    @property
    def may_update(self) -> bool:
        return 0 < self.known <= MOST_UPDATED


@dataclass(frozen=True)
class RowFault:
    """What is wrong with one row: the refusal, to be told in the reader's language."""

    number: int
    field: str
    refusal: Refused
    name: str  # as the row has it
    typed: str  # in the field that is wrong

    def __hash__(self) -> int:
        return hash((self.number, self.field))


def imports(session: Session, person: Person, page: int = 1) -> tuple[ImportShown, ...]:
    """The newest first, as many as stand on a page; pages count from one."""
    found = _open_to(person).order_by(col(ImportBatch.id).desc())
    rows = session.exec(found.limit(PAGE).offset((max(page, 1) - 1) * PAGE)).all()
    return tuple(_shown(person, *row) for row in rows)


def count(session: Session, person: Person) -> int:
    return session.exec(select(func.count()).select_from(_open_to(person).subquery())).one()


def one(session: Session, person: Person, import_id: int) -> ImportShown | None:
    found = session.exec(_open_to(person).where(ImportBatch.id == import_id)).first()
    return _shown(person, *found) if found else None


def faults(
    session: Session, person: Person, import_id: int, most: int = MOST_FAULTS
) -> tuple[RowFault, ...]:
    """The rows that cannot be taken, in their order."""
    if one(session, person, import_id) is None:
        return ()
    wrong = select(ImportRow).where(
        ImportRow.import_id == import_id, col(ImportRow.fault).is_not(None)
    )
    rows = session.exec(wrong.order_by(col(ImportRow.number)).limit(most)).all()
    return tuple(_fault(row) for row in rows)


def brought_in(
    session: Session, person: Person, import_id: int, most: int = 10
) -> tuple[tuple[int, str], ...]:
    """The first of the organisations that came with a file: id and name."""
    known = one(session, person, import_id)
    if known is None or known.stage is not ImportStage.DONE:
        return ()
    found = (
        select(Organisation.id, Organisation.name)
        .join(ImportRow, ImportRow.organisation_id == Organisation.id)
        .where(ImportRow.import_id == import_id)
        .order_by(col(ImportRow.number))
    )
    return tuple((id, name) for id, name in session.exec(found.limit(most)))


def _open_to(person: Person):
    found = select(ImportBatch, User.name).join(User, User.id == ImportBatch.by_id)
    return found.where(_theirs(person))


def _theirs(person: Person) -> ColumnElement[bool]:
    """The city's people see every import, those of a sub-platform the imports of their own office."""
    if not allows(registrars, person, None):
        return ImportBatch.id == 0
    if person.kind is Kind.CITY:
        return true()
    return User.organisation_id == person.organisation_id


def _shown(person: Person, batch: ImportBatch, by: str) -> ImportShown:
    return ImportShown(
        id=batch.id,
        kind=Kind(batch.kind),
        name=batch.name,
        by=by,
        at=batch.at,
        stage=batch.stage,
        rows=batch.rows,
        checked=batch.checked,
        written=batch.written,
        faults=batch.faults,
        known=batch.known,
        finished_at=batch.finished_at,
        is_mine=person.kind is Kind.CITY or batch.by_id == person.id,
    )


def _fault(row: ImportRow) -> RowFault:
    refusal = Refused()
    refusal.message, refusal.values = row.fault, dict(row.particulars)
    field = row.fault_field or ""
    return RowFault(row.number, field, refusal, row.cells.get("name", ""), row.cells.get(field, ""))
