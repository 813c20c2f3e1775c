"""Changes that an organisation proposes to its own record; staff accept or reject them field by field."""

from collections.abc import Iterable

from sqlmodel import Session, col, select

from db.models import ChangeProposal, Organisation, ProposedField
from db.vocabulary import Decision
from domain import record_fields, records
from domain.command import Act, command
from domain.errors import Missing, NotFound, Refused
from domain.permissions import its_organisation, keepers
from domain.record_fields import FIELDS
from domain.records import NothingChanged
from domain.written import line, paragraph


class AlreadyDecided(Refused):
    message = "Somebody else has decided about {field} meanwhile."


@command(Organisation, by=its_organisation)
def propose(
    act: Act, organisation: Organisation, *, fields: dict[str, str], note: str = ""
) -> None:
    """Propose changes to one's own record; what still waits of an earlier proposal is added to."""
    known = record_fields.lists(act.session)
    wanted: dict[str, str] = {}
    for name, text in fields.items():
        if name not in FIELDS:
            raise NotFound
        value = record_fields.written(name, record_fields.read(name, text, known))
        if FIELDS[name].required and not value:
            raise Missing(field=FIELDS[name].label)
        wanted[name] = value
    shown = {name: record_fields.text_of(act.session, organisation, name) for name in wanted}
    proposal = waiting(act.session, organisation.id)
    rows = {row.name: row for row in _fields(act.session, proposal)} if proposal else {}
    changed = [
        name
        for name, text in wanted.items()
        if text != (rows[name].wanted if name in rows else shown[name])
    ]
    if not changed:
        raise NothingChanged
    said = paragraph(note, most=400, name="Note", required=False)
    if proposal is None:
        proposal = act.add(
            ChangeProposal(organisation_id=organisation.id, by_id=act.actor.id, at=act.now)
        )
    proposal.by_id, proposal.at, proposal.note = act.actor.id, act.now, said or proposal.note
    for name in changed:
        row = rows.get(name) or ProposedField(proposal_id=proposal.id, name=name)
        row.was, row.wanted = shown[name], wanted[name]
        row.decision, row.reason = None, ""
        act.session.add(row)
    act.session.flush()
    _forget_withdrawn(act.session, proposal)
    _conclude(act, proposal)
    act.record("change_proposed", organisation, proposal_id=proposal.id, fields=changed)


@command(Organisation, by=its_organisation)
def take_back(act: Act, organisation: Organisation, *, proposal_id: int) -> None:
    """Take back what still waits of a proposal to one's own record."""
    proposal = _of(act.session, organisation, proposal_id)
    left = [row for row in _fields(act.session, proposal) if row.decision is None]
    names = [row.name for row in left]
    for row in left:
        act.session.delete(row)
    act.session.flush()
    _conclude(act, proposal)
    act.record("proposal_taken_back", organisation, proposal_id=proposal_id, fields=names)


@command(Organisation, by=keepers)
def decide(
    act: Act,
    organisation: Organisation,
    *,
    proposal_id: int,
    accept: Iterable[str] = (),
    reject: Iterable[str] = (),
    reason: str = "",
) -> None:
    """Accept some of the proposed fields and reject others; a rejection says why."""
    proposal = _of(act.session, organisation, proposal_id)
    rows = {row.name: row for row in _fields(act.session, proposal)}
    accepted, rejected = list(accept), list(reject)
    if not accepted and not rejected:
        raise Missing(field="Decision")
    for name in (*accepted, *rejected):
        if name not in rows:
            raise NotFound
        if rows[name].decision is not None:
            raise AlreadyDecided(field=FIELDS[name].label)
    why = line(reason, most=200, name="Reason", required=bool(rejected))
    known = record_fields.lists(act.session)
    values = {name: record_fields.read(name, rows[name].wanted, known) for name in accepted}
    changes = records.put(act, organisation, values) if values else []
    for name in (*accepted, *rejected):
        row = rows[name]
        row.decision = Decision.ACCEPTED if name in values else Decision.REJECTED
        row.reason = "" if name in values else why
        act.session.add(row)
    act.session.flush()
    _conclude(act, proposal)
    act.record(
        "proposal_decided",
        organisation,
        proposal_id=proposal.id,
        accepted=accepted,
        rejected=rejected,
        changes=changes,
        reason=why if rejected else "",
    )


def waiting(session: Session, organisation_id: int) -> ChangeProposal | None:
    """The proposal of an organisation that is not decided yet; there is one at most."""
    return session.exec(
        select(ChangeProposal).where(
            ChangeProposal.organisation_id == organisation_id,
            col(ChangeProposal.decided_at).is_(None),
        )
    ).first()


def _of(session: Session, organisation: Organisation, proposal_id: int) -> ChangeProposal:
    found = session.get(ChangeProposal, proposal_id)
    if found is None or found.organisation_id != organisation.id or found.decided_at:
        raise NotFound
    return found


def _fields(session: Session, proposal: ChangeProposal) -> list[ProposedField]:
    rows = select(ProposedField).where(ProposedField.proposal_id == proposal.id)
    return list(session.exec(rows.order_by(ProposedField.name)).all())


def _forget_withdrawn(session: Session, proposal: ChangeProposal) -> None:
    """A field that is proposed as it stands is proposed no more."""
    for row in _fields(session, proposal):
        if row.decision is None and row.was == row.wanted:
            session.delete(row)
    session.flush()


def _conclude(act: Act, proposal: ChangeProposal) -> None:
    """A proposal is over when nothing of it waits."""
    rows = _fields(act.session, proposal)
    if all(row.decision for row in rows):
        proposal.decided_at = act.now
        act.session.add(proposal)
        act.session.flush()
