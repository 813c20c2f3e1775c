"""That an offer is given elsewhere, or by somebody else: whoever has booked it hears so, and who gives it, gave it."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from db.models import Expert, Organisation, ServiceBooking, ServiceOffer, ServiceSlot
from db.service_vocabulary import BookingState
from db.vocabulary import MessageKind
from domain.command import Act
from domain.menu import mails


@dataclass(frozen=True)
class Given:
    """Where an offer is given and by whom, and at which address whoever gives it can be told."""

    place: str
    link: str
    provider_id: int
    expert_id: int | None
    addresses: frozenset[str]


def given(session: Session, offer: ServiceOffer) -> Given:
    """As the offer stands."""
    expert = session.get(Expert, offer.expert_id) if offer.expert_id else None
    office = session.get_one(Organisation, offer.provider_id)
    told = {expert and expert.email, mails.address_of(session, offer), office.email} - {None, ""}
    return Given(offer.place, offer.link, offer.provider_id, offer.expert_id, frozenset(told))


def tell(act: Act, offer: ServiceOffer, before: Given) -> None:
    """Every booking of a time that is to come notes the change, and those concerned are told; nothing where all stays.

    Whoever takes it over hears of each booking as of a new one; from who gave it so far it is taken.
    """
    now = given(act.session, offer)
    changed = [
        each
        for each in ("place", "link", "provider_id", "expert_id")
        if getattr(now, each) != getattr(before, each)
    ]
    if not changed:
        return
    is_others = now.provider_id != before.provider_id or now.expert_id != before.expert_id
    kind = MessageKind.SERVICE_BOOKING if is_others else MessageKind.SERVICE_CHANGED
    for booking in _ahead(act, offer):
        act.record("booking_changed", booking, what=changed)
        mails.put(act, booking, MessageKind.SERVICE_CHANGED)
        mails.tell_provider(act, booking, kind)
        mails.tell_former(act, booking, before.addresses - now.addresses)


def _ahead(act: Act, offer: ServiceOffer) -> list[ServiceBooking]:
    found = (
        select(ServiceBooking)
        .join(ServiceSlot, ServiceSlot.id == ServiceBooking.slot_id)
        .where(
            ServiceSlot.offer_id == offer.id,
            ServiceBooking.state == BookingState.BOOKED,
            ServiceSlot.ends_at > act.now,
        )
    )
    return list(act.session.exec(found.order_by(col(ServiceSlot.starts_at))))
