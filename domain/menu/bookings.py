"""Booking a slot of a menu, with or without an account; withdrawing it, being reminded of it.

Every command locks the menu first. That no slot is given twice is the database's own rule besides: a unique index over
the bookings that hold their slot.
"""

from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import Session, col, func, or_, select

from db.models import ServiceBooking, ServiceMenu, ServiceOffer, ServiceSlot
from db.service_vocabulary import HOLDING, BookingState
from db.vocabulary import MessageKind
from domain import clock, named_enterprises
from domain.command import Act, command
from domain.errors import Forbidden, Missing, NotFound, Refused
from domain.identifiers import email as read_email
from domain.identifiers import phone as read_phone
from domain.menu import mails
from domain.permissions import activity_keepers, allows, anyone, engine, is_theirs
from domain.similarity import name_key
from domain.tokens import hashed
from domain.written import line

S = BookingState
REMIND_BEFORE = timedelta(hours=24)


class SlotTaken(Refused):
    message = "This time has just been taken. Please choose another one."


class SlotGone(Refused):
    message = "This time cannot be booked any more."


class ShareUsed(Refused):
    message = "One enterprise may hold {most} times of this menu, and yours does."


class SameTime(Refused):
    message = "Your enterprise has booked something else at this time."


class BookingMovedOn(Refused):
    message = "This booking has already moved on. The page now shows how it stands."


class NotDue(Refused):
    message = "Nobody is to be reminded of this booking now."


@dataclass(frozen=True)
class Receipt:
    """What whoever books takes away; token and code are told here and by mail, and kept as hashes only."""

    booking_id: int
    token: str
    code: str


@command(ServiceMenu, by=anyone)
def book(
    act: Act,
    menu: ServiceMenu,
    *,
    slot_id: int,
    person_name: str,
    phone: str = "",
    email: str = "",
    enterprise_name: str = "",
    organisation_id: int | None = None,
    subject: str = "",
    language: str = "zh",
) -> Receipt:
    """Book one slot for an enterprise: one's own, by its name without an account, or as a keeper for whoever calls."""
    is_keeper = allows(activity_keepers, act.actor, menu)
    slot = _slot(act, menu, slot_id)
    if menu.published_at is None and not is_keeper:
        raise NotFound
    chosen_id = organisation_id if is_keeper else None
    own = named_enterprises.of_whoever_enters(act.session, act.actor, chosen_id)
    name = own.name if own else line(enterprise_name, most=120, name="Enterprise")
    key = own.name_key if own else name_key(name)
    said = {
        "person_name": line(person_name, most=40, name="Name"),
        "phone": read_phone(phone) if phone.strip() else None,
        "email": read_email(email) if email.strip() else None,
        "subject": line(subject, most=400, name="What you wish to talk about", required=False),
    }
    if said["phone"] is None and said["email"] is None:
        raise Missing(field="Telephone")
    _check_share(act.session, menu, slot, own.id if own else None, key)
    menu.last_ticket += 1
    token = mails.token_of(menu.id, menu.last_ticket)
    code = mails.code_of(menu.id, menu.last_ticket)
    booking = act.add(
        ServiceBooking(
            menu_id=menu.id,
            slot_id=slot.id,
            ticket=menu.last_ticket,
            organisation_id=own.id if own else None,
            enterprise_name=name,
            enterprise_key=key,
            user_id=None if is_keeper else act.actor.id,
            language="en" if language == "en" else "zh",
            booked_at=act.now,
            state_since=act.now,
            token_hash=hashed(token),
            code_hash=hashed(code),
            **said,
        )
    )
    act.record("booked", booking)
    mails.put(act, booking)
    mails.tell_provider(act, booking)
    return Receipt(booking.id, token, code)


@command(ServiceMenu, by=anyone)
def withdraw(
    act: Act, menu: ServiceMenu, *, token: str = "", booking_id: int | None = None
) -> None:
    """Withdraw a booking before its time: by its link, by the enterprise's own people, or by the keepers."""
    booking = _mine(act, menu, token, booking_id)
    slot = act.session.get_one(ServiceSlot, booking.slot_id)
    if booking.state is not S.BOOKED or act.now >= slot.starts_at:
        raise BookingMovedOn
    put(act, booking, S.WITHDRAWN)
    act.record("booking_withdrawn", booking)
    mails.put(act, booking)
    mails.tell_provider(act, booking)


@command(ServiceBooking, by=engine)
def remind(act: Act, booking: ServiceBooking) -> None:
    """Remind whoever has booked, once, a day before."""
    slot = act.session.get_one(ServiceSlot, booking.slot_id)
    is_soon = act.now < slot.starts_at <= act.now + REMIND_BEFORE
    if booking.state is not S.BOOKED or booking.reminded_at is not None or not is_soon:
        raise NotDue
    booking.reminded_at = act.now
    if booking.code_hash is None:  # booked before there were codes
        booking.code_hash = hashed(mails.code_of(booking.menu_id, booking.ticket))
    act.record("booking_reminded", booking)
    mails.put(act, booking, MessageKind.SERVICE_REMINDER)


def to_remind():
    """The ids of the bookings whose people are to be reminded now."""
    now = clock.now()
    return (
        select(ServiceBooking.id)
        .join(ServiceSlot, ServiceSlot.id == ServiceBooking.slot_id)
        .where(
            ServiceBooking.state == S.BOOKED,
            col(ServiceBooking.reminded_at).is_(None),
            or_(col(ServiceBooking.email).is_not(None), col(ServiceBooking.user_id).is_not(None)),
            col(ServiceSlot.starts_at) > now,
            col(ServiceSlot.starts_at) <= now + REMIND_BEFORE,
        )
        .order_by(col(ServiceSlot.starts_at))
    )


def of(session: Session, menu: ServiceMenu, booking_id: int | None) -> ServiceBooking:
    """A booking of this menu. Raises NotFound."""
    found = session.get(ServiceBooking, booking_id) if booking_id else None
    if found is None or found.menu_id != menu.id:
        raise NotFound
    return found


def put(act: Act, booking: ServiceBooking, state: BookingState) -> None:
    """Let a booking stand so from now on; what became of it is said only of one to which they came."""
    booking.state, booking.state_since = state, act.now
    booking.outcome, booking.outcome_note, booking.next_on = None, "", None


def _slot(act: Act, menu: ServiceMenu, slot_id: int) -> ServiceSlot:
    """The slot, if it can be booked. Raises NotFound, SlotGone, SlotTaken."""
    slot = act.session.get(ServiceSlot, slot_id)
    offer = act.session.get(ServiceOffer, slot.offer_id) if slot else None
    if offer is None or offer.menu_id != menu.id:
        raise NotFound
    if slot.gone_because or not offer.is_active or slot.starts_at <= act.now:
        raise SlotGone
    held = select(ServiceBooking.id).where(
        ServiceBooking.slot_id == slot.id, col(ServiceBooking.state).in_(HOLDING)
    )
    if act.session.exec(held).first() is not None:
        raise SlotTaken
    return slot


def _check_share(
    session: Session, menu: ServiceMenu, slot: ServiceSlot, organisation_id: int | None, key: str
) -> None:
    """Raises ShareUsed, SameTime."""
    if share(session, menu, key, organisation_id) >= menu.per_enterprise:
        raise ShareUsed(most=menu.per_enterprise)
    at_once = (
        select(ServiceBooking.id)
        .join(ServiceSlot, ServiceSlot.id == ServiceBooking.slot_id)
        .where(
            *_of(session, menu, key, organisation_id),
            col(ServiceSlot.starts_at) < slot.ends_at,
            col(ServiceSlot.ends_at) > slot.starts_at,
        )
    )
    if session.exec(at_once).first() is not None:
        raise SameTime


def share(
    session: Session,
    menu: ServiceMenu,
    key: str,
    organisation_id: int | None,
    but: int | None = None,
) -> int:
    """How many times of a menu one enterprise holds, besides the booking with the id `but`."""
    mine = _of(session, menu, key, organisation_id)
    counted = select(func.count()).where(*mine, ServiceBooking.id != (but or 0))
    return session.exec(counted).one()


def _of(session: Session, menu: ServiceMenu, key: str, organisation_id: int | None):
    """The conditions of the bookings of one enterprise that hold their time."""
    here = ServiceBooking.menu_id == menu.id
    same = named_enterprises.is_the_same(
        session, ServiceBooking, here, organisation_id=organisation_id, key=key
    )
    return here, same, col(ServiceBooking.state).in_(HOLDING)


def _mine(act: Act, menu: ServiceMenu, token: str, booking_id: int | None) -> ServiceBooking:
    """The booking that this person may look after. Raises NotFound, Forbidden."""
    if token:
        found = select(ServiceBooking).where(
            ServiceBooking.token_hash == hashed(token), ServiceBooking.menu_id == menu.id
        )
        booking = act.session.exec(found).first()
        if booking is None:
            raise NotFound
        return booking
    booking, actor = of(act.session, menu, booking_id), act.actor
    if not is_theirs(actor, booking) and not allows(activity_keepers, actor, menu):
        raise Forbidden if actor.id is not None else NotFound
    return booking
