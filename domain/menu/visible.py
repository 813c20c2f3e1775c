"""Of which bookings a person hears: of services that their own house provides, and of what they have booked."""

from sqlalchemy import ColumnElement
from sqlmodel import col, or_, select

from db.models import ServiceBooking, ServiceOffer, ServiceSlot
from db.vocabulary import Role
from domain.permissions import Person

PROVIDERS = (Role.UNIT_HANDLER, Role.UNIT_HEAD, Role.ORGANISER)  # who acts for whoever provides


def bookings_told_to(person: Person) -> ColumnElement[bool]:
    """The condition on `service_booking`; who keeps a menu looks into its lists and is not told of each."""
    told = [ServiceBooking.user_id == person.id]
    if person.has(*PROVIDERS) and person.organisation_id is not None:
        provided = (
            select(ServiceSlot.id)
            .join(ServiceOffer, ServiceOffer.id == ServiceSlot.offer_id)
            .where(ServiceOffer.provider_id == person.organisation_id)
        )
        told.append(col(ServiceBooking.slot_id).in_(provided))
    return or_(*told)
