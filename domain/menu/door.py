"""Who came to a booked service: noted by the code they show or from the list, taken back where it was a mistake."""

from sqlmodel import select

from db.models import ServiceBooking, ServiceMenu, ServiceOffer, ServiceSlot
from db.service_vocabulary import HOLDING, BookingState
from domain.attendance import EARLIEST, IsInAlready, TooEarly
from domain.command import Act, command
from domain.errors import Forbidden, NotFound, Refused
from domain.menu.bookings import BookingMovedOn, of, put
from domain.menu.visible import is_theirs
from domain.permissions import service_givers
from domain.tokens import hashed, normal_secret

S = BookingState


class NotYetBegun(Refused):
    message = "That somebody did not come is noted from the beginning on."


@command(ServiceMenu, by=service_givers)
def note(
    act: Act, menu: ServiceMenu, *, came: bool, code: str = "", booking_id: int | None = None
) -> None:
    """Note that an enterprise came or did not; by the keepers, or by the people of whoever provides it."""
    booking = _by_code(act, menu, code) if code else of(act.session, menu, booking_id)
    slot = _theirs(act, menu, booking)
    if booking.state not in HOLDING:
        raise BookingMovedOn
    if came and booking.state is S.ATTENDED:
        raise IsInAlready(name=booking.person_name)
    if act.now < slot.starts_at - EARLIEST:
        raise TooEarly(hours=int(EARLIEST.total_seconds() // 3600))
    if not came and act.now < slot.starts_at:
        raise NotYetBegun
    put(act, booking, S.ATTENDED if came else S.MISSED)
    by = "code" if code else "list"
    act.record("booking_noted", booking, state=booking.state.value, by=by)


@command(ServiceMenu, by=service_givers)
def take_back(act: Act, menu: ServiceMenu, *, booking_id: int) -> None:
    """Take back that an enterprise came or did not: it is booked, and nothing is known yet."""
    booking = of(act.session, menu, booking_id)
    _theirs(act, menu, booking)
    if booking.state not in (S.ATTENDED, S.MISSED):
        raise BookingMovedOn
    put(act, booking, S.BOOKED)
    act.record("booking_noted", booking, state=booking.state.value)


def _theirs(act: Act, menu: ServiceMenu, booking: ServiceBooking) -> ServiceSlot:
    """The time of a booking, if it is this person's to note who came. Raises Forbidden."""
    slot = act.session.get_one(ServiceSlot, booking.slot_id)
    offer = act.session.get_one(ServiceOffer, slot.offer_id)
    if not is_theirs(act.actor, menu, offer):
        raise Forbidden
    return slot


def _by_code(act: Act, menu: ServiceMenu, code: str) -> ServiceBooking:
    found = select(ServiceBooking).where(
        ServiceBooking.code_hash == hashed(normal_secret(code)), ServiceBooking.menu_id == menu.id
    )
    booking = act.session.exec(found).first()
    if booking is None:
        raise NotFound
    return booking
