"""One's own organisation's record, as it stands and as its people want it; and what became of earlier proposals."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from db.models import ChangeProposal, Organisation, ProposedField
from db.vocabulary import Decision
from domain import record_fields
from domain.permissions import Person
from domain.proposals import waiting
from domain.queries.care import Proposed, undecided
from domain.record_fields import FIELDS

MOST_DECIDED = 12


@dataclass(frozen=True)
class Decided:
    """What became of one proposed field."""

    at: datetime
    name: str
    wanted: str
    decision: Decision
    reason: str


@dataclass(frozen=True)
class Own:
    """The record of the reader's own organisation."""

    id: int
    name: str
    name_en: str
    fields: tuple[tuple[str, str], ...]
    proposal_id: int | None
    proposed: tuple[Proposed, ...]
    decided: tuple[Decided, ...]


def own(session: Session, person: Person) -> Own | None:
    """The record with what is proposed; none for somebody without an organisation."""
    record = session.get(Organisation, person.organisation_id) if person.organisation_id else None
    if record is None:
        return None
    proposal = waiting(session, record.id)
    return Own(
        id=record.id,
        name=record.name,
        name_en=record.name_en or "",
        fields=tuple((name, record_fields.text_of(session, record, name)) for name in FIELDS),
        proposal_id=proposal.id if proposal else None,
        proposed=undecided(session, proposal, record) if proposal else (),
        decided=_decided(session, record.id),
    )


own.by_scope = True


def _decided(session: Session, organisation_id: int) -> tuple[Decided, ...]:
    rows = session.exec(
        select(ChangeProposal.at, ProposedField)
        .join(ProposedField, ProposedField.proposal_id == ChangeProposal.id)
        .where(
            ChangeProposal.organisation_id == organisation_id,
            col(ProposedField.decision).is_not(None),
        )
        .order_by(col(ChangeProposal.id).desc(), ProposedField.name)
        .limit(MOST_DECIDED)
    ).all()
    return tuple(Decided(at, row.name, row.wanted, row.decision, row.reason) for at, row in rows)
