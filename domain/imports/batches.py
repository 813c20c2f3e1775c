"""An import from the file to the directory: handed in, checked, confirmed, written, or abandoned on the way."""

import hashlib
from pathlib import Path

from sqlmodel import Session, col, func, select

from db.models import Event, ImportBatch, ImportRow
from db.upkeep_vocabulary import ImportStage
from db.vocabulary import EntryKind, Kind
from domain import file_store, record_fields
from domain.choices import chosen
from domain.command import Act, command
from domain.errors import Forbidden, Refused
from domain.imports import mapping, reading, writing
from domain.kept_files import kept
from domain.permissions import Person, engine, person, registrars
from domain.records import PLATFORMS, PartOfPlatform

MOST_UPDATED = (
    2000  # organisations that one file brings up to date, so that it is done in one transaction
)
OPEN = (ImportStage.READING, ImportStage.CHECKING, ImportStage.CHECKED, ImportStage.WRITING)


class ImportMovedOn(Refused):
    message = "This import has already moved on. The page now shows where it stands."


class TooManyToUpdate(Refused):
    message = (
        "At most {most} known organisations can be brought up to date by one file. Please split it."
    )


class NothingToWrite(Refused):
    message = "The file holds nothing new: every organisation in it is in the directory already."


@command(ImportBatch, by=registrars, makes=True)
def hand_in(act: Act, *, kind: Kind, name: str, content: bytes, columns: dict[str, str]) -> int:
    """Hand in a file of organisations of one kind, with which column says what; it is checked in the background."""
    wanted = chosen(Kind, kind, "Kind")
    if wanted in PLATFORMS:
        raise PartOfPlatform
    clean = reading.check(name, content)
    (_, first), *_ = reading.beginning(clean, content, 1)
    known = mapping.checked(columns, mapping.heads(first))
    batch = act.add(
        ImportBatch(
            kind=EntryKind(wanted),
            name=clean,
            key=kept(act.session, content),
            sha256=hashlib.sha256(content).hexdigest(),
            by_id=act.actor.id,
            at=act.now,
            mapping=known,
            stage=ImportStage.READING,
        )
    )
    act.record(
        "import_begun", batch, kind=batch.kind.value, name=clean, sha256=batch.sha256, columns=known
    )
    return batch.id


@command(ImportBatch, by=registrars)
def confirm(act: Act, batch: ImportBatch, *, updates: bool = False) -> None:
    """Let a file without faults be written; `updates`: known organisations are brought up to date by it."""
    refuse_others(act.actor, batch)
    if batch.stage is not ImportStage.CHECKED:
        raise ImportMovedOn
    if updates and batch.known > MOST_UPDATED:
        raise TooManyToUpdate(most=MOST_UPDATED)
    if batch.known == batch.rows and not updates:
        raise NothingToWrite
    batch.stage = ImportStage.WRITING
    act.record("import_confirmed", batch, updates=bool(updates), rows=batch.rows, known=batch.known)


@command(ImportBatch, by=registrars)
def abandon(act: Act, batch: ImportBatch) -> None:
    """Give an import up; whatever was written for it is taken out again."""
    refuse_others(act.actor, batch)
    if batch.stage not in (*OPEN, ImportStage.FAULTY):
        raise ImportMovedOn
    batch.stage, batch.finished_at = ImportStage.CANCELLED, act.now
    act.record("import_abandoned", batch, written=batch.written)


@command(ImportBatch, by=engine)
def conclude(act: Act, batch: ImportBatch, *, checked: int) -> None:
    """Say what came of checking a file, once its last row was looked at."""
    if batch.stage is not ImportStage.CHECKING or batch.checked != checked:
        raise ImportMovedOn
    batch.rows = batch.checked
    batch.stage = ImportStage.FAULTY if batch.faults or not batch.rows else ImportStage.CHECKED
    batch.finished_at = act.now if batch.stage is ImportStage.FAULTY else None
    act.record("import_checked", batch, rows=batch.rows, faults=batch.faults, known=batch.known)


@command(ImportBatch, by=engine)
def finish(act: Act, batch: ImportBatch) -> None:
    """Let everything that was written be seen, in one moment."""
    left = select(ImportRow.number).where(
        ImportRow.import_id == batch.id,
        col(ImportRow.known_id).is_(None),
        col(ImportRow.organisation_id).is_(None),
    )
    if batch.stage is not ImportStage.WRITING or act.session.exec(left.limit(1)).first():
        raise ImportMovedOn
    updated = 0
    if _is_to_update(act.session, batch):
        keeper = person(act.session, batch.by_id)
        lists = record_fields.lists(act.session)
        updated = writing.bring_up_to_date(act, batch, lists, keeper)
    shown = writing.show_all(act, batch)
    batch.stage, batch.finished_at = ImportStage.DONE, act.now
    act.record("import_done", batch, written=shown, updated=updated, known=batch.known)


@command(ImportBatch, by=engine)
def give_back(act: Act, batch: ImportBatch, *, row: dict) -> None:
    """Stop at something that is wrong with the file as a whole, or that has changed since it was checked."""
    if batch.stage not in OPEN:
        raise ImportMovedOn
    known = act.session.get(ImportRow, (batch.id, row["number"]))
    act.session.add((known or ImportRow(**row)).sqlmodel_update(row))
    batch.stage, batch.finished_at = ImportStage.FAULTY, act.now
    batch.faults += 1
    batch.rows = max(batch.rows, batch.checked)
    act.record("import_given_back", batch, fault=row["fault"])


def refuse_others(who: Person, batch: ImportBatch) -> None:
    if who.kind is not Kind.CITY and batch.by_id != who.id:
        raise Forbidden


def file_of(batch: ImportBatch) -> Path:
    return file_store.path_of(batch.key)


def next_number(session: Session, batch: ImportBatch) -> int:
    last = select(func.max(ImportRow.number)).where(ImportRow.import_id == batch.id)
    return (session.exec(last).one() or 0) + 1


def _is_to_update(session: Session, batch: ImportBatch) -> bool:
    said = select(Event.particulars).where(
        Event.subject_kind == ImportBatch.__tablename__,
        Event.subject_id == batch.id,
        Event.action == "import_confirmed",
    )
    return bool(session.exec(said).one()["updates"])
