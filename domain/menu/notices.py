"""Who hears inside the platform of what happens to a booking."""

from sqlmodel import Session, and_, col, or_, select

from db.models import Event, ServiceBooking, ServiceOffer, ServiceSlot, User, UserRole
from domain.permissions import PROVIDERS

OF_PROVIDER = ("booked", "booking_withdrawn", "booking_called_off")
OF_BOOKER = ("booking_called_off",)


def recipients(session: Session, event: Event) -> set[int]:
    """The active people of whoever provides the service; that it is called off, also who booked it."""
    if event.action not in OF_PROVIDER:
        return set()
    booking = session.get_one(ServiceBooking, event.subject_id)
    slot = session.get_one(ServiceSlot, booking.slot_id)
    offer = session.get_one(ServiceOffer, slot.offer_id)
    told = and_(User.organisation_id == offer.provider_id, col(UserRole.role).in_(PROVIDERS))
    if event.action in OF_BOOKER:
        told = or_(told, User.id == booking.user_id)
    found = select(User.id).join(UserRole, UserRole.user_id == User.id)
    return set(session.exec(found.where(User.is_active, told)))
