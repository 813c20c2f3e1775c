"""Who may see which bookings: of services that their house provides or that they keep, and what they have booked."""

from sqlalchemy import ColumnElement
from sqlmodel import col, or_, select

from db.models import ServiceBooking, ServiceMenu, ServiceOffer, ServiceSlot
from domain.activities_visible import activities_kept_by
from domain.permissions import PROVIDERS, Person, activity_keepers, allows


def is_theirs(person: Person, menu: ServiceMenu, offer: ServiceOffer) -> bool:
    """Whether a person keeps the menu, or belongs to whoever provides the offer."""
    provides = person.has(*PROVIDERS) and person.organisation_id == offer.provider_id
    return provides or allows(activity_keepers, person, menu)


def services_held_by(person: Person) -> ColumnElement[bool]:
    """The condition on `service_offer`, beside its menu: the same as `is_theirs`."""
    held = [activities_kept_by(person, ServiceMenu)]
    if person.has(*PROVIDERS) and person.organisation_id is not None:
        held.append(ServiceOffer.provider_id == person.organisation_id)
    return or_(*held)


def bookings_told_to(person: Person) -> ColumnElement[bool]:
    """The condition on `service_booking`; who keeps a menu looks into its lists and is not told of each."""
    told = [ServiceBooking.user_id == person.id, ServiceBooking.outcome_by_id == person.id]
    if person.has(*PROVIDERS) and person.organisation_id is not None:
        provided = (
            select(ServiceSlot.id)
            .join(ServiceOffer, ServiceOffer.id == ServiceSlot.offer_id)
            .where(ServiceOffer.provider_id == person.organisation_id)
        )
        told.append(col(ServiceBooking.slot_id).in_(provided))
    return or_(*told)
