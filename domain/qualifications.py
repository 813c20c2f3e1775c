"""Qualifications of organisations: who certified what until when, and who of the platform has seen the certificate."""

from datetime import date, datetime

from sqlmodel import select

from db.models import Organisation, Qualification
from db.vocabulary import Kind, QualificationType
from domain.choices import chosen
from domain.command import Act, command
from domain.errors import NotFound, Refused
from domain.permissions import keepers
from domain.written import line


class ServedHere(Refused):
    message = "An enterprise is served here; what offers services is a record of another kind."


class EndsBeforeItBegins(Refused):
    message = "The qualification would end before it begins."


class KnownQualification(Refused):
    message = "This qualification is on the record already."


class ExpiredAlready(Refused):
    message = "This qualification has expired; please add the renewed one."


@command(Organisation, by=keepers)
def add(
    act: Act,
    organisation: Organisation,
    *,
    type: QualificationType,
    name: str,
    issuer: str,
    number: str = "",
    valid_from: date | None = None,
    valid_until: date | None = None,
    is_seen: bool = False,
) -> int:
    """Add a qualification to a record; `is_seen` says that the certificate itself was looked at."""
    refuse_enterprise(organisation)
    row = Qualification(
        organisation_id=organisation.id,
        type=chosen(QualificationType, type, "Kind of qualification"),
        name=line(name, most=120, name="Qualification"),
        number=line(number, most=60, name="Certificate number", required=False),
        issuer=line(issuer, most=120, name="Issuer"),
        valid_from=valid_from,
        valid_until=valid_until,
    )
    if valid_from and valid_until and valid_until < valid_from:
        raise EndsBeforeItBegins
    _refuse_known(act, row)
    if is_seen:
        _see(act, row)
    act.add(row)
    until = valid_until.isoformat() if valid_until else ""
    act.record(
        "qualification_added",
        organisation,
        qualification_id=row.id,
        name=row.name,
        type=row.type.value,
        issuer=row.issuer,
        until=until,
        seen=is_seen,
    )
    return row.id


@command(Organisation, by=keepers)
def check(act: Act, organisation: Organisation, *, qualification_id: int) -> None:
    """Say that the certificate has been looked at, or looked up with its issuer, and holds."""
    row = _of(act, organisation, qualification_id)
    if row.valid_until and row.valid_until < act.today:
        raise ExpiredAlready
    _see(act, row)
    act.record("qualification_checked", organisation, qualification_id=row.id, name=row.name)


@command(Organisation, by=keepers)
def withdraw(act: Act, organisation: Organisation, *, qualification_id: int, reason: str) -> None:
    """Take a qualification off the record; products that need one of its kind are held back."""
    row = _of(act, organisation, qualification_id)
    why = line(reason, most=200, name="Reason")
    row.is_active = False
    act.record(
        "qualification_withdrawn",
        organisation,
        qualification_id=row.id,
        name=row.name,
        reason=why,
    )


def refuse_enterprise(organisation: Organisation) -> None:
    """What an organisation offers is known to everybody, enterprises are not: so these offer nothing here."""
    if organisation.kind is Kind.ENTERPRISE:
        raise ServedHere


def _see(act: Act, row: Qualification) -> None:
    now: datetime = act.now
    row.checked_at, row.checked_by_id = now, act.actor.id


def _of(act: Act, organisation: Organisation, qualification_id: int) -> Qualification:
    mine = select(Qualification).where(
        Qualification.id == qualification_id,
        Qualification.organisation_id == organisation.id,
        Qualification.is_active,
    )
    found = act.session.exec(mine).first()
    if found is None:
        raise NotFound
    return found


def _refuse_known(act: Act, row: Qualification) -> None:
    same = select(Qualification.id).where(
        Qualification.organisation_id == row.organisation_id,
        Qualification.is_active,
        Qualification.type == row.type,
        Qualification.name == row.name,
        Qualification.number == row.number,
        Qualification.valid_until == row.valid_until,
    )
    if act.session.exec(same).first() is not None:
        raise KnownQualification
