"""What the records of the directory need: changes proposed, pairs that may be one, checks that are due, qualifications.

Each list is that of one keeper: the city's people see all of it, a sub-platform's what lies in its area.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import and_, func
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from db.models import (
    Area,
    ChangeProposal,
    Demand,
    DuplicatePair,
    Organisation,
    ProposedField,
    Qualification,
    User,
)
from db.upkeep_vocabulary import PairState
from db.vocabulary import Kind, QualificationType
from domain import checks, clock, record_fields
from domain.permissions import Person, kept_by
from domain.record_fields import FIELDS

PAGE = 10
MANY = 999  # a count goes no further
SOON = timedelta(days=60)


@dataclass(frozen=True)
class Load:
    """How much of each waits."""

    proposals: int = 0
    pairs: int = 0
    due: int = 0
    qualifications: int = 0

    @property
    def all(self) -> int:
        return self.proposals + self.pairs + self.due + self.qualifications


@dataclass(frozen=True)
class Proposed:
    """One field: as it stood when it was proposed, as it stands now, and as it is wanted."""

    name: str
    was: str
    now: str
    wanted: str

    @property
    def is_outrun(self) -> bool:
        """Whether somebody has changed the field since."""
        return self.was != self.now


@dataclass(frozen=True)
class Proposal:
    """What an organisation wants changed and nobody has decided yet."""

    id: int
    organisation_id: int
    name: str
    name_en: str
    by: str
    at: datetime
    note: str
    fields: tuple[Proposed, ...]


@dataclass(frozen=True)
class Side:
    """One of two records that may be one."""

    id: int
    name: str
    name_en: str
    kind: Kind
    fields: tuple[tuple[str, str], ...]  # name and text, those that say something
    demands: int


@dataclass(frozen=True)
class Pair:
    """Two records that may be one, and in what they are alike."""

    id: int
    score: float
    reasons: tuple[str, ...]
    one: Side
    other: Side


@dataclass(frozen=True)
class Due:
    """A record that is to be compared with the facts; never so far where `since` is none."""

    id: int
    name: str
    name_en: str
    kind: Kind
    area: str
    area_en: str
    since: date | None


@dataclass(frozen=True)
class Ending:
    """A qualification that has expired or soon will."""

    organisation_id: int
    organisation: str
    organisation_en: str
    name: str
    type: QualificationType
    issuer: str
    until: date
    has_expired: bool


def load(session: Session, person: Person) -> Load:
    """How much waits for this keeper, each counted to nearly a thousand."""
    today = clock.now().date()
    return Load(
        proposals=_many(session, _proposals(person)),
        pairs=_many(session, _pairs(person)[0]),
        due=_many(session, _due(person, today)),
        qualifications=_many(session, _ending(person, today)),
    )


def proposals(session: Session, person: Person, page: int = 1) -> tuple[Proposal, ...]:
    """The proposals, the oldest first."""
    asked = _proposals(person).add_columns(ChangeProposal, Organisation, User.name)
    rows = session.execute(
        asked.outerjoin(User, User.id == ChangeProposal.by_id)
        .order_by(col(ChangeProposal.at), col(ChangeProposal.id))
        .limit(PAGE)
        .offset(_start(page))
    ).all()
    return tuple(
        Proposal(
            id=proposal.id,
            organisation_id=organisation.id,
            name=organisation.name,
            name_en=organisation.name_en or "",
            by=by or "",
            at=proposal.at,
            note=proposal.note,
            fields=undecided(session, proposal, organisation),
        )
        for _, proposal, organisation, by in rows
    )


def pairs(session: Session, person: Person, page: int = 1) -> tuple[Pair, ...]:
    """The pairs, the most alike first."""
    asked, one, other = _pairs(person)
    rows = session.execute(
        asked.add_columns(DuplicatePair, one, other)
        .order_by(col(DuplicatePair.score).desc(), col(DuplicatePair.id))
        .limit(PAGE)
        .offset(_start(page))
    ).all()
    return tuple(
        Pair(pair.id, pair.score, tuple(pair.reasons), _side(session, a), _side(session, b))
        for _, pair, a, b in rows
    )


def two(session: Session, person: Person, one_id: int, other_id: int) -> Pair | None:
    """Two records that somebody wants to merge, if both are theirs to keep."""
    kept = select(Organisation).where(col(Organisation.id).in_((one_id, other_id)), kept_by(person))
    found = {each.id: each for each in session.exec(kept)}
    if len(found) < 2:
        return None
    one, other = (_side(session, found[id]) for id in (one_id, other_id))
    return Pair(0, 0.0, (), one, other)


def due(session: Session, person: Person, page: int = 1) -> tuple[Due, ...]:
    """The records to be checked: those that never were first, then the longest overdue."""
    asked = _due(person, clock.now().date()).add_columns(Organisation, Area.name, Area.name_en)
    rows = session.execute(
        asked.outerjoin(Area, Area.code == Organisation.area_code)
        .order_by(
            col(Organisation.recheck_on).is_not(None),
            col(Organisation.recheck_on),
            col(Organisation.id),
        )
        .limit(PAGE)
        .offset(_start(page))
    ).all()
    return tuple(
        Due(
            *(each.id, each.name, each.name_en or "", each.kind),
            area=area or "",
            area_en=area_en or "",
            since=each.recheck_on,
        )
        for _, each, area, area_en in rows
    )


def qualifications(session: Session, person: Person, page: int = 1) -> tuple[Ending, ...]:
    """The qualifications that have expired or will within two months, the earliest first."""
    today = clock.now().date()
    rows = session.execute(
        _ending(person, today)
        .add_columns(Qualification, Organisation.name, Organisation.name_en)
        .order_by(col(Qualification.valid_until), col(Qualification.id))
        .limit(PAGE)
        .offset(_start(page))
    ).all()
    return tuple(
        Ending(
            organisation_id=each.organisation_id,
            organisation=name,
            organisation_en=name_en or "",
            name=each.name,
            type=each.type,
            issuer=each.issuer,
            until=each.valid_until,
            has_expired=each.valid_until < today,
        )
        for _, each, name, name_en in rows
    )


load.by_scope = proposals.by_scope = pairs.by_scope = two.by_scope = True
due.by_scope = qualifications.by_scope = True


def undecided(
    session: Session, proposal: ChangeProposal, organisation: Organisation
) -> tuple[Proposed, ...]:
    """The fields of a proposal that wait, in the order of the record."""
    rows = session.exec(
        select(ProposedField).where(
            ProposedField.proposal_id == proposal.id, col(ProposedField.decision).is_(None)
        )
    ).all()
    found = {row.name: row for row in rows}
    return tuple(
        Proposed(
            name,
            found[name].was,
            record_fields.text_of(session, organisation, name),
            found[name].wanted,
        )
        for name in FIELDS
        if name in found
    )


def _proposals(person: Person):
    return (
        select(ChangeProposal.id)
        .join(Organisation, Organisation.id == ChangeProposal.organisation_id)
        .where(col(ChangeProposal.decided_at).is_(None), kept_by(person))
    )


def _pairs(person: Person):
    one, other = aliased(Organisation), aliased(Organisation)
    asked = (
        select(DuplicatePair.id)
        .join(one, one.id == DuplicatePair.one_id)
        .join(other, other.id == DuplicatePair.other_id)
        .where(DuplicatePair.state == PairState.OPEN, kept_by(person, one), kept_by(person, other))
    )
    return asked, one, other


def _due(person: Person, today: date):
    return select(Organisation.id).where(
        col(Organisation.is_active), checks.is_due(today), kept_by(person)
    )


def _ending(person: Person, today: date):
    ends = and_(
        col(Qualification.is_active),
        col(Qualification.valid_until) < today + SOON,
        col(Organisation.is_active),
    )
    return (
        select(Qualification.id)
        .join(Organisation, Organisation.id == Qualification.organisation_id)
        .where(ends, kept_by(person))
    )


def _many(session: Session, asked) -> int:
    bounded = asked.limit(MANY).subquery()
    return session.exec(select(func.count()).select_from(bounded)).one()


def _side(session: Session, record: Organisation) -> Side:
    texts = ((name, record_fields.text_of(session, record, name)) for name in FIELDS)
    asked = select(func.count()).where(Demand.enterprise_id == record.id)
    return Side(
        record.id,
        record.name,
        record.name_en or "",
        record.kind,
        tuple((name, text) for name, text in texts if text),
        session.exec(asked).one(),
    )


def _start(page: int) -> int:
    return (max(page, 1) - 1) * PAGE
