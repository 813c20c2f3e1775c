"""Writing checked rows into the directory, unseen until all of them are there; and taking out what was written.

A written organisation is not active and its chain has no event yet: nothing finds it, and its page does not open. Only
the last transaction makes all of them active and begins their chains. Taking them out again thus breaks no trail.
"""

from dataclasses import replace

from sqlalchemy import delete, exists, insert, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, or_, select

from db.models import DirectoryEntry, Event, ImportBatch, ImportRow, Organisation, OrganisationTag
from db.vocabulary import EntryKind, Kind
from domain import chain, entries, match_texts, record_fields, records, topics
from domain.command import Act
from domain.errors import Refused
from domain.imports.checking import Known
from domain.permissions import Person, allows, keepers
from domain.record_fields import Lists
from domain.similarity import name_key

BATCH = 5000  # rows that go to the database in one statement
PLAIN = tuple(name for name in record_fields.FIELDS if name != "tags")


class TakenMeanwhile(Refused):
    message = "{name} has come into the directory since the file was checked. Please hand the file in again."


def write(session: Session, batch: ImportBatch, rows: list[ImportRow], lists: Lists) -> None:
    """Write the organisations of these rows with their entries, unseen; raises TakenMeanwhile."""
    kind = Kind(batch.kind)
    known = Known(session, kind, [row.cells for row in rows])
    for row in rows:
        if known.id_of(row.cells) is not None:
            raise TakenMeanwhile(name=row.cells["name"])
    values = [_values(row.cells, lists) for row in rows]
    columns = [
        {name: each.get(name) for name in PLAIN}
        | {"kind": kind, "name_key": name_key(each["name"]), "is_active": False, "version": 0}
        | {"rating_n": 0, "rating_good": 0}
        for each in values
    ]
    made = insert(Organisation).returning(Organisation.id, sort_by_parameter_order=True)
    ids = session.execute(made, columns).scalars().all()
    tags = [
        {"organisation_id": id, "tag": tag}
        for id, each in zip(ids, values, strict=True)
        for tag in each.get("tags") or ()
    ]
    if tags:
        session.execute(insert(OrganisationTag), tags)
    found_by = [
        entries.of_organisation(Organisation(id=id, **each), value.get("tags") or ())
        for id, each, value in zip(ids, columns, values, strict=True)
    ]
    session.execute(insert(DirectoryEntry), found_by)
    words = {word for each in found_by for word in entries.latin_words(each["name_en"] or "")}
    entries.learn(session, words)
    session.execute(
        update(ImportRow),
        [
            {
                "import_id": batch.id,
                "number": row.number,
                "organisation_id": id,
                "cells": {"name": row.cells["name"]},  # what else was said stands in the record now
            }
            for row, id in zip(rows, ids, strict=True)
        ],
    )
    batch.written += len(rows)
    session.add(batch)


def show_all(act: Act, batch: ImportBatch) -> int:
    """Make everything that was written active and begin its chain, all at once; returns how many.

    Raises TakenMeanwhile where somebody else has brought in one of them since.
    """
    session = act.session
    _refuse_taken(session, batch)
    found = select(
        ImportRow.number, Organisation.id, Organisation.name, Organisation.credit_code
    ).join(Organisation, Organisation.id == ImportRow.organisation_id)
    rows = session.exec(found.where(ImportRow.import_id == batch.id)).all()
    for start in range(0, len(rows), BATCH):
        begun = [_begun(act, batch, *row) for row in rows[start : start + BATCH]]
        session.execute(insert(Event), begun)
    written = _written(batch)
    shown = {"is_active": True, "version": 1, "registered_on": act.today}
    seen = update(Organisation).where(col(Organisation.id).in_(written))
    session.execute(seen.values(shown), execution_options=_UNTRACKED)
    listed = update(DirectoryEntry).where(
        col(DirectoryEntry.organisation_id).in_(written), DirectoryEntry.kind == batch.kind
    )
    session.execute(listed.values(is_active=True), execution_options=_UNTRACKED)
    if batch.kind is EntryKind.RESEARCH_CENTRE:
        match_texts.complete(session)
    act.topics |= {topics.ORGANISATIONS, topics.of_registered(act.today.replace(day=1))}
    return len(rows)


def bring_up_to_date(act: Act, batch: ImportBatch, lists: Lists, keeper: Person) -> int:
    """Let the known organisations say what the file says of them, where it says anything; returns how many changed."""
    session, changed = act.session, 0
    theirs = replace(act, actor=keeper)
    known = select(ImportRow, Organisation).join(
        Organisation, Organisation.id == ImportRow.known_id
    )
    for row, organisation in session.exec(known.where(ImportRow.import_id == batch.id)).all():
        if not allows(keepers, keeper, organisation):
            continue
        changes = records.put(theirs, organisation, _values(row.cells, lists))
        if changes:
            theirs.record("record_changed", organisation, changes=changes, import_id=batch.id)
            changed += 1
    act.topics |= theirs.topics
    return changed


def take_out(session: Session, batch: ImportBatch, rows: list[ImportRow]) -> None:
    """Remove what was written for these rows: nobody has seen it."""
    ids = [row.organisation_id for row in rows]
    session.execute(
        update(ImportRow),
        [{"import_id": batch.id, "number": row.number, "organisation_id": None} for row in rows],
    )
    mine = EntryKind(batch.kind)
    session.execute(
        delete(DirectoryEntry).where(
            DirectoryEntry.kind == mine, col(DirectoryEntry.subject_id).in_(ids)
        ),
        execution_options=_UNTRACKED,
    )
    session.execute(
        delete(OrganisationTag).where(col(OrganisationTag.organisation_id).in_(ids)),
        execution_options=_UNTRACKED,
    )
    session.execute(
        delete(Organisation).where(col(Organisation.id).in_(ids)), execution_options=_UNTRACKED
    )
    batch.written -= len(rows)
    session.add(batch)


_UNTRACKED = {"synchronize_session": False}


def _written(batch: ImportBatch):
    return select(ImportRow.organisation_id).where(
        ImportRow.import_id == batch.id, col(ImportRow.organisation_id).is_not(None)
    )


def _refuse_taken(session: Session, batch: ImportBatch) -> None:
    """What was typed in while the file was being written has no part in the import, but may name the same."""
    other = aliased(Organisation)
    same_name = (other.name == Organisation.name) | or_(
        col(other.credit_code).is_(None), col(Organisation.credit_code).is_(None)
    )
    twice = select(Organisation.name).where(
        col(Organisation.id).in_(_written(batch)),
        exists().where(
            other.kind == Organisation.kind,
            other.name_key == Organisation.name_key,
            other.is_active,
            same_name,
        ),
    )
    name = session.exec(twice.limit(1)).first()
    if name is not None:
        raise TakenMeanwhile(name=name)


def _begun(act: Act, batch: ImportBatch, number: int, id: int, name: str, code: str | None) -> dict:
    """The first event of an organisation's chain: by whose file it came, and from which row."""
    event = Event(
        at=act.now,
        actor_id=batch.by_id,
        action="imported",
        subject_kind=Organisation.__tablename__,
        subject_id=id,
        position=1,
        particulars={"import_id": batch.id, "row": number, "name": name, "code": code},
        previous_hash=chain.START,
        hash="",
    )
    told = {
        name: getattr(event, name)
        for name in (
            "at",
            "actor_id",
            "action",
            "subject_kind",
            "subject_id",
            "position",
            "particulars",
            "previous_hash",
        )
    }
    return told | {"nonce": None, "hash": chain.seal(event)}


def _values(cells: dict[str, str], lists: Lists) -> dict[str, record_fields.Value]:
    return {name: record_fields.read(name, text, lists) for name, text in cells.items()}
