"""Carrying imports on in the background, in steps that can be cut off at any moment: nothing twice, nothing lost.

Each step is one transaction that holds the import's row, so two processes never take the same step; where a step begins
is told by the rows that earlier ones have kept.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from sqlalchemy import insert
from sqlmodel import Session, and_, col, or_, select

from db.engine import snapshot, transaction
from db.models import ImportBatch, ImportRow
from db.upkeep_vocabulary import ImportStage
from db.vocabulary import Kind
from domain import record_fields, topics
from domain.command import perform
from domain.errors import Refused
from domain.imports import batches, checking, mapping, reading, writing
from domain.imports.reading import Row
from domain.permissions import ENGINE, person

STEP = 2000  # rows to a transaction

log = logging.getLogger(__name__)
Rows = Sequence[ImportRow]


def carry_on() -> int:
    """Bring every import forward as far as it goes by itself; returns how many rows were dealt with."""
    return sum(_advance(batch_id) for batch_id in _waiting())


def _waiting() -> list[int]:
    """The imports with work left: to be checked, to be written, or to be taken out again."""
    at_work = (ImportStage.READING, ImportStage.CHECKING, ImportStage.WRITING)
    given_up = (ImportStage.CANCELLED, ImportStage.FAULTY)
    wanted = or_(
        col(ImportBatch.stage).in_(at_work),
        and_(col(ImportBatch.stage).in_(given_up), ImportBatch.written > 0),
    )
    with snapshot() as session:
        return list(session.exec(select(ImportBatch.id).where(wanted).order_by(ImportBatch.id)))


def _advance(batch_id: int) -> int:
    with snapshot() as session:
        batch = session.get_one(ImportBatch, batch_id)
    try:
        match batch.stage:
            case ImportStage.READING | ImportStage.CHECKING:
                return _check(batch)
            case ImportStage.WRITING:
                return _write(batch_id)
        return _take_out(batch_id)
    except batches.ImportMovedOn:
        return 0  # another process, or a person, was there first
    except Refused as refusal:
        log.info("import %s is given back: %s", batch_id, refusal.message)
        return _give_back(batch, refusal)


def _check(batch: ImportBatch) -> int:
    """Look at the rows that have not been looked at; raises what is wrong with the file as a whole."""
    with snapshot() as session:
        checker = checking.Checker(
            kind=Kind(batch.kind),
            person=person(session, batch.by_id),
            lists=record_fields.lists(session),
            above=checking.above(session, batch),
        )
        last = batches.next_number(session, batch) - 1
    done, position = 0, batch.checked
    with reading.opened(batch.name, batches.file_of(batch)) as table:
        columns = _columns(batch, table)
        left = (row for row in table if row[0] > last)
        while rows := list(islice(left, STEP)):
            position += len(rows)
            if position > reading.MOST_ROWS:
                raise reading.too_large(batch.name)
            if not _checked_step(batch.id, position - len(rows), checker, columns, rows):
                return done
            done += len(rows)
    if not position:
        raise reading.EmptyTable(name=batch.name)
    perform(ENGINE, batches.conclude, batch.id, checked=position)
    return done


def _columns(batch: ImportBatch, table: Iterator[Row]) -> dict[str, int]:
    """Field → place of its column."""
    _, first = next(table, (0, ()))
    places = {head: place for place, head in enumerate(mapping.heads(first))}
    return {field: places[head] for field, head in batch.mapping.items() if head in places}


def _checked_step(
    batch_id: int,
    position: int,
    checker: checking.Checker,
    columns: dict[str, int],
    rows: list[Row],
) -> bool:
    """Look at some rows and keep what was found; false where somebody else was there first."""
    with transaction() as session:
        batch = _held(session, batch_id)
        if batch is None or batch.checked != position:
            return False
        if batch.stage not in (ImportStage.READING, ImportStage.CHECKING):
            return False
        typed = [(number, _typed(cells, columns)) for number, cells in rows]
        found = checker.rows(session, batch, typed)
        session.execute(insert(ImportRow), found)
        batch.stage = ImportStage.CHECKING
        batch.checked += len(rows)
        batch.rows = max(batch.rows, batch.checked)
        batch.faults += sum(row["fault"] is not None for row in found)
        batch.known += sum(row["known_id"] is not None for row in found)
        topics.bump(session, topics.of(batch))
    return True


def _typed(cells: Sequence[str], columns: dict[str, int]) -> dict[str, str]:
    found = {field: cells[place] for field, place in columns.items() if place < len(cells)}
    return {field: text for field, text in found.items() if text}


def _write(batch_id: int) -> int:
    with snapshot() as session:
        lists = record_fields.lists(session)
    new = and_(col(ImportRow.known_id).is_(None), col(ImportRow.organisation_id).is_(None))
    done = _in_steps(
        batch_id,
        new,
        lambda batch: batch.stage is ImportStage.WRITING,
        lambda session, batch, rows: writing.write(session, batch, rows, lists),
    )
    perform(ENGINE, batches.finish, batch_id)
    return done


def _take_out(batch_id: int) -> int:
    return _in_steps(
        batch_id,
        col(ImportRow.organisation_id).is_not(None),
        lambda batch: batch.stage in (ImportStage.CANCELLED, ImportStage.FAULTY),
        writing.take_out,
    )


def _in_steps(
    batch_id: int,
    which,
    goes_on: Callable[[ImportBatch], bool],
    take: Callable[[Session, ImportBatch, Rows], None],
) -> int:
    """Take so many of the rows at a time, in their order, until none is left; raises ImportMovedOn."""
    done, after = 0, 0
    while True:
        with transaction() as session:
            batch = _held(session, batch_id)
            if batch is None or not goes_on(batch):
                raise batches.ImportMovedOn
            wanted = select(ImportRow).where(
                ImportRow.import_id == batch_id, ImportRow.number > after, which
            )
            rows = session.exec(wanted.order_by(col(ImportRow.number)).limit(STEP)).all()
            if not rows:
                return done
            take(session, batch, rows)
            topics.bump(session, topics.of(batch))
        done, after = done + len(rows), rows[-1].number


def _held(session: Session, batch_id: int) -> ImportBatch | None:
    """The import, for this transaction alone; nothing while another process has it."""
    wanted = select(ImportBatch).where(ImportBatch.id == batch_id)
    return session.exec(wanted.with_for_update(skip_locked=True)).first()


def _give_back(batch: ImportBatch, refusal: Refused) -> int:
    with snapshot() as session:
        number = batches.next_number(session, batch)
    row = checking.faulty_row(batch.id, number, refusal)
    perform(ENGINE, batches.give_back, batch.id, row=row)
    return 0
