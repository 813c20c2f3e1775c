"""Whom an offer can name: organisations that provide services, by part of a name, and their experts."""

from sqlmodel import Session, col, select

from db.models import Expert, Organisation
from db.vocabulary import Kind
from domain.permissions import Person, activity_makers, allows
from domain.queries.activity_choices import organisations
from domain.queries.named import Named

KINDS = (
    Kind.SERVICE_ORGANISATION,
    Kind.DEPARTMENT,
    Kind.SUB_PLATFORM,
    Kind.UNIVERSITY,
    Kind.INSTITUTE,
    Kind.RESEARCH_CENTRE,
    Kind.INVESTOR,
    Kind.CITY,
)


def providers(session: Session, person: Person, typed: str) -> tuple[Named, ...]:
    """Organisations whose name has this in it, service organisations first; for those who plan activities."""
    is_other = Organisation.kind != Kind.SERVICE_ORGANISATION
    return organisations(session, person, typed, col(Organisation.kind).in_(KINDS), is_other)


def experts(session: Session, person: Person, organisation_id: int) -> tuple[Named, ...]:
    """The experts of an organisation; for those who plan activities."""
    if not allows(activity_makers, person, None):
        return ()
    asked = select(Expert.id, Expert.name, Expert.name_en).where(
        Expert.is_active, Expert.organisation_id == organisation_id
    )
    return tuple(Named(*row) for row in session.exec(asked.order_by(col(Expert.name)).limit(200)))
