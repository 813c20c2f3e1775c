"""Files of an entry: handed in by whoever entered it, read by the organisers and by the judges who score it."""

import hashlib
import hmac
import re
from collections.abc import Collection

from sqlmodel import Session, col, func, select

from db.contest_vocabulary import ContestStage, EntryState
from db.models import Contest, ContestEntry, ContestFile
from db.settings import secret
from domain import clock
from domain.command import Act, command
from domain.contest.entering import EntryMovedOn, mine
from domain.contest.plans import check_on
from domain.errors import NotFound, Refused
from domain.kept_files import OPEN_FOR, Checked, SameFile, check, columns
from domain.permissions import activity_keepers, allows, anyone

MOST_PER_ENTRY = 8
OPEN = (EntryState.SUBMITTED, EntryState.INCOMPLETE)

_KEY = re.compile(r"([0-9]{1,12})-([0-9a-f]{64})", re.ASCII)


class TooManyAtEntry(Refused):
    message = "This entry has {most} files already; more are not kept."


@command(Contest, by=anyone)
def attach(
    act: Act,
    contest: Contest,
    *,
    name: str,
    content: bytes,
    token: str = "",
    entry_id: int | None = None,
) -> int:
    """Add a file to an entry, before it is accepted; organisers add what they were sent until scoring begins."""
    entry = mine(act, contest, token, entry_id)
    _check_open(act, contest, entry)
    file = check(name, content)
    _refuse_more(act.session, entry, file)
    row = act.add(
        ContestFile(
            entry_id=entry.id,
            **columns(act, file, content),
        )
    )
    act.record("entry_file_added", entry, file_id=row.id, name=row.name, sha256=row.sha256)
    return row.id


@command(Contest, by=anyone)
def take_back(
    act: Act, contest: Contest, *, file_id: int, token: str = "", entry_id: int | None = None
) -> None:
    """Take back a file of an entry that is not accepted yet; it is in no list any more, its bytes go."""
    entry = mine(act, contest, token, entry_id)
    row = act.session.get(ContestFile, file_id, with_for_update=True)
    if row is None or row.entry_id != entry.id or row.withdrawn_at:
        raise NotFound
    _check_open(act, contest, entry)
    row.withdrawn_at = act.now
    act.record("entry_file_taken_back", entry, file_id=row.id, name=row.name)


def of_entries(session: Session, entry_ids: Collection[int]) -> tuple[ContestFile, ...]:
    """The files of these entries, for whoever may see them."""
    found = select(ContestFile).where(
        col(ContestFile.entry_id).in_(entry_ids), col(ContestFile.withdrawn_at).is_(None)
    )
    return tuple(session.exec(found.order_by(col(ContestFile.id))))


def address(file_id: int) -> str:
    """Where a file is fetched, for ten minutes, by whoever was shown this address; given to those who may have it."""
    until = int(clock.now().timestamp()) // 60 * 60 + OPEN_FOR
    return f"/files/contest/{file_id}?key={until}-{_sign(file_id, until)}"


def by_key(session: Session, file_id: int, key: str) -> ContestFile | None:
    """The file that an address opens, while it holds."""
    parts = _KEY.fullmatch(key)
    if parts is None or int(parts[1]) <= clock.now().timestamp():
        return None
    if not hmac.compare_digest(_sign(file_id, int(parts[1])), parts[2]):
        return None
    row = session.get(ContestFile, file_id)
    return row if row is not None and row.withdrawn_at is None else None


def _check_open(act: Act, contest: Contest, entry: ContestEntry) -> None:
    check_on(contest)
    is_early = contest.stage is ContestStage.REGISTERED
    states = OPEN
    if allows(activity_keepers, act.actor, contest):
        states = (*OPEN, EntryState.ACCEPTED)
    if not is_early or entry.state not in states:
        raise EntryMovedOn


def _refuse_more(session: Session, entry: ContestEntry, file: Checked) -> None:
    its = (ContestFile.entry_id == entry.id, col(ContestFile.withdrawn_at).is_(None))
    if session.exec(select(func.count(ContestFile.id)).where(*its)).one() >= MOST_PER_ENTRY:
        raise TooManyAtEntry(most=MOST_PER_ENTRY)
    same = select(ContestFile.name).where(*its, ContestFile.sha256 == file.sha256)
    if known := session.exec(same).first():
        raise SameFile(name=known)


def _sign(file_id: int, until: int) -> str:
    said = f"contest-file:{file_id}:{until}".encode()
    return hmac.new(secret(), said, hashlib.sha256).hexdigest()
