"""What a mail about a booked service says: the booking as it stands when the mail is sent, and the way out."""

from db.engine import snapshot
from db.models import Message, Organisation, ServiceBooking, ServiceOffer, ServiceSlot
from db.service_vocabulary import BookingState
from db.settings import settings
from db.vocabulary import MessageKind
from domain.clock import LOCAL
from domain.menu import mails
from domain.tokens import hashed

# Which text of the mails tells how a booking stands.
OF_STATE = {
    BookingState.BOOKED: "booking_booked",
    BookingState.WITHDRAWN: "booking_withdrawn",
    BookingState.CALLED_OFF: "booking_called_off",
}


class NotSo(Exception):
    """What the mail would say is no longer so."""


def values(message: Message, to_be_told: str) -> tuple[str, dict[str, str]]:
    """(the name of the text, what fills its places). Raises NotSo. `to_be_told` stands for a place not known yet."""
    with snapshot() as session:
        booking = session.get_one(ServiceBooking, message.booking_id)
        slot = session.get_one(ServiceSlot, booking.slot_id)
        offer = session.get_one(ServiceOffer, slot.offer_id)
        provider = session.get_one(Organisation, offer.provider_id)
    token = mails.token_of(booking.menu_id, booking.ticket)
    if hashed(token) != booking.token_hash:
        raise NotSo("the platform's secret is another one than when it was booked")
    if booking.state not in OF_STATE:
        raise NotSo("the time is over")
    name = OF_STATE[booking.state]
    if message.kind is MessageKind.SERVICE_REMINDER:
        if booking.state is not BookingState.BOOKED:
            raise NotSo("the booking has moved on")
        name = "booking_reminder"
    is_english = message.language == "en"
    starts, ends = slot.starts_at.astimezone(LOCAL), slot.ends_at.astimezone(LOCAL)
    day = f"{starts:%-d %B %Y}" if is_english else f"{starts.year}年{starts.month}月{starts.day}日"
    return name, {
        "person": booking.person_name,
        "title": (is_english and offer.title_en) or offer.title,
        "provider": (is_english and provider.name_en) or provider.name,
        "when": f"{day} {starts:%H:%M}–{ends:%H:%M}",
        "where": " · ".join(filter(None, (offer.place, offer.link))) or to_be_told,
        "reason": slot.gone_because,
        "link": settings().public_url + mails.link_path(token),
    }
