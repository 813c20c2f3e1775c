"""Files at a match: drafts of contracts, reports of tests; hidden from the other side until both know each other."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from db.models import Match, MatchFile, MatchFileRead, User
from db.research_vocabulary import Side
from domain.command import Act, command
from domain.errors import Forbidden, NotFound, Refused
from domain.kept_files import Checked, SameFile, check, columns
from domain.permissions import Person, allows, brokers, its_match
from domain.research_visible import matches_visible_to, side_of, texts_visible_to

MOST_PER_MATCH = 30


class TooManyAtMatch(Refused):
    message = "This match has {most} files already; more are not kept."


@dataclass(frozen=True)
class MatchFileShown:
    """A file as the page of its match shows it."""

    id: int
    name: str
    size: int  # bytes
    media_type: str
    added_at: datetime
    by: str  # who added it
    side: Side | None  # who they belong to; none: a broker
    may_be_taken_back: bool  # by this reader
    read_by: tuple[str, ...] = ()  # who else has fetched it; for whose it is, and the brokers


@dataclass(frozen=True)
class Files:
    """The files of a match that this reader may have; `may_add` another one."""

    shown: tuple[MatchFileShown, ...] = ()
    may_add: bool = False
    is_named: bool = False  # both sides see every file


@command(Match, by=its_match)
def attach(act: Act, match: Match, *, name: str, content: bytes) -> int:
    """Add a file to a match: for one's own side and the brokers until both know each other, then for both sides."""
    file = check(name, content)
    _refuse_more(act.session, act.actor, match, file)
    row = act.add(
        MatchFile(
            match_id=match.id,
            side=side_of(act.actor, match),
            **columns(act, file, content),
        )
    )
    # Its name may tell whose it is, and the story is read by both sides.
    act.record("match_file_added", match, file_id=row.id, size=row.size, sha256=row.sha256)
    return row.id


@command(Match, by=its_match)
def take_back(act: Act, match: Match, *, file_id: int) -> None:
    """Take back a file that one has added oneself; it is in no list any more, its bytes go."""
    row = act.session.get(MatchFile, file_id, with_for_update=True)
    if row is None or row.match_id != match.id or row.withdrawn_at:
        raise NotFound
    if row.added_by_id != act.actor.id:
        raise Forbidden
    row.withdrawn_at = act.now
    act.session.add(row)
    act.record("match_file_taken_back", match, file_id=row.id, sha256=row.sha256)


def of_match(session: Session, person: Person, match_id: int) -> Files:
    """The files of a match as this person may have them, in the order in which they came."""
    match = session.exec(
        select(Match).where(Match.id == match_id, matches_visible_to(person))
    ).first()
    if match is None:
        return Files()
    rows = session.exec(
        _open_to(person, MatchFile, User.name)
        .where(MatchFile.match_id == match_id)
        .order_by(col(MatchFile.id))
    )
    side, is_broker = side_of(person, match), allows(brokers, person, match)
    readers = _readers(session, match_id)
    shown = tuple(
        MatchFileShown(
            id=row.id,
            name=row.name,
            size=row.size,
            media_type=row.media_type,
            added_at=row.added_at,
            by=name,
            side=row.side,
            may_be_taken_back=row.added_by_id == person.id,
            read_by=readers.get(row.id, ()) if is_broker or row.side is side else (),
        )
        for row, name in rows
    )
    return Files(shown, allows(its_match, person, match), match.is_named)


def _readers(session: Session, match_id: int) -> dict[int, tuple[str, ...]]:
    """Who has fetched each file, the first one first. The other side gets a file only when both know each other."""
    first = func.min(MatchFileRead.at)
    rows = session.exec(
        select(MatchFileRead.file_id, User.name)
        .join(MatchFile, MatchFile.id == MatchFileRead.file_id)
        .join(User, User.id == MatchFileRead.by_id)
        .where(MatchFile.match_id == match_id)
        .group_by(MatchFileRead.file_id, User.id, User.name)
        .order_by(first, User.id)
    )
    found: dict[int, tuple[str, ...]] = {}
    for file_id, name in rows:
        found[file_id] = (*found.get(file_id, ()), name)
    return found


def one(session: Session, person: Person, file_id: int) -> MatchFile | None:
    """The file, if it is there and this person may have it."""
    return session.exec(_open_to(person, MatchFile).where(MatchFile.id == file_id)).first()


def address(file_id: int) -> str:
    """Where a file is fetched by whoever is signed in and may have it."""
    return f"/files/match/{file_id}"


def _open_to(person: Person, *what):
    return (
        select(*what)
        .select_from(MatchFile)
        .join(Match, Match.id == MatchFile.match_id)
        .join(User, User.id == MatchFile.added_by_id)
        .where(
            matches_visible_to(person),
            col(MatchFile.withdrawn_at).is_(None),
            texts_visible_to(person, col(User.organisation_id)),
        )
    )


def _refuse_more(session: Session, person: Person, match: Match, file: Checked) -> None:
    its = (MatchFile.match_id == match.id, col(MatchFile.withdrawn_at).is_(None))
    if session.exec(select(func.count(MatchFile.id)).where(*its)).one() >= MOST_PER_MATCH:
        raise TooManyAtMatch(most=MOST_PER_MATCH)
    # Only among those that this person may have: a refusal would tell of a hidden one.
    same = _open_to(person, MatchFile.name).where(*its, MatchFile.sha256 == file.sha256)
    if known := session.exec(same).first():
        raise SameFile(name=known)
