"""Who hears inside the platform of what happens to a booking."""

from sqlmodel import Session, and_, col, or_

from db.models import Event, ServiceBooking, ServiceOffer, ServiceSlot, User, UserRole
from domain.hearers import active_users
from domain.permissions import PROVIDERS

DUE = "booking_due"
OF_PROVIDER = ("booked", "booking_withdrawn", "booking_called_off", "booking_changed", DUE)
OF_BOOKER = (
    "booking_called_off",
    "booking_changed",
    "booking_asked",
    "booking_reminded",
    "booking_withdrawn",
)


def recipients(session: Session, event: Event) -> set[int]:
    """The active users who hear of it: the people of whoever provides the service, who booked it, who follows it up."""
    if event.action not in (*OF_PROVIDER, *OF_BOOKER):
        return set()
    booking = session.get_one(ServiceBooking, event.subject_id)
    slot = session.get_one(ServiceSlot, booking.slot_id)
    offer = session.get_one(ServiceOffer, slot.offer_id)
    told = []
    if event.action in OF_PROVIDER:
        theirs = User.organisation_id == offer.provider_id
        told.append(and_(theirs, col(UserRole.role).in_(PROVIDERS)))
    if event.action in OF_BOOKER:
        told.append(User.id == booking.user_id)
    if event.action == DUE:  # where the provider's people have no account, it was noted for them
        told.append(User.id == booking.outcome_by_id)
    return active_users(session, or_(*told))
