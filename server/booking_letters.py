"""What a mail about a booked service says, to who booked and to whoever provides it: the booking as it stands when the
mail is sent, the time for the reader's calendar, and for who booked the way out."""

from dataclasses import replace

from sqlmodel import Session, select

from db.engine import snapshot
from db.models import Expert, Message, Organisation, ServiceBooking, ServiceOffer, ServiceSlot
from db.service_vocabulary import BookingState
from db.settings import settings
from db.vocabulary import MessageKind
from domain import activity_feedback, calendar_files, clock, day_words
from domain.calendar_files import Method, Party
from domain.clock import LOCAL
from domain.identifiers import dialled
from domain.menu import feedback, mails
from domain.queries import booked
from domain.tokens import hashed
from server.mail_parts import Letter, named, sender

# Which text tells how a booking stands – who booked, whoever provides it – and what it asks of the reader's calendar.
OF_STATE = {
    BookingState.BOOKED: ("booking_booked", "provided_booked", Method.REQUEST),
    BookingState.WITHDRAWN: ("booking_withdrawn", "provided_withdrawn", Method.CANCEL),
    BookingState.CALLED_OFF: ("booking_called_off", "provided_called_off", Method.CANCEL),
}
WITH_CODE = ("booking_booked", "booking_reminder")


OF_FEEDBACK = {
    MessageKind.FEEDBACK_ASKED: ("booking_feedback_asked", activity_feedback.OPEN),
    MessageKind.FEEDBACK_REMINDER: (
        "booking_feedback_reminder",
        activity_feedback.OPEN - activity_feedback.REMIND_AFTER,
    ),
}  # which text, and how long it can still be answered


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
        expert = session.get(Expert, offer.expert_id) if offer.expert_id else None
        is_provider = message.recipient != booking.email
        name, method = _said(message, booking, slot, is_provider)
        is_change = is_provider and message.kind is MessageKind.SERVICE_CHANGED
        is_former = is_change and message.recipient not in (expert and expert.email, provider.email)
        if is_former:
            name, method = "provided_passed_on", Method.CANCEL
        who, link = (
            booking.person_name,
            f"{settings().public_url}{mails.link_path(_token(booking))}",
        )
        if is_provider:  # the link of who booked would let them withdraw
            who = named(expert or provider, message.language)
            link = f"{settings().public_url}/service-menu?menu={booking.menu_id}"
        if message.kind in OF_FEEDBACK:
            link = _feedback(session, booking)
        if is_former:
            who = _former(session, message)
        reader = Party(who, message.recipient, has_accepted=True)
        calendar = _calendar(session, booking, provider, reader, link, message.language, method)
        reason = booked.reason(session, booking)
    is_english = message.language == "en"
    starts, ends = slot.starts_at.astimezone(LOCAL), slot.ends_at.astimezone(LOCAL)
    day = day_words.told(starts, message.language)
    values = {
        "person": who,
        "title": (is_english and offer.title_en) or offer.title,
        "provider": " · ".join(
            named(each, message.language) for each in (provider, expert) if each
        ),
        "when": f"{day} {starts:%H:%M}–{ends:%H:%M}",
        "where": " · ".join(filter(None, (offer.place, offer.link))) or to_be_told,
        "reason": reason,
        "enterprise": booking.enterprise_name,
        "contact": _contact(booking),
        "subject": booking.subject or "–",
        "link": link,
        "days": str(OF_FEEDBACK[message.kind][1].days) if message.kind in OF_FEEDBACK else "",
        "code": "" if is_provider else mails.code_of(booking.menu_id, booking.ticket),
    }
    leads_to = settings().public_url + mails.door_path(values["code"])
    picture = leads_to if name in WITH_CODE else ""
    return name, Letter(values, picture, calendar, method)


def _said(
    message: Message, booking: ServiceBooking, slot: ServiceSlot, is_provider: bool
) -> tuple[str, Method | None]:
    """(which text it is, what it asks of the calendar; a reminder asks nothing). Raises NotSo."""
    if message.kind in OF_FEEDBACK:
        return OF_FEEDBACK[message.kind][0], None
    if booking.state not in OF_STATE:
        raise NotSo("the time is over")
    if message.kind is MessageKind.SERVICE_REMINDER:
        if booking.state is not BookingState.BOOKED:
            raise NotSo("the booking has moved on")
        if slot.starts_at <= clock.now():
            raise NotSo("the time has begun")
        return "booking_reminder", None
    *names, method = OF_STATE[booking.state]
    if message.kind is MessageKind.SERVICE_CHANGED and booking.state is BookingState.BOOKED:
        names = ("booking_changed", "provided_changed")
    return names[is_provider], method


def _former(session: Session, message: Message) -> str:
    """Who gave it before, by their address."""
    for table in (Expert, Organisation):
        found = session.exec(select(table).where(table.email == message.recipient)).first()
        if found is not None:
            return named(found, message.language)
    raise NotSo("whoever gave it has another address now")


def _feedback(session: Session, booking: ServiceBooking) -> str:
    """Where it is said how it was. Raises NotSo."""
    token = feedback.open_token(session, booking)
    if not token:
        raise NotSo("it was said already how it was, or the time for it is over")
    return settings().public_url + activity_feedback.link_path(token)


def _token(booking: ServiceBooking) -> str:
    token = mails.token_of(booking.menu_id, booking.ticket)
    if hashed(token) != booking.token_hash:
        raise NotSo("the platform's secret is another one than when it was booked")
    return token


def _calendar(
    session: Session,
    booking: ServiceBooking,
    provider: Organisation,
    reader: Party,
    link: str,
    language: str,
    method: Method | None,
) -> str:
    """The booked time for the reader's own calendar; it comes from the platform, not from a person."""
    if method is None:
        return ""
    entry = replace(
        booked.entry(session, booking.id, link, language),
        organiser=sender(provider, language),
        attendee=reader,
    )
    if method is Method.CANCEL:  # also where it is off for this reader alone
        entry = replace(entry, is_cancelled=True)
    return calendar_files.written([entry], clock.now(), method=method)


def _contact(booking: ServiceBooking) -> str:
    """Who comes, and how to reach them."""
    phone = dialled(booking.phone) if booking.phone else ""
    return " · ".join(filter(None, (booking.person_name, phone, booking.email)))
