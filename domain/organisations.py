"""Keeping the directory of enterprises: the desk registers one that telephones and is not known yet."""

from sqlmodel import Session, col, select

from db.models import Area, Organisation
from db.vocabulary import Kind
from domain import entries, identifiers
from domain.command import Act, command
from domain.errors import Missing, Refused, Unclear
from domain.permissions import receivers
from domain.similarity import name_key
from domain.written import line


class KnownName(Refused):
    message = "{name} is in the directory already: please choose it from the list."


class KnownCode(Refused):
    message = "This credit code belongs to {name}: please choose it from the list."


@command(Organisation, by=receivers, makes=True)
def register(
    act: Act,
    *,
    name: str,
    area_code: str,
    credit_code: str = "",
    contact_name: str = "",
    phone: str = "",
    email: str = "",
    address: str = "",
) -> int:
    """Put an enterprise into the directory while it is on the telephone; returns its id."""
    called = line(name, most=120, name="Enterprise")
    if not area_code:
        raise Missing(field="Area")
    if act.session.get(Area, area_code) is None:
        raise Unclear(field="Area")
    code = identifiers.credit_code(credit_code) if credit_code.strip() else None
    refuse_known(act.session, called, code)
    enterprise = Organisation(
        kind=Kind.ENTERPRISE,
        name=called,
        name_key=name_key(called),
        credit_code=code,
        area_code=area_code,
        contact_name=line(contact_name, most=40, name="Contact person", required=False) or None,
        phone=identifiers.phone(phone) if phone.strip() else None,
        email=identifiers.email(email) if email.strip() else None,
        address=line(address, most=200, name="Address", required=False) or None,
        registered_on=act.today,
    )
    act.add(enterprise)
    entries.write(act.session, enterprise)
    act.record("registered", enterprise, name=called, code=code, area=area_code)
    return enterprise.id


def refuse_known(
    session: Session,
    name: str,
    code: str | None,
    *,
    kind: Kind = Kind.ENTERPRISE,
    but: int | None = None,
) -> None:
    """Names that mean one organisation of a kind are refused, unless two different credit codes tell them apart.

    `but` is the record that is being changed; it may keep its own name and code.
    """
    if code:
        same_code = select(Organisation).where(
            Organisation.credit_code == code, Organisation.id != but
        )
        owner = session.exec(same_code).first()
        if owner:
            raise KnownCode(name=owner.name)
    alike = select(Organisation).where(
        Organisation.kind == kind,
        Organisation.name_key == name_key(name),
        Organisation.id != but,
        col(Organisation.is_active),
    )
    for known in session.exec(alike):
        if known.name == name or not (code and known.credit_code):
            raise KnownName(name=known.name)
