"""What a mail about a booked service says: the booking as it stands when the mail is sent, and the way out."""

from dataclasses import replace

from sqlmodel import Session

from db.engine import snapshot
from db.models import Message, Organisation, ServiceBooking, ServiceOffer, ServiceSlot
from db.service_vocabulary import BookingState
from db.settings import settings
from db.vocabulary import MessageKind
from domain import calendar_files, clock
from domain.calendar_files import Method, Party
from domain.clock import LOCAL
from domain.menu import mails
from domain.queries import booked
from domain.tokens import hashed
from server.mail_parts import Letter, sender

# Which text of the mails tells how a booking stands, and what it asks of its reader's calendar.
OF_STATE = {
    BookingState.BOOKED: ("booking_booked", Method.REQUEST),
    BookingState.WITHDRAWN: ("booking_withdrawn", Method.CANCEL),
    BookingState.CALLED_OFF: ("booking_called_off", Method.CANCEL),
}


class NotSo(Exception):
    """What the mail would say is no longer so."""


def letter(message: Message, to_be_told: str) -> tuple[str, Letter]:
    """(the name of the text, what fills it and goes with it). Raises NotSo.

    `to_be_told` stands for a place that is not known yet.
    """
    with snapshot() as session:
        booking = session.get_one(ServiceBooking, message.booking_id)
        slot = session.get_one(ServiceSlot, booking.slot_id)
        offer = session.get_one(ServiceOffer, slot.offer_id)
        provider = session.get_one(Organisation, offer.provider_id)
        name, method = _said(message, booking)
        link = settings().public_url + mails.link_path(_token(booking))
        calendar = _calendar(session, message, booking, provider, link, method) if method else ""
    is_english = message.language == "en"
    starts, ends = slot.starts_at.astimezone(LOCAL), slot.ends_at.astimezone(LOCAL)
    day = f"{starts:%-d %B %Y}" if is_english else f"{starts.year}年{starts.month}月{starts.day}日"
    values = {
        "person": booking.person_name,
        "title": (is_english and offer.title_en) or offer.title,
        "provider": (is_english and provider.name_en) or provider.name,
        "when": f"{day} {starts:%H:%M}–{ends:%H:%M}",
        "where": " · ".join(filter(None, (offer.place, offer.link))) or to_be_told,
        "reason": slot.gone_because,
        "link": link,
    }
    return name, Letter(values, calendar=calendar, method=method)


def _said(message: Message, booking: ServiceBooking) -> tuple[str, Method | None]:
    """(which text it is, what it asks of the calendar; a reminder asks nothing). Raises NotSo."""
    if booking.state not in OF_STATE:
        raise NotSo("the time is over")
    if message.kind is MessageKind.SERVICE_REMINDER:
        if booking.state is not BookingState.BOOKED:
            raise NotSo("the booking has moved on")
        return "booking_reminder", None
    return OF_STATE[booking.state]


def _token(booking: ServiceBooking) -> str:
    token = mails.token_of(booking.menu_id, booking.ticket)
    if hashed(token) != booking.token_hash:
        raise NotSo("the platform's secret is another one than when it was booked")
    return token


def _calendar(
    session: Session,
    message: Message,
    booking: ServiceBooking,
    provider: Organisation,
    link: str,
    method: Method,
) -> str:
    """The booked time for the reader's own calendar; it comes from the platform, not from a person."""
    entry = replace(
        booked.entry(session, booking.id, link, message.language),
        organiser=sender(provider, message.language),
        attendee=Party(booking.person_name, message.recipient, has_accepted=True),
    )
    return calendar_files.written([entry], clock.now(), method=method)
