"""Records that may be one organisation: compared when they are made or changed, decided by people.

A record is compared with those that an index brings near it: with the same name, the same telephone, or next to it in
the order of names. A million records are thus compared in small steps, each once for every change of it.
"""

from dataclasses import dataclass
from datetime import datetime

from rapidfuzz import fuzz
from sqlalchemy import insert
from sqlmodel import Session, col, delete, or_, select, update

from db.engine import snapshot, transaction
from db.models import DuplicatePair, Organisation
from db.upkeep_vocabulary import PairState
from db.vocabulary import Kind
from domain import clock, topics
from domain.command import Act, command
from domain.errors import Forbidden, NotFound
from domain.permissions import allows, keepers
from domain.records import PLATFORMS
from domain.sounds import syllables

STEP = 300  # records compared in one go
NEIGHBOURS = 4  # on either side, in the order of names
MOST_ALIKE = 30  # of one name or telephone; more are a call centre's number

# How alike two names must be, and what else the two records may have in common [own].
SURE, LIKELY = 0.9, 0.6
SHARED = {"same_phone": 0.3, "same_address": 0.25, "same_website": 0.25}


@dataclass(frozen=True)
class Face:
    """What of a record is compared."""

    id: int
    kind: Kind
    name: str
    key: str
    code: str | None
    phone: str | None
    address: str | None
    website: str | None


@dataclass(frozen=True)
class Likeness:
    """How alike two records are, from 0 to 1, and in what."""

    score: float
    reasons: tuple[str, ...]


def compare(one: Face, other: Face) -> Likeness | None:
    """Whether two records may be one organisation; none where they are not.

    Two credit codes are two organisations, whatever their names. Names alone must be alike to nine tenths, or sound the
    same; with a telephone, an address or a website in common six tenths do.
    """
    if one.kind is not other.kind or (one.code and other.code):
        return None
    score = fuzz.ratio(one.key, other.key) / 100
    reasons = ["same_name"] if one.key == other.key else []
    if not reasons and syllables(one.key) == syllables(other.key):
        score, reasons = max(score, 0.95), ["same_sound"]
    if not reasons and score >= LIKELY:
        reasons = ["similar_name"]
    shared = [reason for reason in SHARED if _shares(one, other, reason)]
    if score < LIKELY or (score < SURE and not shared):
        return None
    score = min(1.0, score + sum(SHARED[reason] for reason in shared))
    return Likeness(round(score, 2), (*reasons, *shared))


def near(session: Session, face: Face) -> list[Face]:
    """The open records that an index brings near this one."""
    others = select(*_COLUMNS).where(
        Organisation.id != face.id, Organisation.kind == face.kind, col(Organisation.is_active)
    )
    key = col(Organisation.name_key)
    asked = [
        others.where(key == face.key).limit(MOST_ALIKE),
        others.where(key > face.key).order_by(key).limit(NEIGHBOURS),
        others.where(key < face.key).order_by(key.desc()).limit(NEIGHBOURS),
    ]
    if face.phone:
        asked.append(others.where(Organisation.phone == face.phone).limit(MOST_ALIKE))
    found = {row[0]: Face(*row) for each in asked for row in session.exec(each)}
    return list(found.values())


def alike(session: Session, face: Face) -> list[tuple[Face, Likeness]]:
    """The records that may be this organisation, the most alike first."""
    compared = [(other, compare(face, other)) for other in near(session, face)]
    found = [(other, likeness) for other, likeness in compared if likeness]
    return sorted(found, key=lambda pair: (-pair[1].score, pair[0].id))


def sweep() -> int:
    """Compare the records that were made or changed since they were last compared; returns how many."""
    with snapshot() as session:
        unswept = (
            select(Organisation.id, Organisation.version)
            .where(Organisation.swept_version != Organisation.version)
            .order_by(col(Organisation.id))
            .limit(STEP)
        )
        waiting = session.exec(unswept).all()
        found = {id: _pairs_of(session, id) for id, _ in waiting}
    if not waiting:
        return 0
    with transaction() as session:
        now, many = clock.now(), 0
        for organisation_id, version in waiting:
            many += _keep(session, organisation_id, found[organisation_id], now)
            session.execute(
                update(Organisation)
                .where(Organisation.id == organisation_id)
                .values(swept_version=version)
            )
        if many:
            topics.bump(session, {topics.ORGANISATIONS})
    return len(waiting)


@command(Organisation, by=keepers)
def keep_apart(act: Act, organisation: Organisation, *, other_id: int) -> None:
    """Say that two records that look alike are two organisations; they are not proposed again."""
    one, two = sorted((organisation.id, other_id))
    pair = act.session.exec(
        select(DuplicatePair).where(DuplicatePair.one_id == one, DuplicatePair.other_id == two)
    ).first()
    if pair is None or pair.state is not PairState.OPEN:
        raise NotFound
    other = act.session.get_one(Organisation, other_id)
    if not allows(keepers, act.actor, other):
        raise Forbidden
    pair.state = PairState.DIFFERENT
    act.record("kept_apart", organisation, other_id=other.id, name=other.name)


_COLUMNS = (
    Organisation.id,
    Organisation.kind,
    Organisation.name,
    Organisation.name_key,
    Organisation.credit_code,
    Organisation.phone,
    Organisation.address,
    Organisation.website,
)


def _pairs_of(session: Session, organisation_id: int) -> list[tuple[int, Likeness]]:
    row = session.exec(
        select(*_COLUMNS).where(Organisation.id == organisation_id, col(Organisation.is_active))
    ).first()
    if row is None or row[1] in PLATFORMS:
        return []
    return [(other.id, likeness) for other, likeness in alike(session, Face(*row))]


def _keep(
    session: Session, organisation_id: int, found: list[tuple[int, Likeness]], now: datetime
) -> int:
    """Write the open pairs of one record anew; what people have decided stays."""
    pairs = {tuple(sorted((organisation_id, other_id))): each for other_id, each in found}
    names_it = or_(
        DuplicatePair.one_id == organisation_id, DuplicatePair.other_id == organisation_id
    )
    known = {
        (pair.one_id, pair.other_id): pair
        for pair in session.exec(select(DuplicatePair).where(names_it))
    }
    gone = [
        pair.id for key, pair in known.items() if pair.state is PairState.OPEN and key not in pairs
    ]
    if gone:
        session.execute(delete(DuplicatePair).where(col(DuplicatePair.id).in_(gone)))
    new = [
        {
            "one_id": one_id,
            "other_id": other_id,
            "score": each.score,
            "reasons": list(each.reasons),
            "found_at": now,
            "state": PairState.OPEN,
            "version": 0,
        }
        for (one_id, other_id), each in pairs.items()
        if (one_id, other_id) not in known
    ]
    if new:
        session.execute(insert(DuplicatePair), new)
    return len(gone) + len(new)


def _shares(one: Face, other: Face, reason: str) -> bool:
    name = reason.removeprefix("same_")
    value = getattr(one, name)
    return bool(value) and value == getattr(other, name)
