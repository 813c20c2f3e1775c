"""Files handed in with a demand: who adds them, who may have them, and addresses that open one."""

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from db.models import Attachment, Demand, User
from db.settings import secret
from db.vocabulary import Kind
from domain import clock
from domain.command import Act, command
from domain.errors import Forbidden, NotFound, Refused, WrongStage
from domain.kept_files import OPEN_FOR, Checked, SameFile, check, columns
from domain.permissions import (
    Person,
    allows,
    dispatchers,
    intake_staff,
    its_enterprise,
    its_handlers,
    visible_to,
)

MOST_PER_DEMAND = 10

_KEY = re.compile(r"([0-9]{1,18})-([0-9]{1,12})-([0-9a-f]{64})", re.ASCII)


class TooMany(Refused):
    message = "This demand has {most} files already; more are not kept."


@dataclass(frozen=True)
class File:
    """A file as a list shows it."""

    id: int
    name: str
    size: int  # bytes
    media_type: str
    added_at: datetime
    by: str  # who added it; "" where it came without signing in, and for an enterprise
    for_enterprise: bool
    may_be_taken_back: bool = False  # by this reader


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
            **columns(act, file, content),
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


@command(Demand, by=intake_staff + dispatchers + its_handlers + its_enterprise)
def take_back(act: Act, demand: Demand, *, attachment_id: int) -> None:
    """Take back a file: who added it may, and whoever sorts demands; it is in no list any more, its bytes go."""
    row = act.session.get(Attachment, attachment_id, with_for_update=True)
    if row is None or row.demand_id != demand.id or row.withdrawn_at:
        raise NotFound
    if not may_take_back(act.actor, demand, row):
        raise Forbidden
    row.withdrawn_at = act.now
    act.session.add(row)
    act.record(
        "took_back_file",
        demand,
        attachment_id=row.id,
        name=row.name,
        sha256=row.sha256,
        for_enterprise=row.for_enterprise,
    )


def may_take_back(person: Person, demand: Demand, row: Attachment) -> bool:
    """An enterprise, with an account or with the secret, takes back what came from its side, as long as it is asked."""
    if allows(intake_staff, person, demand):
        return True
    if _is_outside(person):
        return demand.is_open and row.added_by_id == person.id
    return demand.is_open and row.added_by_id is not None and row.added_by_id == person.id


def of_demand(session: Session, person: Person, demand_id: int) -> list[File]:
    """The files of a demand that this person may have, in the order in which they came."""
    found = session.exec(
        _open_to(person, Attachment, User.name)
        .join(User, User.id == Attachment.added_by_id, isouter=True)
        .where(Attachment.demand_id == demand_id)
        .order_by(col(Attachment.id))
    ).all()
    is_staff = not _is_outside(person)
    demand = session.get(Demand, demand_id) if found else None
    return [
        File(
            id=row.id,
            name=row.name,
            size=row.size,
            media_type=row.media_type,
            added_at=row.added_at,
            by=(name or "") if is_staff else "",
            for_enterprise=row.for_enterprise,
            may_be_taken_back=may_take_back(person, demand, row),
        )
        for row, name in found
    ]


def one(session: Session, person: Person, attachment_id: int) -> Attachment | None:
    """The file, if it is there and this person may have it."""
    return session.exec(_open_to(person, Attachment).where(Attachment.id == attachment_id)).first()


def address(attachment_id: int, holder_demand_id: int | None = None) -> str:
    """Where a file is fetched by whoever is signed in; with a demand, by whoever has shown that demand's secret.

    The second opens the file for ten minutes, and is the same within a minute, so that a page drawn again does not
    change.
    """
    where = f"/files/{attachment_id}"
    if holder_demand_id is None:
        return where
    until = int(clock.now().timestamp()) // 60 * 60 + OPEN_FOR
    sign = _sign(attachment_id, holder_demand_id, until)
    return f"{where}?key={holder_demand_id}-{until}-{sign}"


def holder_by_key(attachment_id: int, key: str) -> Person | None:
    """Whoever comes with the key of an address, while it holds."""
    parts = _KEY.fullmatch(key)
    if parts is None:
        return None
    demand_id, until = int(parts[1]), int(parts[2])
    if until <= clock.now().timestamp():
        return None
    is_right = hmac.compare_digest(_sign(attachment_id, demand_id, until), parts[3])
    return Person(None, "", holds=demand_id) if is_right else None


def _open_to(person: Person, *what):
    files = select(*what).select_from(Attachment).join(Demand, Demand.id == Attachment.demand_id)
    files = files.where(visible_to(person), col(Attachment.withdrawn_at).is_(None))
    return files.where(Attachment.for_enterprise) if _is_outside(person) else files


def _is_outside(person: Person) -> bool:
    return person.id is None or person.kind is Kind.ENTERPRISE


def _refuse_more(session: Session, demand: Demand, file: Checked) -> None:
    mine = (Attachment.demand_id == demand.id) & col(Attachment.withdrawn_at).is_(None)
    if session.exec(select(func.count()).where(mine)).one() >= MOST_PER_DEMAND:
        raise TooMany(most=MOST_PER_DEMAND)
    same = select(Attachment.name).where(mine, Attachment.sha256 == file.sha256)
    known = session.exec(same).first()
    if known:
        raise SameFile(name=known)


def _sign(attachment_id: int, demand_id: int, until: int) -> str:
    said = f"file:{attachment_id}:{demand_id}:{until}".encode()
    return hmac.new(secret(), said, hashlib.sha256).hexdigest()
