"""What whoever has booked hears by mail, and the secret in their link: worked out again whenever a mail is sent."""

import base64
import hashlib
import hmac

from db.models import Message, ServiceBooking
from db.settings import secret
from db.vocabulary import MessageKind
from domain.command import Act


def token_of(menu_id: int, ticket: int) -> str:
    """What the link to one booking carries; 128 bits."""
    whole = hmac.new(secret(), f"booking:{menu_id}:{ticket}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(whole[:16]).decode().rstrip("=")


def link_path(token: str) -> str:
    """Where whoever has booked looks after it."""
    return f"/booking?t={token}"


def put(act: Act, booking: ServiceBooking, kind: MessageKind = MessageKind.SERVICE_BOOKING) -> bool:
    """One message about a booking as it stands, or a reminder; whether there is an address."""
    if booking.email:
        act.session.add(
            Message(
                kind=kind,
                booking_id=booking.id,
                recipient=booking.email,
                language=booking.language,
                created_at=act.now,
                due_at=act.now,
            )
        )
    return bool(booking.email)
