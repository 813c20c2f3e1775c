"""What follows a booked service: what became of it, by when it is followed up, and a demand that came up there."""

from datetime import date

from sqlmodel import Session, col, or_, select

from db.models import ServiceBooking, ServiceMenu, ServiceOffer, ServiceSlot
from db.service_vocabulary import HOLDING, BookingOutcome, BookingState
from db.vocabulary import Channel
from domain import clock, demands, origins, raised_for
from domain.choices import chosen
from domain.command import Act, command
from domain.errors import Forbidden, Missing, Refused
from domain.menu.bookings import BookingMovedOn, of
from domain.menu.visible import is_theirs
from domain.permissions import Person, allows, engine, intake_staff, service_givers
from domain.written import line

S, B = BookingState, BookingOutcome


class FollowedUpBefore(Refused):
    message = "Please choose a day that is not over."


class NothingDue(Refused):
    message = "Nothing is due here that was not said already."


class RaisedAlready(Refused):
    message = "A demand was raised out of this booking already."


@command(ServiceMenu, by=service_givers)
def conclude(
    act: Act,
    menu: ServiceMenu,
    *,
    booking_id: int,
    outcome: str,
    note: str = "",
    next_on: date | None = None,
) -> None:
    """Note what became of a service to which somebody came; what goes on has a day by which it is followed up."""
    booking = of(act.session, menu, booking_id)
    if not is_theirs(act.actor, menu, _offer(act.session, booking)):
        raise Forbidden
    if booking.state is not S.ATTENDED:
        raise BookingMovedOn
    said = chosen(B, outcome, "How it ended")
    if said is B.GOES_ON and next_on is None:
        raise Missing(field="To be followed up by")
    if said is B.GOES_ON and next_on < act.today:
        raise FollowedUpBefore
    booking.outcome = said
    booking.outcome_note = line(note, most=400, name="Note", required=said is not B.SETTLED)
    booking.outcome_by_id = act.actor.id
    booking.next_on = next_on if said is B.GOES_ON else None
    until = booking.next_on.isoformat() if booking.next_on else None
    act.record("booking_concluded", booking, outcome=said.value, until=until)


@command(ServiceBooking, by=engine)
def remind(act: Act, booking: ServiceBooking) -> None:
    """Say that a service is to be followed up, once for a day."""
    if not (
        booking.outcome is B.GOES_ON
        and booking.next_on <= act.today
        and booking.told_due_on != booking.next_on
    ):
        raise NothingDue
    booking.told_due_on = booking.next_on
    act.record("booking_due", booking, until=booking.next_on.isoformat())


def to_remind():
    """The ids of the bookings that are to be followed up, of which it was not said yet."""
    told = ServiceBooking.told_due_on
    return (
        select(ServiceBooking.id)
        .where(
            ServiceBooking.outcome == B.GOES_ON,
            col(ServiceBooking.next_on) <= clock.now().date(),
            or_(col(told).is_(None), told != ServiceBooking.next_on),
        )
        .order_by(col(ServiceBooking.next_on))
    )


@command(ServiceMenu, by=service_givers + intake_staff)
def raise_demand(
    act: Act,
    menu: ServiceMenu,
    *,
    booking_id: int,
    title: str,
    body: str,
    area_code: str = "",
    organisation_id: int | None = None,
) -> demands.Receipt:
    """Turn what came up at a booking into a demand of the enterprise; by those who give or keep it, or intake staff.

    Where the booking does not know the enterprise, `organisation_id` is the one that was chosen from the directory: its
    own from then on; else it is named as when it was booked. Raises Unclear for one that is not open to who chose it.
    """
    booking = of(act.session, menu, booking_id)
    if not may_raise(act.actor, menu, _offer(act.session, booking)):
        raise Forbidden
    if booking.demand_id is not None:
        raise RaisedAlready
    if booking.state not in HOLDING:
        raise BookingMovedOn
    known = raised_for.enterprise(act, booking, organisation_id)
    raised_for.bind(act, booking, known)
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
