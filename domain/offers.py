"""Which service products are offered: a product whose provider lacks the qualification it needs is held back."""

from datetime import date

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import col, select

from db.models import Organisation, Qualification, ServiceProduct


def valid(on: date) -> ColumnElement[bool]:
    """The condition on `qualification` that it holds on a day; one without an end holds as long as it is kept."""
    return and_(
        col(Qualification.is_active),
        or_(col(Qualification.valid_from).is_(None), col(Qualification.valid_from) <= on),
        or_(col(Qualification.valid_until).is_(None), col(Qualification.valid_until) >= on),
    )


def offered(on: date) -> ColumnElement[bool]:
    """The condition on `service_product` that enterprises may be sent to it on a day."""
    provider = select(Organisation.id).where(
        Organisation.id == ServiceProduct.organisation_id, col(Organisation.is_active)
    )
    vouched = select(Qualification.id).where(
        Qualification.organisation_id == ServiceProduct.organisation_id,
        Qualification.type == ServiceProduct.needs,
        valid(on),
    )
    return and_(
        col(ServiceProduct.is_active),
        provider.correlate(ServiceProduct).exists(),
        or_(col(ServiceProduct.needs).is_(None), vouched.correlate(ServiceProduct).exists()),
    )
