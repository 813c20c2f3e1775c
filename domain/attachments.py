"""Files handed in with a demand: which are taken, who adds them, who may have them, and addresses that open one."""

import hashlib
import hmac
import logging
from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from db.engine import snapshot
from db.models import Attachment, Demand
from db.settings import secret
from db.vocabulary import Kind
from domain import clock, file_kinds, file_store
from domain.command import Act, command
from domain.errors import Refused, WrongStage
from domain.permissions import (
    Person,
    dispatchers,
    intake_staff,
    its_enterprise,
    its_handlers,
    visible_to,
)

MOST_BYTES = 20 * 1024 * 1024
MOST_PER_DEMAND = 10
SUFFIXES = list(file_kinds.MEDIA_TYPES)
OPEN_FOR = 3600  # seconds that a signed address opens its file, at least

log = logging.getLogger(__name__)


class EmptyFile(Refused):
    message = "{name} is empty."


class FileTooLarge(Refused):
    message = "{name} is too large: {most} MB at most."


class TooMany(Refused):
    message = "This demand has {most} files already; more are not kept."


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


@command(Demand, by=intake_staff + dispatchers + its_handlers + its_enterprise)
def attach(
    act: Act, demand: Demand, *, name: str, content: bytes, for_enterprise: bool = False
) -> int:
    """Add a file to an open demand; what the enterprise hands in it can always see again."""
    if not demand.is_open:
        raise WrongStage
    file = check(name, content)
    _refuse_more(act.session, demand, file)
    is_theirs = act.actor.id is None or act.actor.kind is Kind.ENTERPRISE
    row = act.add(
        Attachment(
            demand_id=demand.id,
            name=file.name,
            media_type=file.media_type,
            size=file.size,
            sha256=file.sha256,
            key=file_store.put(content),
            added_at=act.now,
            added_by_id=act.actor.id,
            for_enterprise=is_theirs or bool(for_enterprise),
        )
    )
    act.record(
        "attached",
        demand,
        attachment_id=row.id,
        name=row.name,
        size=row.size,
        sha256=row.sha256,
        for_enterprise=row.for_enterprise,
    )
    return row.id


def of_demand(session: Session, person: Person, demand_id: int) -> list[Attachment]:
    """The files of a demand that this person may have, in the order in which they came."""
    mine = _open_to(person).where(Attachment.demand_id == demand_id)
    return list(session.exec(mine.order_by(col(Attachment.id))).all())


def one(session: Session, person: Person, attachment_id: int) -> Attachment | None:
    """The file, if it is there and this person may have it."""
    return session.exec(_open_to(person).where(Attachment.id == attachment_id)).first()


def address(attachment_id: int) -> str:
    """Where somebody who is signed in fetches a file."""
    return f"/files/{attachment_id}"


def signed_address(attachment_id: int, demand_id: int) -> str:
    """Where whoever has shown the demand's secret fetches a file: for an hour or two, without signing in.

    The same within the hour, so that a page drawn again does not change.
    """
    until = int(clock.now().timestamp()) // OPEN_FOR * OPEN_FOR + 2 * OPEN_FOR
    sign = _sign(attachment_id, demand_id, until)
    return f"{address(attachment_id)}?demand={demand_id}&until={until}&sign={sign}"


def holder_by_address(attachment_id: int, demand_id: str, until: str, sign: str) -> Person | None:
    """Whoever comes with a signed address, while it holds."""
    if not (
        demand_id.isascii() and demand_id.isdecimal() and until.isascii() and until.isdecimal()
    ):
        return None
    if len(demand_id) > 18 or len(until) > 12 or int(until) < clock.now().timestamp():
        return None
    right = _sign(attachment_id, int(demand_id), int(until))
    is_right = hmac.compare_digest(right.encode(), sign.encode())
    return Person(None, "", holds=int(demand_id)) if is_right else None


def sweep() -> int:
    """Remove kept bytes that no demand knows of: what a crash between file and database leaves; returns how many.

    Where more lie about than are known, folder and database do not belong together: nothing is removed then.
    """
    with snapshot() as session:
        known = session.exec(select(func.count()).select_from(Attachment)).one()
        orphans = [
            path
            for key, path in file_store.lying_about()
            if path.name != key or not _is_known(session, key)
        ]
    if len(orphans) > known:
        log.warning("%s files lie about that no demand knows of; none is removed", len(orphans))
        return 0
    for path in orphans:
        path.unlink(missing_ok=True)
    return len(orphans)


def _open_to(person: Person):
    files = select(Attachment).join(Demand, Demand.id == Attachment.demand_id)
    files = files.where(visible_to(person))
    if person.id is None or person.kind is Kind.ENTERPRISE:
        files = files.where(Attachment.for_enterprise)
    return files


def _refuse_more(session: Session, demand: Demand, file: Checked) -> None:
    mine = Attachment.demand_id == demand.id
    if session.exec(select(func.count()).where(mine)).one() >= MOST_PER_DEMAND:
        raise TooMany(most=MOST_PER_DEMAND)
    same = select(Attachment.name).where(mine, Attachment.sha256 == file.sha256)
    known = session.exec(same).first()
    if known:
        raise SameFile(name=known)


def _is_known(session: Session, key: str) -> bool:
    return session.exec(select(Attachment.id).where(Attachment.key == key)).first() is not None


def _sign(attachment_id: int, demand_id: int, until: int) -> str:
    said = f"file:{attachment_id}:{demand_id}:{until}".encode()
    return hmac.new(secret(), said, hashlib.sha256).hexdigest()
