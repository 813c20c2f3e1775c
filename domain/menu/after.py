"""What follows a booked service: a demand that came up there."""

from sqlmodel import Session

from db.models import Organisation, ServiceBooking, ServiceMenu, ServiceOffer, ServiceSlot
from db.service_vocabulary import HOLDING
from db.vocabulary import Channel
from domain import demands, origins
from domain.command import Act, command
from domain.errors import Forbidden, Refused
from domain.menu.bookings import BookingMovedOn, of
from domain.menu.visible import is_theirs
from domain.permissions import Person, allows, intake_staff, service_givers


class RaisedAlready(Refused):
    message = "A demand was raised out of this booking already."


@command(ServiceMenu, by=service_givers + intake_staff)
def raise_demand(
    act: Act, menu: ServiceMenu, *, booking_id: int, title: str, body: str, area_code: str = ""
) -> demands.Receipt:
    """Turn what came up at a booking into a demand of the enterprise; by those who give or keep it, and intake staff."""
    booking = of(act.session, menu, booking_id)
    if not may_raise(act.actor, menu, _offer(act.session, booking)):
        raise Forbidden
    if booking.demand_id is not None:
        raise RaisedAlready
    if booking.state not in HOLDING:
        raise BookingMovedOn
    known = (
        act.session.get(Organisation, booking.organisation_id) if booking.organisation_id else None
    )
    receipt = demands.receive.run(
        act,
        channel=Channel.ACTIVITY,
        title=title,
        body=body,
        area_code=area_code or (known and known.area_code) or menu.area_code or "",
        enterprise_id=known.id if known else None,
        enterprise_name=booking.enterprise_name,
        contact_name=booking.person_name,
        contact_phone=booking.phone or "",
        contact_email=booking.email or "",
    )
    booking.demand_id = receipt.demand_id
    origins.note_booked(act, menu.id, receipt.demand_id)
    act.record("booking_raised", booking, number=receipt.number)
    return receipt


def may_raise(person: Person, menu: ServiceMenu, offer: ServiceOffer) -> bool:
    """Whether somebody may turn what came up into a demand."""
    return is_theirs(person, menu, offer) or allows(intake_staff, person, menu)


def _offer(session: Session, booking: ServiceBooking) -> ServiceOffer:
    slot = session.get_one(ServiceSlot, booking.slot_id)
    return session.get_one(ServiceOffer, slot.offer_id)
