"""Calling those who have booked a service whom nothing that is sent reaches."""

from sqlmodel import Session, col, select

from db.models import ServiceBooking, ServiceMenu, ServiceSlot
from db.service_vocabulary import BookingState
from domain import calling, clock
from domain.calling import Call
from domain.command import Act, command
from domain.menu.bookings import of
from domain.permissions import activity_keepers

STATES = (BookingState.BOOKED, BookingState.CALLED_OFF)
NEWS = ("booking_changed", "booking_called_off")  # of which whoever has booked hears by mail
CALLED = "booking_called"


@command(ServiceMenu, by=activity_keepers)
def note_call(act: Act, menu: ServiceMenu, *, booking_id: int) -> None:
    """Note that somebody whom no mail reaches was called, so that nobody calls them again. Raises CalledAlready."""
    booking = of(act.session, menu, booking_id)
    calling.note(act, booking, calls(act.session, menu.id).get(booking.id), CALLED)


def calls(session: Session, menu_id: int) -> dict[int, Call]:
    """Of a menu, everybody whom nothing reaches that is sent and whose time is not over, by the id of their booking."""
    ahead = select(ServiceSlot.id).where(ServiceSlot.ends_at > clock.now())
    here = (
        ServiceBooking.menu_id == menu_id,
        col(ServiceBooking.state).in_(STATES),
        col(ServiceBooking.slot_id).in_(ahead),
    )
    return calling.heard(session, ServiceBooking, here, news=NEWS, called=CALLED)
