"""What commands keep as files: what can be taken, bytes that go with the transaction, and the sweep of orphans."""

import hashlib
import logging
from dataclasses import dataclass

from sqlalchemy import event
from sqlmodel import Session, col, func, select

from db.engine import snapshot
from db.models import (
    ActivityFile,
    Attachment,
    BulletinTemplate,
    ContestFile,
    ImportBatch,
    MatchFile,
)
from domain import file_kinds, file_store
from domain.command import Act
from domain.errors import Refused

MOST_BYTES = 20 * 1024 * 1024
SUFFIXES = list(file_kinds.MEDIA_TYPES)
OPEN_FOR = 600  # seconds that a signed address opens its file, from the minute in which it was made

KEEPING = (
    Attachment,
    MatchFile,
    BulletinTemplate,
    ContestFile,
    ActivityFile,
)  # the tables that know of kept bytes

AGAIN = "kept_again"  # where a session holds the keys whose names are not safe yet

log = logging.getLogger(__name__)


class EmptyFile(Refused):
    message = "{name} is empty."


class FileTooLarge(Refused):
    message = "{name} is too large: {most} MB at most."


class SameFile(Refused):
    message = "The same file is there already: {name}."


@dataclass(frozen=True)
class Checked:
    """A file that can be taken: its clean name, what it is, and what identifies its content."""

    name: str
    media_type: str
    size: int  # bytes
    sha256: str


def check(name: str, content: bytes) -> Checked:
    """Say what a file is; raises Refused where it cannot be taken. Nothing is stored."""
    clean = file_kinds.clean_name(name)
    if not content:
        raise EmptyFile(name=clean)
    if len(content) > MOST_BYTES:
        raise FileTooLarge(name=clean, most=MOST_BYTES // 1024 // 1024)
    kind = file_kinds.kind_of(clean, content)
    return Checked(clean, kind.media_type, len(content), hashlib.sha256(content).hexdigest())


def columns(act: Act, file: Checked, content: bytes) -> dict:
    """What the row of a file says of it: name, kind, size, digest, the key of its kept bytes, who added it and when."""
    return {
        "name": file.name,
        "media_type": file.media_type,
        "size": file.size,
        "sha256": file.sha256,
        "key": kept(act.session, content),
        "added_at": act.now,
        "added_by_id": act.actor.id,
    }


def kept(session: Session, content: bytes) -> str:
    """Keep the bytes; should the command fail after all, they are removed again.

    Once the database is asked to commit nobody can say whether it did: from there on only the sweep removes.
    """
    return _with_transaction(session, file_store.put(content))


def kept_again(session: Session, key: str) -> str | None:
    """Keep the bytes of another row for one more, as `kept` does; none where they are gone."""
    new = file_store.put_again(key)
    if new is None:
        return None
    if AGAIN not in session.info:
        session.info[AGAIN] = []
        event.listen(session, "before_commit", _settle)
    session.info[AGAIN].append(new)
    return _with_transaction(session, new)


def _settle(session: Session) -> None:
    """Once for all that a command has kept again; should it fail, nothing is committed."""
    file_store.settle(session.info[AGAIN])
    session.info[AGAIN].clear()


def _with_transaction(session: Session, key: str) -> str:
    keys = [key]

    def is_committing(_session) -> None:
        keys.clear()

    def has_failed(_session) -> None:
        for key in keys:
            file_store.drop(key)

    event.listen(session, "before_commit", is_committing)
    event.listen(session, "after_rollback", has_failed)
    return key


def sweep_orphans() -> int:
    """Remove kept bytes that nothing knows of: what a crash between file and database leaves; returns how many.

    Where more lie about than are known, folder and database do not belong together: nothing is removed then.
    """
    with snapshot() as session:
        known = sum(
            session.exec(select(func.count()).select_from(table)).one() for table in KEEPING
        )
        orphans = [
            path
            for key, path in file_store.lying_about()
            if path.name != key or not _is_known(session, key)
        ]
    if len(orphans) > known:
        log.warning("%s files lie about that nothing knows of; none is removed", len(orphans))
        return 0
    for path in orphans:
        path.unlink(missing_ok=True)
    return len(orphans)


def _is_known(session: Session, key: str) -> bool:
    """Whether one of the tables has the file, or an import that is not at its end."""
    for table in KEEPING:
        mine = (table.key == key, col(table.withdrawn_at).is_(None))
        if session.exec(select(table.id).where(*mine)).first() is not None:
            return True
    under_way = (ImportBatch.key == key, col(ImportBatch.finished_at).is_(None))
    return session.exec(select(ImportBatch.id).where(*under_way)).first() is not None
