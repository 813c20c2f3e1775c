"""What whoever has booked, and whoever provides the service, hear by mail; and the secret in the link of who booked:
worked out again whenever a mail is sent."""

from collections.abc import Collection

from sqlmodel import Session, col, select

from db.models import (
    Expert,
    Message,
    Organisation,
    ServiceBooking,
    ServiceOffer,
    ServiceSlot,
    User,
    UserRole,
)
from db.vocabulary import MessageKind
from domain.command import Act
from domain.permissions import PROVIDERS
from domain.tokens import link_token, spoken_secret


def token_of(menu_id: int, ticket: int) -> str:
    """What the link to one booking carries; 128 bits."""
    return link_token(f"booking:{menu_id}:{ticket}")


def feedback_token(menu_id: int, ticket: int) -> str:
    """What the link carries by which it is said how the service was; 128 bits."""
    return link_token(f"feedback-booking:{menu_id}:{ticket}")


def code_of(menu_id: int, ticket: int) -> str:
    """What is shown, or said, where the service is given: ten letters."""
    return spoken_secret(f"booking-door:{menu_id}:{ticket}")


def door_path(code: str) -> str:
    """What the picture on a confirmation leads to: the list of the day, for whoever gives the service."""
    return f"/service-day?c={code}"


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


def tell_provider(
    act: Act, booking: ServiceBooking, kind: MessageKind = MessageKind.SERVICE_BOOKING
) -> None:
    """One message about a booking as it stands to whoever provides the service, if there is an address.

    It is theirs by the address alone: what goes to the address of who booked is for who booked.
    """
    slot = act.session.get_one(ServiceSlot, booking.slot_id)
    offer = act.session.get_one(ServiceOffer, slot.offer_id)
    _to(act, booking, address_of(act.session, offer), kind)


def tell_former(act: Act, booking: ServiceBooking, addresses: Collection[str]) -> None:
    """One message to each of those who provided a booked service that others provide now."""
    for each in sorted(addresses):
        _to(act, booking, each, MessageKind.SERVICE_CHANGED)


def _to(act: Act, booking: ServiceBooking, address: str | None, kind: MessageKind) -> None:
    if address and address != booking.email:
        act.session.add(
            Message(
                kind=kind,
                booking_id=booking.id,
                recipient=address,
                created_at=act.now,
                due_at=act.now,
            )
        )


def address_of(session: Session, offer: ServiceOffer) -> str | None:
    """Where a message about what is booked of an offer goes; see `addresses_of`."""
    return addresses_of(session, [offer]).get(offer.id)


def addresses_of(session: Session, offers: Collection[ServiceOffer]) -> dict[int, str]:
    """By offer, the expert's address; else that of the office, where nobody has an account by which they are told."""
    providers = {each.provider_id for each in offers}
    silent = providers - with_people(session, providers)
    experts = _emails(
        session, Expert, {each.expert_id for each in offers} - {None}, Expert.is_active
    )
    offices = _emails(session, Organisation, silent)
    found = {
        each.id: experts.get(each.expert_id) or offices.get(each.provider_id) for each in offers
    }
    return {offer_id: address for offer_id, address in found.items() if address}


def _emails(session: Session, table, ids: Collection[int], *where) -> dict[int, str | None]:
    asked = select(table.id, table.email).where(col(table.id).in_(ids), *where)
    return dict(session.exec(asked).all())


def with_people(session: Session, provider_ids: Collection[int]) -> set[int]:
    """Those providers of whom somebody has an account, and so hears of bookings inside."""
    people = (
        select(User.organisation_id)
        .join(UserRole, UserRole.user_id == User.id)
        .where(
            User.is_active,
            col(User.organisation_id).in_(provider_ids),
            col(UserRole.role).in_(PROVIDERS),
        )
    )
    return set(session.exec(people.distinct()))
